import type { Actor } from '../../kernel/actor.ts';
import { HubError } from '../../kernel/errors.ts';
import type { AuditScope } from '../../kernel/runtime/audit.ts';
import type { Recused } from '../../kernel/runtime/recusals.ts';
import type { RequestContext } from '../../kernel/runtime/subgraph.ts';
import type { Prisma } from '../../prisma/generated/client/client.ts';
import { ALERT_STATUS, type ALERT_EVENT_KIND } from './alert.labels.ts';
import { nextAlertState, type AlertCommand } from './alert-state.ts';
import { codeIn } from './codes.ts';
import { concernWhere } from './scope.ts';

type Transaction = Prisma.TransactionClient;
type AlertBefore = {
  alertNo: string;
  personId: string;
  householdNo: string;
  status: string;
  claimedBy: string | null;
};

/** The audit scope of an act in this subgraph. */
export function auditScope({ actor, requestId, purpose }: RequestContext): AuditScope {
  return { subgraph: 'crossmatch', actor, requestId, purpose };
}

/** The alert as an act finds it. @throws HubError NOT_FOUND when there is none in the actor's scope */
export async function findForAct(
  tx: Transaction,
  { actor, recused }: { actor: Actor; recused: Recused },
  alertNo: string,
): Promise<AlertBefore> {
  const found = await tx.alert.findFirst({
    where: { AND: [{ alertNo }, concernWhere(actor, 'ALERT_READ', recused)] },
    select: { alertNo: true, personId: true, householdNo: true, status: true, claimedBy: true },
  });
  if (found === null) throw new HubError('NOT_FOUND', { alertNo });
  return found;
}

/**
 * Moves the alert to its next state and writes what belongs to the act. The row is changed only if it
 * still stands as it was found: of two acts at once, one wins.
 *
 * @throws HubError as `nextAlertState`; CONFLICT when the alert changed since it was found
 */
export async function moveAlert(
  tx: Transaction,
  before: AlertBefore,
  command: AlertCommand,
  data: Prisma.AlertUncheckedUpdateManyInput,
): Promise<void> {
  const { alertNo, status, claimedBy } = before;
  const next = nextAlertState({ status: codeIn(ALERT_STATUS, status), claimedBy }, command);
  const { count } = await tx.alert.updateMany({
    where: { alertNo, status, claimedBy },
    data: { ...data, ...next },
  });
  if (count === 0) throw new HubError('CONFLICT', { alertNo });
}

/**
 * Refuses while an objection holds a record of the alert. An objection that arrives at this moment waits for this
 * transaction, or this one for it.
 *
 * @throws HubError OBJECTION_OPEN
 */
export async function assertNotHeld(tx: Transaction, alertNo: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM alert WHERE alert_no = ${alertNo} FOR UPDATE`;
  const [{ objectionNo } = { objectionNo: null }] = await tx.$queryRaw<
    { objectionNo: string | null }[]
  >`SELECT access.objection_on(${alertNo}) AS "objectionNo"`;
  if (objectionNo !== null) throw new HubError('OBJECTION_OPEN', { objectionNo });
}

/** Appends what happened to the alert's own history. */
export async function noteAlert(
  tx: Transaction,
  actor: Actor,
  alertNo: string,
  kind: keyof typeof ALERT_EVENT_KIND,
  detail: Prisma.InputJsonObject,
): Promise<void> {
  await tx.alertEvent.createMany({ data: [{ alertNo, kind, actor: actor.subject, detail }] });
}

/**
 * 永不关联: no later run may connect the person with these records again. Where a reviewer had judged them to
 * be the person's, the visit overrules the desk: that link is parted too.
 */
export async function partForGood(
  tx: Transaction,
  actor: Actor,
  { alertNo, personId }: AlertBefore,
  decidedAt: Date,
): Promise<void> {
  const evidence = await tx.alertEvidence.findMany({
    where: { alertNo },
    select: {
      fact: {
        select: { source: true, naturalKey: true, review: { select: { recordKey: true } } },
      },
    },
  });
  const parted = { decision: 'DIFFERENT', alertNo, decidedBy: actor.subject, decidedAt };
  const records = evidence.map(({ fact }) => fact);
  await tx.personLink.createMany({
    data: records.map(({ source, naturalKey }) => {
      return { ...parted, personId, source, recordKey: naturalKey };
    }),
    skipDuplicates: true,
  });
  for (const { source, review } of records) {
    if (review === null) continue;
    const { recordKey } = review;
    await tx.personLink.updateMany({ where: { personId, source, recordKey }, data: parted });
  }
}
