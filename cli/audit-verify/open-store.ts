import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { databaseStore } from './database-store.ts';
import type { Store } from './store.ts';

/** The store in a database as it stands at one moment, and the roots file as of the same moment. */
export type OpenStore = { store: Store; roots: string; close(): Promise<void> };

const LAST_LINE = 'SELECT line FROM audit.block ORDER BY number DESC LIMIT 1';
const PATIENCE_MS = 10_000;
const LOOK_MS = 250;

/**
 * Opens one unchanging view of the database, reading only. A sealer may be at work: a block that was
 * committed gets ten seconds to appear in the file, and lines of later blocks are left out.
 * @param rootsFile null where no roots file is needed
 */
export async function openDatabaseStore(url: string, rootsFile: string | null): Promise<OpenStore> {
  const before = rootsFile === null ? '' : readOrEmpty(rootsFile);
  const client = new pg.Client({
    connectionString: url,
    application_name: 'yikou-audit-verify',
    connectionTimeoutMillis: 10_000,
  });
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows } = await client.query<{ line: string }>(LAST_LINE);
    const last = rows[0]?.line ?? null;
    const roots = rootsFile === null ? '' : await rootsUntil(rootsFile, before, last);
    return { store: databaseStore(client), roots, close: () => client.end() };
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** The file up to the line of the newest block seen; never less than what it held before that was looked up. */
async function rootsUntil(file: string, before: string, last: string | null): Promise<string> {
  if (last === null) return before;
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const now = readOrEmpty(file);
    const start = now.indexOf(`${last}\n`);
    if (start >= 0 && now.startsWith(before))
      return now.slice(0, Math.max(before.length, start + last.length + 1));
    if (start >= 0 || performance.now() > deadline) return now;
    await sleep(LOOK_MS);
  }
}

/** A file that is gone holds no roots: the blocks then say that theirs are missing. */
function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
