import { randomUUID } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { SubgraphDeps } from '../../../kernel/runtime/subgraph.ts';
import { resealFile } from './sealed-file.ts';

/**
 * Seals the roster snapshots in the data directory under the key that writes now. One that does not open is
 * removed: it is worked out anew from the roster.
 * @returns the files that were written anew.
 */
export async function resealSnapshots({
  dataDir,
  vault,
  log,
}: Pick<SubgraphDeps, 'dataDir' | 'vault' | 'log'>): Promise<number> {
  const roster = path.join(dataDir, 'roster');
  const names = await readdir(roster, { recursive: true }).catch(() => []);
  let files = 0;
  for (const name of names.filter((entry) => entry.endsWith('.sealed'))) {
    const file = path.join(roster, name);
    const draft = `${file}.${randomUUID()}`;
    try {
      if (!(await resealFile(vault, file, draft))) continue;
      await rename(draft, file);
      files += 1;
    } catch {
      log.warn('a roster snapshot could not be opened; the roster is read anew');
      await rm(file, { force: true });
    } finally {
      await rm(draft, { force: true });
    }
  }
  return files;
}
