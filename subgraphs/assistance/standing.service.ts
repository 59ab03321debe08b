import { HubError } from '../../kernel/errors.ts';
import { checkIdNumber, matchKey } from '../../kernel/id-number.ts';
import { isSameName } from '../../kernel/person-name.ts';
import { fromDbDate, type PlainDate } from '../../kernel/plain-date.ts';
import { groupBy } from '../../kernel/runtime/loader.ts';
import { loadPolicyParameters } from '../../kernel/runtime/policy-parameters.ts';
import { today } from '../../kernel/clock.ts';
import {
  createSharingGate,
  type AskedQuestion,
  type PersonOutcome,
} from '../../kernel/runtime/sharing-gate.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { closedFields, type SharedField } from '../../kernel/sharing.ts';
import type { Prisma } from '../../prisma/generated/client/client.ts';

/** A person as a department names one: both must agree. */
export type AskedPerson = { idNumber: string; name: string };
/** Why a department asks; the handling number is its own. */
export type AskingReason = Pick<AskedQuestion, 'purpose'> & { handlingNo: string };

/** A programme that the person's household is on, as far as it is opened. */
export type ToldProgramme = {
  programmeCode: string | null;
  since: PlainDate | null;
  streetCode: string | null;
  lastCheckedOn: PlainDate | null;
};
export type Standing = {
  found: boolean;
  programmes: readonly ToldProgramme[];
  notOpened: readonly SharedField[];
};
export type ListStanding = {
  asked: number;
  hits: readonly { key: string; programmes: readonly ToldProgramme[] }[];
  notOpened: readonly SharedField[];
};

type Row = {
  number: string;
  personId: string;
  name: string;
  consented: boolean;
  programmeCode: string | null;
  since: Date | null;
  streetCode: string | null;
  lastCheckedOn: Date | null;
};
type Found = {
  outcome: PersonOutcome;
  personId: string | null;
  programmes: readonly ToldProgramme[];
};

const LONGEST_NAME = 100;

/** Whether persons whom a department knows receive help (标准问题). Whoever is not told of is not there. */
export function createStandingService(deps: SubgraphDeps) {
  const { database, clock, vault } = deps;
  const gate = createSharingGate(deps, 'assistance');
  return {
    /**
     * One person by whole number and name. Unknown, named otherwise, of a household without the needed authorisation:
     * the same answer after the same statements.
     *
     * @throws HubError as the gate, INVALID_INPUT for a number that cannot be one or an empty name
     */
    async ofPerson(
      request: RequestContext,
      person: AskedPerson,
      reason: AskingReason,
    ): Promise<Standing> {
      const question = 'PERSON_PROGRAMMES';
      return gate.ask(request, { question, ...reason }, async (tx, { fields, day }) => {
        const [found] = await find(tx, question, day, [indexed(person)], fields);
        const programmes = found?.programmes ?? [];
        const value = {
          found: found?.outcome === 'TOLD',
          programmes,
          notOpened: closedFields(question, fields),
        };
        return { value, persons: found ? [found] : [] };
      });
    },

    /**
     * Those of a list who receive help, under the keys that the department gave them; of the others nothing.
     *
     * @throws HubError as the gate, LIMIT_EXCEEDED for a longer list than the policy allows, INVALID_INPUT for an empty
     *   one or an entry that cannot be a person
     */
    async ofList(
      request: RequestContext,
      entries: readonly (AskedPerson & { key: string })[],
      reason: AskingReason,
    ): Promise<ListStanding> {
      const question = 'LIST_PROGRAMMES';
      if (entries.length === 0) throw new HubError('INVALID_INPUT', { field: 'entries' });
      const policy = await loadPolicyParameters(database.pool, today(clock));
      if (entries.length > policy.get('sharing.listPersons').value)
        throw new HubError('LIMIT_EXCEEDED', { limit: { zh: '名单人数', en: 'list length' } });
      const asked = { question, ...reason, persons: entries.length } as const;
      return gate.ask(request, asked, async (tx, { fields, day }) => {
        const persons = await find(tx, question, day, entries.map(indexed), fields);
        const hits = entries.flatMap(({ key }, at) => {
          const found = persons[at];
          return found?.outcome === 'TOLD' ? [{ key, programmes: found.programmes }] : [];
        });
        const notOpened = closedFields(question, fields);
        return { value: { asked: entries.length, hits, notOpened }, persons };
      });
    },
  };

  /** The number under every key: while the index moves to a new one, the person may be found under either. */
  function indexed({ idNumber, name }: AskedPerson) {
    const check = checkIdNumber(idNumber);
    if (!check.ok) throw new HubError('INVALID_INPUT', { field: 'idNumber', reason: check.code });
    if (name.trim() === '' || name.length > LONGEST_NAME)
      throw new HubError('INVALID_INPUT', { field: 'name' });
    const indexes = vault.numberIndexes(matchKey(check.documentClass, check.idNumber));
    return { name, indexes: indexes.map((index) => Buffer.from(index).toString('hex')) };
  }

  /** What became of each person asked about, in order. */
  async function find(
    tx: Prisma.TransactionClient,
    question: 'PERSON_PROGRAMMES' | 'LIST_PROGRAMMES',
    day: PlainDate,
    asked: readonly ReturnType<typeof indexed>[],
    fields: readonly string[],
  ): Promise<Found[]> {
    const numbers = asked.flatMap(({ indexes }) => indexes);
    const rows = await tx.$queryRaw<Row[]>`
      SELECT encode(number_index, 'hex') AS number, person_id::text AS "personId", name, consented,
             programme_code AS "programmeCode", since, street_code AS "streetCode",
             last_checked_on AS "lastCheckedOn"
        FROM assistance.standing_of(${question}, ${day}::date,
               (SELECT array_agg(decode(number, 'hex')) FROM unnest(${numbers}::text[]) AS number))
       ORDER BY since, programme_code, street_code, last_checked_on`;
    const byNumber = groupBy(rows, ({ number }) => number);
    return asked.map(({ name, indexes }) => {
      const own = indexes.flatMap((index) => byNumber.get(index) ?? []);
      const [first] = own;
      if (first === undefined) return { outcome: 'NOT_FOUND', personId: null, programmes: [] };
      const { personId } = first;
      if (!isSameName(name, first.name))
        return { outcome: 'NAME_DIFFERS', personId, programmes: [] };
      const consented = own.filter((row) => row.consented);
      if (consented.length === 0) return { outcome: 'NO_AUTHORISATION', personId, programmes: [] };
      return { outcome: 'TOLD', personId, programmes: consented.map((row) => told(row, fields)) };
    });
  }
}

/** The database leaves closed fields out; so does this, for each must hold without the other. */
function told(row: Row, fields: readonly string[]): ToldProgramme {
  const opened = <T>(field: SharedField, value: T) => (fields.includes(field) ? value : null);
  const dateOf = (date: Date | null) => (date === null ? null : fromDbDate(date));
  return {
    programmeCode: opened('PROGRAMME', row.programmeCode),
    since: opened('SINCE', dateOf(row.since)),
    streetCode: opened('STREET', row.streetCode),
    lastCheckedOn: opened('LAST_CHECKED', dateOf(row.lastCheckedOn)),
  };
}
