import type pg from 'pg';
import { assertCan } from '../../../kernel/actor.ts';
import { HubError } from '../../../kernel/errors.ts';
import { recordAudit, type AuditScope } from '../../../kernel/runtime/audit.ts';
import type { SubgraphDeps } from '../../../kernel/runtime/subgraph.ts';
import { inTransaction } from '../match/transaction.ts';
import { standingBatches, supersede } from './batch-store.ts';
import { removeStaged } from './staged-files.ts';

type HeldBatch = { id: string; source: string; period: string; serial: number; status: string };

/**
 * Accepts a held batch after all; what it corrects is superseded now.
 * @throws HubError FORBIDDEN, NOT_FOUND, INVALID_STATE when the batch is not held.
 */
export async function releaseHeld(
  deps: SubgraphDeps,
  scope: AuditScope,
  id: string,
): Promise<void> {
  assertCan(scope.actor, 'BATCH_RELEASE');
  await inTransaction(deps.database.pool, async (tx) => {
    const batch = await lockHeld(tx, id);
    const standing = await standingBatches(tx, batch);
    await supersede(
      tx,
      scope,
      standing.filter((other) => other !== id),
      id,
    );
    await tx.query("UPDATE extract_batch SET status = 'ACCEPTED' WHERE id = $1", [id]);
    await recordAudit(tx, scope, { kind: 'BATCH_RELEASED', batchId: id });
  });
}

/**
 * Gives up a held batch; its staged rows are removed.
 * @throws HubError FORBIDDEN, NOT_FOUND, INVALID_STATE when the batch is not held.
 */
export async function discardHeld(
  deps: SubgraphDeps,
  scope: AuditScope,
  id: string,
): Promise<void> {
  assertCan(scope.actor, 'BATCH_RELEASE');
  await inTransaction(deps.database.pool, async (tx) => {
    await lockHeld(tx, id);
    await tx.query(
      "UPDATE extract_batch SET status = 'DISCARDED', staged_path = NULL WHERE id = $1",
      [id],
    );
    await recordAudit(tx, scope, { kind: 'BATCH_DISCARDED', batchId: id });
  });
  await removeStaged(deps.dataDir, id);
}

async function lockHeld(tx: pg.ClientBase, id: string): Promise<HeldBatch> {
  const { rows } = await tx.query<HeldBatch>(
    'SELECT id, source, period, serial, status FROM extract_batch WHERE id::text = $1 FOR UPDATE',
    [id],
  );
  const [batch] = rows;
  if (!batch) throw new HubError('NOT_FOUND');
  if (batch.status !== 'HELD') throw new HubError('INVALID_STATE', { status: batch.status });
  return batch;
}
