import type pg from 'pg';
import { HubError } from '../../../kernel/errors.ts';

/** A claim on a job's window: the attempt is the fencing token. */
export type Fence = { job: string; window: Date; attempt: number };

/** Comparing is one at a time in a database, whoever starts it: replicas, command line, API. */
const ONE_AT_A_TIME = `SELECT pg_advisory_xact_lock(hashtext('yikou.crossmatch.match'))`;

const HOLD_CLAIM = `SELECT attempt FROM job_run WHERE job = $1 AND "window" = $2 FOR UPDATE`;

/** Waits until no other transaction compares. Released with this transaction, however it ends. */
export async function lockComparison(client: pg.ClientBase): Promise<void> {
  await client.query(ONE_AT_A_TIME);
}

/**
 * Refuses to let a worker commit whose claim another has taken over. The row stays locked until the
 * commit, so the claim cannot change in between.
 * @throws HubError CONFLICT when the attempt is no longer the newest.
 */
export async function checkFence(client: pg.ClientBase, fence: Fence | null): Promise<void> {
  if (fence === null) return;
  const { rows } = await client.query<{ attempt: number }>(HOLD_CLAIM, [fence.job, fence.window]);
  if (rows[0]?.attempt !== fence.attempt) throw new HubError('CONFLICT', { job: fence.job });
}
