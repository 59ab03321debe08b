import path from 'node:path';
import type { SubgraphDeps } from '../../../kernel/runtime/subgraph.ts';
import { openDuckdb, type Duckdb } from '../duckdb/duckdb-process.ts';
import { openKeptKeys, type KeptKeys } from './kept-keys.ts';

const MEMORY_LIMIT_MB = 512;
const THREADS = 2;

/** Where a run compares: DuckDB in a process of its own, and the roster's keys, being opened beside it. */
export type Workplace = { duckdb: Duckdb; keptKeys: Promise<KeptKeys | null> };

/**
 * The workplace of one run. It is opened when it is first asked for; who knows early that it will be needed asks early,
 * and it comes up during other work. To be closed whether or not it was opened.
 */
export function createWorkplace(
  deps: SubgraphDeps,
  {
    memoryLimitMb = MEMORY_LIMIT_MB,
    threads = THREADS,
  }: { memoryLimitMb?: number | undefined; threads?: number | undefined },
): { open(): Promise<Workplace>; close(): Promise<void> } {
  let opened: Promise<Workplace> | null = null;
  return {
    open: () => (opened ??= openWorkplace(deps, memoryLimitMb, threads)),
    async close() {
      if (opened === null) return;
      const { duckdb, keptKeys } = await opened;
      await keptKeys;
      await duckdb.close();
    },
  };
}

async function openWorkplace(
  deps: SubgraphDeps,
  memoryLimitMb: number,
  threads: number,
): Promise<Workplace> {
  const tempDir = path.join(deps.dataDir, 'tmp');
  const duckdb = await openDuckdb({ memoryLimitMb, threads, tempDir });
  return { duckdb, keptKeys: openKeptKeys(deps, duckdb) };
}
