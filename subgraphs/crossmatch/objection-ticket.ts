import type pg from 'pg';
import type { Actor } from '../../kernel/actor.ts';
import { HubError } from '../../kernel/errors.ts';
import { actingAsHub } from '../../kernel/runtime/acting.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import type { IdNumberVault } from '../../kernel/runtime/id-number-vault.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { auditScope } from './alert-write.ts';
import type { CorrectionOutcomeCode } from './correction.labels.ts';
import { inTransaction } from './match/transaction.ts';
import { reconcileNow } from './reconcile-now.ts';
import { waitForComparison } from './review-write.ts';

const MOST_ATTEMPTS = 5;

const DOUBTED = `
  SELECT r.batch_id AS "batchId", r.row_no AS "rowNo", r.source, b.department_code AS "departmentCode"
    FROM objection_record r JOIN extract_batch b ON b.id = r.batch_id
   WHERE r.objection_no = $1 ORDER BY 1, 2`;

const OPEN_TICKET = `
  INSERT INTO correction_ticket (ticket_no, objection_no, department_code, source, batch_id, row_no, statement,
                                 status, opened_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, 'OPEN', $8)
      ON CONFLICT (ticket_no) DO NOTHING`;

const ANSWER = `
  UPDATE correction_ticket SET status = 'ANSWERED', outcome = $2, answer = $3, answered_at = $4, answered_by = $5
   WHERE ticket_no = $1 AND status = 'OPEN'
  RETURNING (SELECT person_id FROM objection o WHERE o.objection_no = correction_ticket.objection_no) AS "personId"`;

type Doubted = { batchId: string; rowNo: number; source: string; departmentCode: string };

/** 数据更正单 of an objection that was upheld: one for each of its records, addressed to its department. */
export async function openObjectionTickets(
  client: pg.ClientBase,
  vault: IdNumberVault,
  request: RequestContext,
  { objectionNo, statement, openedAt }: { objectionNo: string; statement: string; openedAt: Date },
): Promise<void> {
  const { rows } = await client.query<Doubted>(DOUBTED, [objectionNo]);
  for (const { batchId, rowNo, source, departmentCode } of rows) {
    const ticketNo = await opened(
      (attempt) =>
        vault
          .alertNo(`correction|${objectionNo}|${batchId}|${rowNo}`, attempt)
          .replace(/^YJ/, 'GZ'),
      async (no) => {
        const values = [
          no,
          objectionNo,
          departmentCode,
          source,
          batchId,
          rowNo,
          statement,
          openedAt,
        ];
        return (await client.query(OPEN_TICKET, values)).rowCount === 1;
      },
    );
    const kind = 'OBJECTION_TICKET_OPENED';
    await recordAudit(client, auditScope(request), { kind, ticketNo, objectionNo });
  }
}

async function opened(
  numberOf: (attempt: number) => string,
  insert: (ticketNo: string) => Promise<boolean>,
): Promise<string> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const ticketNo = numberOf(attempt);
    if (await insert(ticketNo)) return ticketNo;
  }
  throw new HubError('INTERNAL', { reason: 'TICKET_NUMBER_TAKEN' });
}

/**
 * The department's answer ends the hold, so that the person's alerts follow in the same transaction. Whether the
 * actor may answer this ticket is decided before.
 *
 * @throws HubError INVALID_STATE when it is answered, MATCH_RUNNING while a comparison writes
 */
export async function answerObjectionTicket(
  deps: SubgraphDeps,
  request: RequestContext,
  given: { ticketNo: string; outcome: CorrectionOutcomeCode; answer: string },
): Promise<void> {
  const { ticketNo, outcome, answer } = given;
  const actor: Actor = request.actor;
  await actingAsHub(() =>
    inTransaction(deps.database.pool, async (client) => {
      await waitForComparison(client);
      const values = [ticketNo, outcome, answer, deps.clock.now(), actor.subject];
      const { rows } = await client.query<{ personId: string }>(ANSWER, values);
      const [answered] = rows;
      if (answered === undefined) throw new HubError('INVALID_STATE', { ticketNo });
      await recordAudit(client, auditScope(request), { kind: 'CORRECTION_ANSWERED', ticketNo });
      await reconcileNow(client, deps, actor, answered.personId);
    }),
  );
}
