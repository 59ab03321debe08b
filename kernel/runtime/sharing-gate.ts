import type { Prisma } from '../../prisma/generated/client/client.ts';
import { assertCan } from '../actor.ts';
import type { AuditEvent } from '../audit-events.ts';
import { today } from '../clock.ts';
import { HubError } from '../errors.ts';
import { fromDbDate, toDbDate, type PlainDate } from '../plain-date.ts';
import {
  refusalOf,
  type SharedField,
  type SharedQuestion,
  type StandingAgreement,
} from '../sharing.ts';
import { recordAudits, type AuditScope } from './audit.ts';
import type { RequestContext, SubgraphDeps } from './subgraph.ts';

/** What a liaison asks: the purpose is a code of the agreement, the handling number the asking department's own. */
export type AskedQuestion = {
  question: SharedQuestion;
  purpose: string;
  /** Null for questions about nobody. */
  handlingNo: string | null;
  /** Fields without which it cannot be answered. */
  needs?: readonly SharedField[];
  /** How many persons it is about; default 1. */
  persons?: number;
};

/** What the service may tell, and on which day the question is asked. */
export type Opening = { fields: readonly string[]; day: PlainDate };

export type PersonOutcome = Extract<AuditEvent, { kind: 'PERSON_ASKED_ABOUT' }>['outcome'];

/** An answer, and for each person asked about what came of it. */
export type SharedAnswer<T> = {
  value: T;
  persons?: readonly { personId: string | null; outcome: PersonOutcome }[];
};

type Asking = { department: string; day: PlainDate; scope: AuditScope };
type Answer<T> = (tx: Prisma.TransactionClient, opening: Opening) => Promise<SharedAnswer<T>>;

const PURPOSE = /^[A-Z][A-Z_]{1,39}$/;
// A digit, so that no name passes for a number; the audit trail takes no longer ones.
const HANDLING_NO = /^(?=.*\d)[\p{L}\p{N}\p{P}]{1,40}$/u;
// Neither an identity number, of 15 or 18 places, nor a mobile number.
const PERSONS_NUMBER = /\d{15}|(?<!\d)1[3-9]\d{9}(?!\d)/;

/**
 * The one way by which a member department is answered (domain.md §3 rule 10). Agreement, term, switch, purpose and
 * the day's count are judged in the transaction that reads the answer and writes it down; what is refused is written
 * down too, and stands although nothing was read.
 */
