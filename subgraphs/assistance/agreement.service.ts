import { randomUUID } from 'node:crypto';
import { assertCan, can, type Actor } from '../../kernel/actor.ts';
import { today } from '../../kernel/clock.ts';
import { HubError } from '../../kernel/errors.ts';
import { addDays, toDbDate, type PlainDate } from '../../kernel/plain-date.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import { groupBy } from '../../kernel/runtime/loader.ts';
import { lockSharing } from '../../kernel/runtime/sharing-gate.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { scrubNumbers } from '../../kernel/scrub-numbers.ts';
import { SHARED_QUESTIONS, type SharedField, type SharedQuestion } from '../../kernel/sharing.ts';
import type {
  Prisma,
  SharingAgreement,
  SharingAgreementEvent,
  SharingExchange,
  SharingPurpose,
} from '../../prisma/generated/client/client.ts';
import { CHANGES, type AgreementChange } from './agreement.labels.ts';

/** What a supervisor proposes: department × question × fields × purposes × term. */
export type AgreementProposal = {
  departmentCode: string;
  question: SharedQuestion;
  fields: readonly SharedField[];
  purposes: readonly string[];
  validFrom: PlainDate;
  validTo: PlainDate;
  needsAuthorisation: boolean;
  dailyPersons: number;
  /** 依据: the instrument and its article. */
  basis: string;
};

/** How an agreement was used in the last days. */
export type AgreementUse = {
  answered: number;
  refused: number;
  persons: number;
  told: number;
  unauthorised: number;
};

const USE_DAYS = 30;
const MOST_REFUSALS = 100;
const LONGEST_TEXT = 500;
const MOST_DAILY = 100_000;

/** 共享协议: granted by the data's owner, by two persons, switched at once, never edited. */
export function createAgreementService({ database: { db }, clock }: SubgraphDeps) {
  return {
    /** All agreements, the newest first; a liaison's are those of the own department. */
    async list(actor: Actor): Promise<SharingAgreement[]> {
      if (!can(actor, 'AGREEMENT_READ')) return [];
      const own = actor.role === 'LIAISON' ? { departmentCode: actor.departmentCode ?? '' } : {};
      const orderBy = [{ proposedAt: 'desc' }, { id: 'asc' }] as const;
      return db.sharingAgreement.findMany({ where: own, orderBy: [...orderBy] });
    },

    /** 用途, by code. */
    async purposes(): Promise<Map<string, SharingPurpose>> {
      const rows = await db.sharingPurpose.findMany({ orderBy: { code: 'asc' } });
      return new Map(rows.map((row) => [row.code, row]));
    },

    /** What happened to each agreement, in order; nothing for who does not oversee. */
    async eventsOf(
      actor: Actor,
      ids: readonly string[],
    ): Promise<Map<string, SharingAgreementEvent[]>> {
      if (!can(actor, 'EXCHANGE_READ')) return new Map();
      const rows = await db.sharingAgreementEvent.findMany({
        where: { agreementId: { in: [...ids] } },
        orderBy: { id: 'asc' },
      });
      return groupBy(rows, (row) => row.agreementId);
    },

    /** The last 30 days of each agreement; nothing for who does not oversee: it counts missing consents. */
    async useOf(actor: Actor, ids: readonly string[]): Promise<Map<string, AgreementUse>> {
      if (!can(actor, 'EXCHANGE_READ')) return new Map();
      const rows = await db.sharingExchange.findMany({
        where: {
          agreementId: { in: [...ids] },
          day: { gt: toDbDate(addDays(today(clock), -USE_DAYS)) },
        },
      });
      const grouped = groupBy(rows, (row) => row.agreementId ?? '');
      return new Map(ids.map((id) => [id, useIn(grouped.get(id) ?? [])]));
    },

    /** The last refused questions, with or without an agreement, the newest first. */
    async refusals(actor: Actor): Promise<SharingExchange[]> {
      assertCan(actor, 'EXCHANGE_READ');
      const orderBy = { id: 'desc' } as const;
      const where = { refusal: { not: null } };
      return db.sharingExchange.findMany({ where, orderBy, take: MOST_REFUSALS });
    },

    /**
     * Proposes an agreement. It opens nothing until another person confirms it.
     * @throws HubError FORBIDDEN, INVALID_INPUT naming the field
     */
    async propose(request: RequestContext, proposal: AgreementProposal): Promise<SharingAgreement> {
      assertCan(request.actor, 'AGREEMENT_GRANT');
      assertProposal(proposal, [...(await this.purposes()).keys()]);
      const { fields, purposes, validFrom, validTo, ...rest } = proposal;
      return db.$transaction(async (tx) => {
        const data = {
          ...{ ...rest, id: randomUUID(), state: 'PROPOSED' },
          ...{ fields: [...new Set(fields)], purposes: [...new Set(purposes)] },
          ...{ validFrom: toDbDate(validFrom), validTo: toDbDate(validTo) },
          ...{ proposedBy: request.actor.subject, proposedAt: clock.now() },
        };
        const added = await tx.sharingAgreement.create({ data }).catch(unknownDepartment);
        await writeChange(tx, request, added, 'PROPOSED', proposal.basis);
        return added;
      });
    },

    /**
     * Opens a proposed agreement, in place of the one that stands for the department's question.
     * @throws HubError FORBIDDEN, NOT_FOUND, INVALID_STATE, AGREEMENT_SAME_PERSON
     */
    async confirm(request: RequestContext, id: string): Promise<SharingAgreement> {
      assertCan(request.actor, 'AGREEMENT_GRANT');
      return db.$transaction(async (tx) => {
        const row = await lockedAgreement(tx, id);
        if (row.state !== 'PROPOSED') throw new HubError('INVALID_STATE');
        if (row.proposedBy === request.actor.subject) throw new HubError('AGREEMENT_SAME_PERSON');
        const { departmentCode, question } = row;
        const standing = await tx.sharingAgreement.findFirst({
          where: { departmentCode, question, state: { in: ['OPEN', 'SUSPENDED'] } },
        });
        if (standing) await change(tx, request, standing, 'ENDED', `由 ${id} 取代`);
        return change(tx, request, row, 'CONFIRMED', row.basis);
      });
    },

    /**
     * Suspends, resumes or ends an agreement; the next question meets it so.
     * @throws HubError FORBIDDEN, NOT_FOUND, INVALID_STATE, INVALID_INPUT without a reason
     */
    async switch(
      request: RequestContext,
      id: string,
      to: Exclude<AgreementChange, 'PROPOSED' | 'CONFIRMED'>,
      reason: string,
    ): Promise<SharingAgreement> {
      assertCan(request.actor, 'AGREEMENT_GRANT');
      assertText('reason', reason);
      return db.$transaction(async (tx) => {
        const row = await lockedAgreement(tx, id);
        const from: readonly string[] = CHANGES[to].from;
        if (!from.includes(row.state)) throw new HubError('INVALID_STATE');
        return change(tx, request, row, to, reason);
      });
    },
  };

  async function change(
    tx: Prisma.TransactionClient,
    request: RequestContext,
    { id }: SharingAgreement,
    to: AgreementChange,
    reason: string,
  ): Promise<SharingAgreement> {
    const confirmation =
      to === 'CONFIRMED' ? { confirmedBy: request.actor.subject, confirmedAt: clock.now() } : {};
    const data = { state: CHANGES[to].state, ...confirmation };
    const changed = await tx.sharingAgreement.update({ where: { id }, data });
    await writeChange(tx, request, changed, to, reason);
    return changed;
  }

  async function writeChange(
    tx: Prisma.TransactionClient,
    { actor, purpose, requestId }: RequestContext,
    { id: agreementId, departmentCode: department, question }: SharingAgreement,
    to: AgreementChange,
    reason: string,
  ): Promise<void> {
    const made = { changedBy: actor.subject, changedAt: clock.now() };
    await tx.sharingAgreementEvent.createMany({
      data: [{ agreementId, change: to, reason, ...made }],
    });
    const scope = { subgraph: 'assistance', actor, purpose, requestId } as const;
    const what = { agreementId, department, question, change: to };
    await recordAudit(tx, scope, { kind: 'AGREEMENT_CHANGED', ...what });
  }
}

