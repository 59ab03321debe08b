import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { recordAudit } from '../../../kernel/runtime/audit.ts';
import { loadPolicyParameters } from '../../../kernel/runtime/policy-parameters.ts';
import { removeStaged, stagedBatches } from '../extract/staged-files.ts';
import { checkFence } from '../match/fence.ts';
import { removeStaleRoster } from '../match/roster-snapshot.ts';
import { inTransaction } from '../match/transaction.ts';
import type { Job, JobContext } from './job.ts';

const TERM = 'retention.unmatchedDays';

// Every instant is the database's, as in the ledger: a batch taken in `--as-of` another day is as old as it is.
// What waits for a person (HELD) or was never compared is not yet a stranger's data.
const EXPIRED = `
  SELECT id, staged_path, accepted
    FROM extract_batch
   WHERE purged_at IS NULL
     AND (status IN ('SUPERSEDED', 'DISCARDED') OR (status = 'ACCEPTED' AND matched_roster IS NOT NULL))
     AND (received_at AT TIME ZONE 'Asia/Shanghai')::date < $1::date - $2::int
   ORDER BY received_at, id`;

const STILL_THERE = 'SELECT 1 FROM extract_batch WHERE id = $1 AND purged_at IS NULL FOR UPDATE';

const RECORD = `
  INSERT INTO deletion_record
         (id, batch_id, deleted_rows, deleted_set_aside, kept_facts, deleted_at, basis)
  SELECT $1, $2, $3, $4, (SELECT count(*) FROM matched_fact WHERE batch_id = $2), clock_timestamp(), $5`;

type Expired = { id: string; staged_path: string | null; accepted: number };

/**
 * 清理: rows that matched nobody are not kept (domain.md rule 11). After the term the staged rows and the
 * set-aside rows of a compared batch go; what remains are its counts and a deletion record.
 */
export const purgeUnmatchedRows: Job = {
  name: 'purge-unmatched-rows',
  title: '清理未匹配数据',
  every: { unit: 'DAY', at: '02:30' },
  async run(context) {
    const { pool } = context.deps.database;
    const { value: days } = (await loadPolicyParameters(pool, context.asOf)).get(TERM);
    const { rows } = await pool.query<Expired>(EXPIRED, [context.asOf, days]);
    const purged = { batches: 0, deletedRows: 0, deletedSetAside: 0 };
    for (const batch of rows) {
      const deleted = await purge(context, batch);
      if (deleted === null) continue;
      purged.batches += 1;
      purged.deletedRows += deleted.rows;
      purged.deletedSetAside += deleted.setAside;
    }
    await removePurgedFiles(context);
    await removeStaleRoster(context.deps);
    return purged;
  },
};

async function purge(
  { deps, actor, fence }: JobContext,
  { id, staged_path, accepted }: Expired,
): Promise<{ rows: number; setAside: number } | null> {
  return inTransaction(deps.database.pool, async (client) => {
    if ((await client.query(STILL_THERE, [id])).rowCount === 0) return null;
    const removed = await client.query('DELETE FROM set_aside_row WHERE batch_id = $1', [id]);
    const deleted = { rows: staged_path === null ? 0 : accepted, setAside: removed.rowCount ?? 0 };
    await client.query(RECORD, [randomUUID(), id, deleted.rows, deleted.setAside, TERM]);
    await client.query(
      'UPDATE extract_batch SET staged_path = NULL, purged_at = clock_timestamp() WHERE id = $1',
      [id],
    );
    await auditPurge(client, { deps, actor }, id, deleted);
    await checkFence(client, fence);
    return deleted;
  });
}

async function auditPurge(
  client: pg.PoolClient,
  { actor }: Pick<JobContext, 'deps' | 'actor'>,
  batchId: string,
  deleted: { rows: number; setAside: number },
): Promise<void> {
  await recordAudit(
    client,
    { subgraph: 'crossmatch', actor, requestId: null },
    {
      kind: 'ROWS_PURGED',
      batchId,
      deletedRows: deleted.rows,
      deletedSetAside: deleted.setAside,
    },
  );
}

/** The files go after the commit: a worker that dies in between leaves them to the next run. */
async function removePurgedFiles({ deps }: JobContext): Promise<void> {
  const { rows } = await deps.database.pool.query<{ id: string }>(
    'SELECT id FROM extract_batch WHERE id = ANY($1::uuid[]) AND purged_at IS NOT NULL',
    [await stagedBatches(deps.dataDir)],
  );
  for (const { id } of rows) await removeStaged(deps.dataDir, id);
}
