import { can, type Action, type Actor } from '../../kernel/actor.ts';
import { HubError } from '../../kernel/errors.ts';
import { checkIdNumber, maskIdNumber, matchKey } from '../../kernel/id-number.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import { indexBy } from '../../kernel/runtime/loader.ts';
import { notePersons, noteWithheld } from '../../kernel/runtime/person-reads.ts';
import { createRecusals } from '../../kernel/runtime/recusals.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Person } from '../../prisma/generated/client/client.ts';
import { assertPurpose } from './purpose.ts';
import { personsInScope } from './scope.ts';

/** Who asks, and the reference id of the request. */
export type Asker = Pick<RequestContext, 'actor' | 'requestId'>;

/** Persons on the roster. Names alone find nobody: only an exact id number does, and it is audited. */
export function createPersonService({ database, vault }: SubgraphDeps) {
  const { db } = database;
  const recusals = createRecusals(database);

  /** A refusal of one person is recorded here, where the person and the stated purpose are known. */
  async function refuseUnless(
    asker: Asker,
    action: Action,
    key: string | null,
    purpose: string,
  ): Promise<void> {
    if (can(asker.actor, action)) return;
    await recordAudit(
      db,
      { subgraph: 'households', ...asker, purpose },
      { kind: 'ACTION_DENIED', action, entity: 'Person', key },
    );
    throw new HubError('FORBIDDEN', { action, recorded: true });
  }

  return {
    /** Persons by id; out of scope is absent, like unknown. */
    async byIds(actor: Actor, ids: readonly string[]): Promise<Map<string, Person>> {
      const scope = personsInScope(actor, await recusals.of(actor));
      const rows = await db.person.findMany({
        where: { AND: [{ id: { in: ids.filter(isUuid) } }, scope] },
      });
      const found = indexBy(rows, (row) => row.id);
      notePersons(found.keys());
      noteWithheld(ids, found);
      return found;
    },

    /**
     * The person with exactly this id number, and one audit row whether found, unknown or out of scope.
     * @throws HubError PURPOSE_REQUIRED, FORBIDDEN, or INVALID_INPUT for a number that cannot be one.
     */
    async byIdNumber(
      asker: Asker,
      query: { idNumber: string; purpose: string },
    ): Promise<Person | null> {
      const purpose = assertPurpose(query.purpose);
      await refuseUnless(asker, 'PERSON_SEARCH', null, purpose);
      const check = checkIdNumber(query.idNumber);
      if (!check.ok) throw new HubError('INVALID_INPUT', { field: 'idNumber', reason: check.code });
      // Under every key: while the index moves to a new one, the person may be found under either.
      const indexes = vault.numberIndexes(matchKey(check.documentClass, check.idNumber));
      const scope = personsInScope(asker.actor, await recusals.of(asker.actor));
      return db.$transaction(async (tx) => {
        const person = await tx.person.findFirst({
          where: { AND: [{ idNumberIndex: { in: indexes } }, scope] },
        });
        await recordAudit(
          tx,
          { subgraph: 'households', ...asker, purpose },
          { kind: 'PERSON_SEARCHED', personId: person?.id ?? null },
        );
        return person;
      });
    },

    /** '310106********002X'; shown to every role that sees the person. */
    idNumberMasked(person: Person): string {
      return maskIdNumber(vault.open(person.idNumberCipher, person.id));
    },

    /**
     * The whole number, for a stated purpose and case; audited in the same transaction. The person must
     * have been loaded for the same actor.
     * @throws HubError PURPOSE_REQUIRED, INVALID_INPUT, FORBIDDEN.
     */
    async idNumber(
      asker: Asker,
      person: Person,
      reason: { purpose: string; caseNo: string },
    ): Promise<string> {
      const purpose = assertPurpose(reason.purpose);
      const caseNo = assertCaseNo(reason.caseNo);
      await refuseUnless(asker, 'ID_NUMBER_UNMASK', person.id, purpose);
      return db.$transaction(async (tx) => {
        await recordAudit(
          tx,
          { subgraph: 'households', ...asker, purpose },
          { kind: 'ID_NUMBER_UNMASKED', personId: person.id, caseNo },
        );
        return vault.open(person.idNumberCipher, person.id);
      });
    },
  };
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

function assertCaseNo(text: string): string {
  const caseNo = text.trim();
  // The audit trail takes codes only: a name or an id number written here would be kept for years.
  if (/^[\w.:-]{1,80}$/.test(caseNo) && !checkIdNumber(caseNo).ok) return caseNo;
  throw new HubError('INVALID_INPUT', { field: 'caseNo' });
}
