import { assertCan, type Actor } from '../../kernel/actor.ts';
import { today } from '../../kernel/clock.ts';
import { HubError } from '../../kernel/errors.ts';
import { toDbDate } from '../../kernel/plain-date.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import { createRecusals, otherPersons, type Recused } from '../../kernel/runtime/recusals.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { OutreachTask, Prisma } from '../../prisma/generated/client/client.ts';
import { auditScope } from './alert-write.ts';
import { codeIn } from './codes.ts';
import { assertStatement } from './free-text.ts';
import { nextOutreachState, type OutreachCommand } from './outreach-state.ts';
import { OUTREACH_STATUS, type OutreachOutcome } from './outreach-task.labels.ts';
import { streetWhere } from './scope.ts';
import { UUID } from './time-order.ts';

/** What a visit came to. */
export type OutreachVisitInput = { taskId: string; outcome: OutreachOutcome; note: string };

/**
 * The street's acts on an outreach task (主动发现, 003 二(四)). Each is one transaction: find in scope → decide → write
 * the task and the audit row. None of them opens a case: whoever applies does so themselves.
 *
 * Both throw HubError FORBIDDEN for a role that may not act, NOT_FOUND (also for a task out of scope), INVALID_STATE,
 * and CONFLICT when another officer was quicker.
 */
export function createOutreachActService({ database, clock }: SubgraphDeps) {
  const { db } = database;
  const recusals = createRecusals(database);

  return {
    /** 领取: the officer takes the visit over. Taking an own task again changes nothing. */
    async claim(request: RequestContext, taskId: string): Promise<OutreachTask> {
      const { actor } = request;
      assertCan(actor, 'OUTREACH_VISIT');
      const recused = await recusals.of(actor);
      return db.$transaction(async (tx) => {
        const before = await findForAct(tx, { actor, recused }, taskId);
        if (before.status !== 'CLAIMED' || before.claimedBy !== actor.subject) {
          const claimedAt = clock.now();
          await moveTask(tx, before, { kind: 'CLAIM', by: actor.subject }, { claimedAt });
          await recordAudit(tx, auditScope(request), { kind: 'OUTREACH_CLAIMED', taskId });
        }
        return tx.outreachTask.findUniqueOrThrow({ where: { id: taskId } });
      });
    },

    /**
     * 登记走访: the claimer closes the task with what the visit came to.
     *
     * @throws HubError INVALID_INPUT without a note, or with an id number in it
     */
    async recordVisit(
      request: RequestContext,
      { taskId, outcome, note }: OutreachVisitInput,
    ): Promise<OutreachTask> {
      const { actor } = request;
      assertCan(actor, 'OUTREACH_VISIT');
      assertStatement('note', note);
      const recused = await recusals.of(actor);
      return db.$transaction(async (tx) => {
        const before = await findForAct(tx, { actor, recused }, taskId);
        await moveTask(
          tx,
          before,
          { kind: 'CLOSE', by: actor.subject },
          { outcome, note, closedOn: toDbDate(today(clock)) },
        );
        await recordAudit(tx, auditScope(request), { kind: 'OUTREACH_CLOSED', taskId, outcome });
        return tx.outreachTask.findUniqueOrThrow({ where: { id: taskId } });
      });
    },
  };
}

/** @throws HubError NOT_FOUND when there is none of that id in the actor's scope */
async function findForAct(
  tx: Prisma.TransactionClient,
  { actor, recused }: { actor: Actor; recused: Recused },
  taskId: string,
): Promise<OutreachTask> {
  const where = { AND: [{ id: taskId }, streetWhere(actor, 'ALERT_READ'), otherPersons(recused)] };
  const found = UUID.test(taskId) ? await tx.outreachTask.findFirst({ where }) : null;
  if (found === null) throw new HubError('NOT_FOUND', { taskId });
  return found;
}

/** The row is changed only if it still stands as it was found: of two acts at once, one wins. */
async function moveTask(
  tx: Prisma.TransactionClient,
  { id, status, claimedBy }: OutreachTask,
  command: OutreachCommand,
  data: Prisma.OutreachTaskUncheckedUpdateManyInput,
): Promise<void> {
  const next = nextOutreachState({ status: codeIn(OUTREACH_STATUS, status), claimedBy }, command);
  const { count } = await tx.outreachTask.updateMany({
    where: { id, status, claimedBy },
    data: { ...data, ...next },
  });
  if (count === 0) throw new HubError('CONFLICT', { taskId: id });
}
