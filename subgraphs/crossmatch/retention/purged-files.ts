import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { SubgraphDeps } from '../../../kernel/runtime/subgraph.ts';
import { countStagedFiles, removeStaged, stagedBatches } from '../extract/staged-files.ts';
import type { JobContext } from '../jobs/job.ts';
import { staleRosterFiles } from '../match/roster-snapshot.ts';
import { issueCertificate, type TermedClass } from './certificate.ts';
import type { DueClass } from './due-class.ts';
import { retentionTransaction, type ClassReport, type CountFiles } from './purge.ts';

const PURGED = 'SELECT id FROM extract_batch WHERE id = ANY ($1::uuid[]) AND purged_at IS NOT NULL';

/** The files that go with a class's keys, counted while they are there. */
export function countFilesOf({ dataDir }: SubgraphDeps, due: DueClass): CountFiles {
  return async (keys): Promise<Record<string, number>> => {
    if (due.code !== 'UNMATCHED_ROWS') return {};
    return { 'file:staged': await countStagedFiles(dataDir, keys) };
  };
}

/**
 * Removes the staged files of batches whose purge is committed; a worker that dies in between leaves them to the next
 * run. Returns how many files are gone.
 */
export async function removePurgedFiles({ database, dataDir }: SubgraphDeps): Promise<number> {
  const { rows } = await database.pool.query<{ id: string }>(PURGED, [
    await stagedBatches(dataDir),
  ]);
  const ids = rows.map(({ id }) => id);
  const files = await countStagedFiles(dataDir, ids);
  for (const id of ids) await removeStaged(dataDir, id);
  return files - (await countStagedFiles(dataDir, ids));
}

/** Removes the snapshots of rosters that nothing rests on any more; certified before, so that none goes untold. */
export async function purgeSnapshots(
  context: JobContext,
  scheduled: TermedClass,
): Promise<ClassReport> {
  const { code } = scheduled;
  const stale = await staleRosterFiles(context.deps);
  if (stale.length === 0) return { class: code, keys: 0, held: 0, certificates: 0, counts: {} };
  await retentionTransaction(context, (client) => {
    const keys = stale.map((file) => path.relative(context.deps.dataDir, file));
    const counts = { 'file:roster': keys.length };
    const purged = { keys, counts, held: 0, auditEventId: null };
    return issueCertificate(client, context, scheduled, purged);
  });
  for (const file of stale) await rm(file, { force: true });
  const gone = stale.filter((file) => !existsSync(file)).length;
  return { class: code, keys: gone, held: 0, certificates: 1, counts: { 'file:roster': gone } };
}
