import { assertCan, type Actor } from '../../kernel/actor.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { inTransaction } from './match/transaction.ts';
import { addEvents } from './match/write-alerts.ts';

const RELEASE_ALERTS = `
  UPDATE alert SET status = 'OPEN', claimed_by = NULL, claimed_at = NULL
   WHERE status = 'CLAIMED' AND access.is_recused(claimed_by, household_no, person_id)
  RETURNING alert_no AS key`;

const RELEASE_TASKS = `
  UPDATE outreach_task SET status = 'OPEN', claimed_by = NULL, claimed_at = NULL
   WHERE status = 'CLAIMED' AND access.is_recused(claimed_by, NULL, person_id)
  RETURNING id AS key`;

/** What was put back into the queue. */
export type ReleasedClaims = { alerts: number; outreachTasks: number };

/**
 * 回避 of who had taken something up before it was known (000 附件7 四: 应及时指定他人): it waits for another officer
 * again. An alert's history says that it was put back, not why: that would tell who is whose relative.
 */
export function createRecusedClaimService({ database }: Pick<SubgraphDeps, 'database'>) {
  return {
    /**
     * Puts back what recused accounts hold. To be called after rosters, declarations or accounts were loaded.
     * @throws HubError FORBIDDEN when the actor may not load rosters
     */
    async release(actor: Actor): Promise<ReleasedClaims> {
      assertCan(actor, 'ROSTER_LOAD');
      const scope = { subgraph: 'crossmatch', actor, requestId: null } as const;
      return inTransaction(database.pool, async (client) => {
        const alerts = await client.query<{ key: string }>(RELEASE_ALERTS);
        const tasks = await client.query<{ key: string }>(RELEASE_TASKS);
        const events = alerts.rows.map(({ key }) => {
          return { alert_no: key, kind: 'RELEASED' as const, detail: {} };
        });
        await addEvents(client, actor.subject, events);
        for (const { key } of alerts.rows)
          await recordAudit(client, scope, { kind: 'ALERT_RELEASED', alertNo: key });
        for (const { key } of tasks.rows)
          await recordAudit(client, scope, { kind: 'OUTREACH_RELEASED', taskId: key });
        return { alerts: alerts.rows.length, outreachTasks: tasks.rows.length };
      });
    },
  };
}
