import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { HubError } from '../kernel/errors.ts';

const MIGRATIONS_DIR = path.join(import.meta.dirname, 'migrations');
// The lock `prisma migrate deploy` takes: either may run, never both at once.
const PRISMA_LOCK = 72_707_369;

type Migration = { name: string; sql: string; checksum: string };

/**
 * Brings the database at `url` to the newest committed migration: one at a time under an advisory lock,
 * each in its own transaction, remembered in Prisma's own table, so that `prisma migrate deploy` can take
 * over where its engine can be had. Running it again, or twice at once, applies nothing twice.
 *
 * @returns the names applied by this call, oldest first.
 * @throws HubError MIGRATION_CHANGED when an applied file was edited; DATABASE_UNAVAILABLE when the
 *   database cannot be reached.
 */
export async function migrate(
  url: string,
  options: { dir?: string } = {},
): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(options.dir ?? MIGRATIONS_DIR);
  const client = new pg.Client({ connectionString: url, application_name: 'yikou-migrate' });
  try {
    await client.connect();
  } catch (error) {
    throw new HubError('DATABASE_UNAVAILABLE', { reason: (error as { code?: string }).code });
  }
  try {
    await client.query(`SET lock_timeout = '120s'`);
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    await client.query(LEDGER);
    const done = await readLedger(client);
    const applied: string[] = [];
    for (const migration of migrations) {
      const checksum = done.get(migration.name);
      if (checksum === undefined) {
        await apply(client, migration);
        applied.push(migration.name);
      } else if (checksum !== migration.checksum) {
        throw new HubError('MIGRATION_CHANGED', { migration: migration.name });
      }
    }
    return { applied };
  } finally {
    // Ends the session, and with it the lock.
    await client.end();
  }
}

const LEDGER = `CREATE TABLE IF NOT EXISTS public._prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

async function readLedger(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    `SELECT migration_name, checksum FROM public._prisma_migrations
      WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO public._prisma_migrations
         (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const text = await readFile(path.join(dir, name, 'migration.sql'), 'utf8');
      // A checkout with CRLF line ends is still the same migration.
      const sql = text.replaceAll('\r\n', '\n');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}
