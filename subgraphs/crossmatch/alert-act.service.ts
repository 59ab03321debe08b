import { assertCan } from '../../kernel/actor.ts';
import { HubError } from '../../kernel/errors.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import { concerns, createRecusals } from '../../kernel/runtime/recusals.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Alert } from '../../prisma/generated/client/client.ts';
import type { DispositionCode } from './alert.labels.ts';
import {
  assertNotHeld,
  auditScope,
  findForAct,
  moveAlert,
  noteAlert,
  partForGood,
} from './alert-write.ts';
import { openCorrections, type CorrectionRequest } from './correction-opening.ts';
import { assertNoIdNumber } from './free-text.ts';

/** What an officer found out about an alert. */
export type DispositionInput = {
  alertNo: string;
  disposition: DispositionCode;
  note?: string | null | undefined;
  /** Required with SOURCE_WRONG and with nothing else. */
  correction?: CorrectionRequest | null | undefined;
};

const ACCOUNT = /^[\w.:@|-]{1,120}$/;

/**
 * The acts on an alert. Each is one transaction: find in scope → decide → write the alert, its event
 * and the audit row. None of them reaches a case or a payment.
 *
 * All throw HubError FORBIDDEN for a role that may not act, NOT_FOUND (also for an alert out of
 * scope), INVALID_STATE, and CONFLICT when another officer was quicker.
 */
export function createAlertActService({ database, clock, vault }: SubgraphDeps) {
  const { db } = database;
  const recusals = createRecusals(database);

  return {
    /** 认领: the officer takes the alert. Claiming an own alert again changes nothing. */
    async claim(request: RequestContext, alertNo: string): Promise<Alert> {
      const { actor } = request;
      assertCan(actor, 'ALERT_CLAIM');
      const recused = await recusals.of(actor);
      return db.$transaction(async (tx) => {
        const before = await findForAct(tx, { actor, recused }, alertNo);
        if (before.claimedBy !== actor.subject || before.status !== 'CLAIMED') {
          const claimedAt = clock.now();
          await moveAlert(tx, before, { kind: 'CLAIM', by: actor.subject }, { claimedAt });
          await noteAlert(tx, actor, alertNo, 'CLAIMED', {});
          await recordAudit(tx, auditScope(request), { kind: 'ALERT_CLAIMED', alertNo });
        }
        return tx.alert.findUniqueOrThrow({ where: { alertNo } });
      });
    },

    /**
     * 改派: the office head gives an alert of the own street to another officer.
     *
     * @throws HubError ASSIGNEE_UNAVAILABLE for an officer who has to stand back (回避, 000 附件7); who is whose
     *   relative is not said
     */
    async reassign(
      request: RequestContext,
      { alertNo, assignee }: { alertNo: string; assignee: string },
    ): Promise<Alert> {
      const { actor } = request;
      assertCan(actor, 'ALERT_REASSIGN');
      if (!ACCOUNT.test(assignee)) throw new HubError('INVALID_INPUT', { field: 'assignee' });
      assertNoIdNumber('assignee', assignee);
      const recused = await recusals.of(actor);
      const theirs = await recusals.ofAccount(assignee);
      return db.$transaction(async (tx) => {
        const before = await findForAct(tx, { actor, recused }, alertNo);
        if (concerns(theirs, before)) throw new HubError('ASSIGNEE_UNAVAILABLE', { alertNo });
        const claimedAt = clock.now();
        await moveAlert(tx, before, { kind: 'REASSIGN', to: assignee }, { claimedAt });
        await noteAlert(tx, actor, alertNo, 'REASSIGNED', { from: before.claimedBy, to: assignee });
        await recordAudit(tx, auditScope(request), { kind: 'ALERT_REASSIGNED', alertNo });
        return tx.alert.findUniqueOrThrow({ where: { alertNo } });
      });
    },

    /**
     * 核查反馈: the claimer closes the alert. NOT_SAME_PERSON parts the person from each record of
     * the evidence for good; SOURCE_WRONG opens a correction ticket for each record that is doubted.
     *
     * @throws HubError OBJECTION_OPEN for CONFIRMED while a record of the evidence is objected to; INVALID_INPUT
     *   when the correction is missing or not called for, or a text
     *   holds an id number.
     */
    async dispose(request: RequestContext, input: DispositionInput): Promise<Alert> {
      const { actor } = request;
      const { alertNo, disposition, correction, note = null } = input;
      assertCan(actor, 'ALERT_DISPOSE');
      if ((disposition === 'SOURCE_WRONG') !== (correction != null)) {
        throw new HubError('INVALID_INPUT', { field: 'correction' });
      }
      assertNoIdNumber('note', note ?? '');
      const recused = await recusals.of(actor);
      return db.$transaction(async (tx) => {
        const before = await findForAct(tx, { actor, recused }, alertNo);
        if (disposition === 'CONFIRMED') await assertNotHeld(tx, alertNo);
        const disposedAt = clock.now();
        await moveAlert(
          tx,
          before,
          { kind: 'DISPOSE', by: actor.subject },
          {
            disposition,
            dispositionNote: note,
            disposedBy: actor.subject,
            disposedAt,
          },
        );
        if (disposition === 'NOT_SAME_PERSON') await partForGood(tx, actor, before, disposedAt);
        if (correction != null) {
          await openCorrections(tx, vault, request, { alertNo, correction, openedAt: disposedAt });
        }
        await noteAlert(tx, actor, alertNo, 'DISPOSED', { disposition });
        await recordAudit(tx, auditScope(request), {
          kind: 'ALERT_DISPOSED',
          alertNo,
          disposition,
        });
        return tx.alert.findUniqueOrThrow({ where: { alertNo } });
      });
    },
  };
}
