import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import type { StagedShape } from './staging-tables.ts';

const FOLDER = 'staged';
const STAGED = /^([0-9a-f-]{36})\.(?:parquet|keys)$/;
const UNFINISHED = /^[0-9a-f-]{36}\.tmp$/;
/** Between the renaming of a file and the commit of its batch pass seconds, not minutes. */
const ORPHAN_AFTER_MS = 600_000;

/** What `read_parquet` reads below the data directory, once a batch's rows are finished. */
export function stagedPath(batchId: string, shape: StagedShape): string {
  const finished = path.join(FOLDER, `${batchId}.parquet`);
  return shape === 'FILE' ? finished : path.join(finished, '*.parquet');
}

/** Where the keys of its left-over rows are kept (match/left-over-keys.ts). */
export function leftOverKeysFile(dataDir: string, batchId: string): string {
  return path.join(dataDir, FOLDER, `${batchId}.keys`);
}

/** Where they are written until then. */
export async function unfinishedFile(dataDir: string, batchId: string): Promise<string> {
  await mkdir(path.join(dataDir, FOLDER), { recursive: true, mode: 0o700 });
  return path.join(dataDir, FOLDER, `${batchId}.tmp`);
}

/** Gives finished rows their name: the last step before the batch is committed. */
export async function finishStaged(dataDir: string, batchId: string): Promise<void> {
  await rename(
    await unfinishedFile(dataDir, batchId),
    path.join(dataDir, FOLDER, `${batchId}.parquet`),
  );
}

/** Removes what a batch staged, finished or not. */
export async function removeStaged(dataDir: string, batchId: string): Promise<void> {
  for (const ending of ['parquet', 'keys', 'tmp'])
    await rm(path.join(dataDir, FOLDER, `${batchId}.${ending}`), { recursive: true, force: true });
}

/** How many files these batches have staged, of the many parts of a large one each. */
export async function countStagedFiles(
  dataDir: string,
  batchIds: readonly string[],
): Promise<number> {
  let files = 0;
  for (const id of batchIds) {
    for (const ending of ['parquet', 'keys']) {
      const staged = path.join(dataDir, FOLDER, `${id}.${ending}`);
      const found = await stat(staged).catch(() => null);
      if (found === null) continue;
      files += found.isDirectory() ? (await readdir(staged)).length : 1;
    }
  }
  return files;
}

/** The batches that something is staged of. */
export async function stagedBatches(dataDir: string): Promise<string[]> {
  const names = await readdir(path.join(dataDir, FOLDER)).catch(() => []);
  return [...new Set(names.flatMap((name) => STAGED.exec(name)?.[1] ?? []))];
}

/** Removes what killed processes left: files that no batch owns and that nothing has touched for a while. */
export async function removeOrphanedFiles(dataDir: string, client: pg.ClientBase): Promise<void> {
  const folder = path.join(dataDir, FOLDER);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  const ids = names.flatMap((name) => STAGED.exec(name)?.[1] ?? []);
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM extract_batch WHERE id = ANY ($1::uuid[])',
    [ids],
  );
  const owned = new Set(rows.map(({ id }) => id));
  const suspects = names.filter((name) => {
    const [, id] = STAGED.exec(name) ?? [];
    return UNFINISHED.test(name) || (id !== undefined && !owned.has(id));
  });
  if (suspects.length === 0) return;
  const now = await fileSystemTime(folder);
  for (const name of suspects) {
    const file = path.join(folder, name);
    if (now - (await stat(file)).mtimeMs > ORPHAN_AFTER_MS)
      await rm(file, { recursive: true, force: true });
  }
}

/** The clock that stamped the files: the hub's own may stand on another day. */
async function fileSystemTime(folder: string): Promise<number> {
  const probe = path.join(folder, `.now-${process.pid}`);
  await writeFile(probe, '');
  const { mtimeMs } = await stat(probe);
  await rm(probe, { force: true });
  return mtimeMs;
}
