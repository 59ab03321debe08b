import path from 'node:path';
import type { SubgraphDeps } from '../../../kernel/runtime/subgraph.ts';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { LINKAGE_CODE_VERSION } from '../linkage/model.ts';
import type { Plan } from '../linkage/plan.ts';
import { rosterKeysFile } from './roster-files.ts';
import { sealedHeader, unsealFile } from './sealed-file.ts';

// The keys of the roster as they were kept the last time (roster-keys.ts).

/** What the keys were made by, and of which roster. */
export type Made = { layout: number; spec: string; code: string; version: string };

const LAYOUT = 1;

/** The keys that were kept, opened in the run's own directory. */
export type KeptKeys = { made: Made; parquet: string };

/**
 * Opens the keys that are kept; null when there are none. Never rejects: a run that needs them not yet may begin with
 * it and go on with other work.
 */
export async function openKeptKeys(
  deps: Pick<SubgraphDeps, 'vault' | 'dataDir' | 'log'>,
  duckdb: Duckdb,
): Promise<KeptKeys | null> {
  const file = rosterKeysFile(deps.dataDir);
  const parquet = path.join(duckdb.dir, 'kept-keys.parquet');
  try {
    const header = await sealedHeader(file);
    const made = header === null ? null : madeOf(header);
    if (header === null || made === null) return null;
    await unsealFile(deps.vault, file, header, parquet);
    return { made, parquet };
  } catch {
    deps.log.warn('the keys of the roster could not be opened; all persons are keyed anew');
    return null;
  }
}

/** Whether the keys of a roster by the rules of a linkage are kept. */
export async function areKeysKept(
  { dataDir }: Pick<SubgraphDeps, 'dataDir'>,
  plan: Plan,
  version: string,
): Promise<boolean> {
  return (await sealedHeader(rosterKeysFile(dataDir))) === headerOf(madeBy(plan, version));
}

/** What keys of a roster by the rules of a linkage are made by. */
export function madeBy(plan: Plan, version: string): Made {
  return { layout: LAYOUT, spec: plan.hash, code: LINKAGE_CODE_VERSION, version };
}

/** Whether both are made alike, of whichever roster. */
export function areByTheSame(made: Made, wanted: Made): boolean {
  return headerOf({ ...made, version: wanted.version }) === headerOf(wanted);
}

/** As it stands before the sealed keys. */
export function headerOf({ layout, spec, code, version }: Made): string {
  return JSON.stringify({ layout, spec, code, version });
}

function madeOf(header: string): Made | null {
  try {
    const { layout, spec, code, version } = JSON.parse(header) as Partial<Made>;
    return layout === LAYOUT && spec && code && version ? { layout, spec, code, version } : null;
  } catch {
    return null;
  }
}