export function createSharingGate(
  { database: { db }, clock }: Pick<SubgraphDeps, 'database' | 'clock'>,
  subgraph: AuditScope['subgraph'],
) {
  return {
    /**
     * @throws HubError FORBIDDEN for who is no liaison of a department, PURPOSE_REQUIRED, INVALID_INPUT for a purpose or
     *   handling number of another shape, SHARING_REFUSED with one text whatever the reason; AUDIT_OVERDUE
     */
    async ask<T>(request: RequestContext, asked: AskedQuestion, answer: Answer<T>): Promise<T> {
      const asking = askingOf(request, asked);
      const outcome = await db.$transaction(async (tx) => {
        // One question of a department at a time: the day's count is exact, and a switch is before or after it.
        await lockSharing(tx, asking.department, asked.question);
        const agreement = await standingAgreement(tx, asking.department, asked.question);
        const refusal = refusalOf(agreement, {
          purpose: asked.purpose,
          day: asking.day,
          needs: asked.needs ?? [],
          persons: asked.persons ?? 1,
          personsBefore: await personsAsked(tx, asked.question, asking.day),
        });
        if (refusal !== null || agreement === null) {
          await writeRefusal(tx, asking, asked, agreement?.id ?? null, refusal ?? 'NO_AGREEMENT');
          return null;
        }
        const given = await answer(tx, { fields: agreement.fields, day: asking.day });
        await writeAnswer(tx, asking, asked, agreement.id, given);
        return given;
      });
      if (outcome === null) throw new HubError('SHARING_REFUSED', { question: asked.question });
      return outcome.value;
    },
  };

  function askingOf(request: RequestContext, { purpose, handlingNo }: AskedQuestion): Asking {
    assertCan(request.actor, 'QUESTION_ASK');
    const { departmentCode: department } = request.actor;
    if (department === null) throw new HubError('FORBIDDEN', { action: 'QUESTION_ASK' });
    if (purpose.trim() === '') throw new HubError('PURPOSE_REQUIRED');
    if (!PURPOSE.test(purpose)) throw new HubError('INVALID_INPUT', { field: 'purpose' });
    if (handlingNo !== null) assertHandlingNo(handlingNo);
    const { actor, requestId } = request;
    return { department, day: today(clock), scope: { subgraph, actor, requestId, purpose } };
  }

  async function writeRefusal(
    tx: Prisma.TransactionClient,
    asking: Asking,
    asked: AskedQuestion,
    agreementId: string | null,
    refusal: string,
  ): Promise<void> {
    await writeExchange(tx, asking, asked, { agreementId, refusal, told: 0, unauthorised: 0 });
    const { question, handlingNo, persons = 1 } = asked;
    const { department } = asking;
    const about = { department, question, agreementId, handlingNo, persons };
    await recordAudits(tx, asking.scope, [{ kind: 'QUESTION_REFUSED', ...about, reason: refusal }]);
  }

  async function writeAnswer(
    tx: Prisma.TransactionClient,
    asking: Asking,
    asked: AskedQuestion,
    agreementId: string,
    { persons: outcomes = [] }: SharedAnswer<unknown>,
  ): Promise<void> {
    const counted = (outcome: PersonOutcome) =>
      outcomes.filter((one) => one.outcome === outcome).length;
    const told = counted('TOLD');
    const unauthorised = counted('NO_AUTHORISATION');
    await writeExchange(tx, asking, asked, { agreementId, refusal: null, told, unauthorised });
    const { question, handlingNo, persons = 1 } = asked;
    const { department, scope } = asking;
    await recordAudits(tx, scope, [
      { kind: 'QUESTION_ANSWERED', department, question, agreementId, handlingNo, persons, told },
      ...outcomes.map(({ personId, outcome }) => {
        const about = { department, question, handlingNo, personId, outcome };
        return { kind: 'PERSON_ASKED_ABOUT', ...about } as const;
      }),
    ]);
  }

  async function writeExchange(
    tx: Prisma.TransactionClient,
    { department, day, scope }: Asking,
    { question, purpose, handlingNo, persons = 1 }: AskedQuestion,
    came: {
      agreementId: string | null;
      refusal: string | null;
      told: number;
      unauthorised: number;
    },
  ): Promise<void> {
    const { subject } = scope.actor;
    const what = { departmentCode: department, question, purpose, handlingNo, persons, subject };
    // createMany, not create: the asker may not read the line back.
    await tx.sharingExchange.createMany({
      data: [{ at: clock.now(), day: toDbDate(day), ...what, ...came }],
    });
  }
}

/** Nothing of the department's question is asked or switched beside this, to the end of the transaction. */
export async function lockSharing(
  tx: Prisma.TransactionClient,
  department: string,
  question: string,
): Promise<void> {
  const key = `sharing ${department} ${question}`;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
}

async function standingAgreement(
  tx: Prisma.TransactionClient,
  departmentCode: string,
  question: string,
): Promise<StandingAgreement | null> {
  const row = await tx.sharingAgreement.findFirst({
    where: { departmentCode, question, state: { in: ['OPEN', 'SUSPENDED'] } },
  });
  if (!row) return null;
  return {
    ...row,
    state: row.state === 'OPEN' ? 'OPEN' : 'SUSPENDED',
    validFrom: fromDbDate(row.validFrom),
    validTo: fromDbDate(row.validTo),
  };
}

async function personsAsked(
  tx: Prisma.TransactionClient,
  question: string,
  day: PlainDate,
): Promise<number> {
  const rows = await tx.$queryRaw<{ persons: bigint }[]>`
    SELECT sharing.persons_asked(${question}, ${day}::date) AS persons`;
  return Number(rows[0]?.persons ?? 0);
}

/** @throws HubError INVALID_INPUT for what is no number of a case, or holds a number of a person. */
function assertHandlingNo(text: string): void {
  if (!HANDLING_NO.test(text) || PERSONS_NUMBER.test(text.normalize('NFKC')))
    throw new HubError('INVALID_INPUT', { field: 'handlingNo' });
}