/** @throws HubError INVALID_INPUT naming the first field that does not fit */
function assertProposal(proposal: AgreementProposal, purposes: readonly string[]): void {
  const known: readonly string[] = SHARED_QUESTIONS[proposal.question].fields;
  const { fields, dailyPersons } = proposal;
  refuseUnless(fields.length > 0 && fields.every((field) => known.includes(field)), 'fields');
  // 先授权委托: what the household's economic verification came to is not told without its consent.
  refuseUnless(
    proposal.needsAuthorisation || !fields.includes('LAST_CHECKED'),
    'needsAuthorisation',
  );
  const asked = proposal.purposes;
  refuseUnless(asked.length > 0 && asked.every((code) => purposes.includes(code)), 'purposes');
  refuseUnless(proposal.validTo >= proposal.validFrom, 'validTo');
  refuseUnless(dailyPersons > 0 && dailyPersons <= MOST_DAILY, 'dailyPersons');
  assertText('basis', proposal.basis);
}

/** A text that is kept: it says something and names nobody by number. */
function assertText(field: string, text: string): void {
  const speaks = text.trim() !== '' && text.length <= LONGEST_TEXT;
  refuseUnless(speaks && scrubNumbers(text) === text, field);
}

function refuseUnless(fits: boolean, field: string): void {
  if (!fits) throw new HubError('INVALID_INPUT', { field });
}

function unknownDepartment(error: unknown): never {
  if ((error as { code?: unknown }).code === 'P2003')
    throw new HubError('INVALID_INPUT', { field: 'departmentCode' });
  throw error;
}

async function lockedAgreement(
  tx: Prisma.TransactionClient,
  id: string,
): Promise<SharingAgreement> {
  const known = UUID.test(id) ? await tx.sharingAgreement.findUnique({ where: { id } }) : null;
  if (!known) throw new HubError('NOT_FOUND', { agreementId: id });
  await lockSharing(tx, known.departmentCode, known.question);
  // Read again: whoever held the lock may have changed it.
  return tx.sharingAgreement.findUniqueOrThrow({ where: { id } });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function useIn(rows: readonly SharingExchange[]): AgreementUse {
  const answered = rows.filter(({ refusal }) => refusal === null);
  const sum = (count: 'persons' | 'told' | 'unauthorised') =>
    answered.reduce((total, row) => total + row[count], 0);
  return {
    answered: answered.length,
    refused: rows.length - answered.length,
    persons: sum('persons'),
    told: sum('told'),
    unauthorised: sum('unauthorised'),
  };
}
