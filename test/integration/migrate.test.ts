import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { migrate } from '../../prisma/migrate.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';

const DIR = path.resolve('prisma/migrations');
const opened: FreshDatabase[] = [];
const dirs: string[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.drop()));
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

async function emptyDatabase(): Promise<FreshDatabase> {
  const database = await freshDatabase({ template: 'template0' });
  opened.push(database);
  return database;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function copyOfMigrations(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'yikou-migrations-'));
  dirs.push(dir);
  cpSync(DIR, dir, { recursive: true });
  return dir;
}

describe('migrate', () => {
  it('applies everything once, and nothing the second time', async () => {
    const { url } = await emptyDatabase();
    const first = await migrate(url);
    expect(first.applied.length).toBeGreaterThan(0);
    expect(await migrate(url)).toEqual({ applied: [] });
    const ledger = await query(
      url,
      `SELECT count(*)::int AS n, bool_and(finished_at IS NOT NULL) AS finished,
              bool_and(length(checksum) = 64) AS summed FROM public._prisma_migrations`,
    );
    expect(ledger).toEqual([{ n: first.applied.length, finished: true, summed: true }]);
  });

  it('applies everything once when two processes start at the same moment', async () => {
    const { url } = await emptyDatabase();
    const results = await Promise.all([migrate(url), migrate(url), migrate(url)]);
    expect(results.filter((result) => result.applied.length > 0)).toHaveLength(1);
  });

  it('serves several databases of one cluster at the same moment', async () => {
    const databases = await Promise.all([emptyDatabase(), emptyDatabase(), emptyDatabase()]);
    const results = await Promise.all(databases.map(({ url }) => migrate(url)));
    expect(new Set(results.map((result) => result.applied.length)).size).toBe(1);
  });

  it('refuses when an applied file was edited', async () => {
    const { url } = await emptyDatabase();
    const dir = copyOfMigrations();
    const { applied } = await migrate(url, { dir });
    appendFileSync(path.join(dir, applied[0] ?? '', 'migration.sql'), '\n-- edited\n');
    await expect(migrate(url, { dir })).rejects.toMatchObject({
      code: 'MIGRATION_CHANGED',
      details: { migration: applied[0] },
    });
  });

  it('leaves nothing behind of a migration that fails half way', async () => {
    const { url } = await emptyDatabase();
    const dir = copyOfMigrations();
    const { applied } = await migrate(url, { dir });
    const broken = path.join(dir, '20991231000000_broken');
    cpSync(path.join(dir, applied[0] ?? ''), broken, { recursive: true });
    appendFileSync(path.join(broken, 'migration.sql'), '\nSELECT 1/0;\n');
    await expect(migrate(url, { dir })).rejects.toThrow();
    rmSync(broken, { recursive: true });
    expect(await migrate(url, { dir })).toEqual({ applied: [] });
  });

  it('needs no superuser: a login that owns the database and may create roles is enough', async () => {
    const { url } = await emptyDatabase();
    const name = new URL(url).pathname.slice(1);
    const login = `login_${name}`;
    await query(url, `CREATE ROLE ${login} LOGIN CREATEROLE PASSWORD 'only-for-this-test'`);
    await query(url, `ALTER DATABASE ${name} OWNER TO ${login}`);
    // The roles of the test cluster were made by its superuser; elsewhere the login makes its own.
    const roles = await query(url, `SELECT rolname FROM pg_roles WHERE rolname LIKE 'yikou\\_%'`);
    for (const { rolname } of roles) {
      await query(url, `GRANT ${String(rolname)} TO ${login} WITH ADMIN OPTION`);
    }
    const address = new URL(url);
    address.username = login;
    address.password = 'only-for-this-test';
    await query(url, `ALTER SCHEMA public OWNER TO ${login}`);
    expect((await migrate(address.toString())).applied.length).toBeGreaterThan(0);
    expect(await migrate(address.toString())).toEqual({ applied: [] });
    await query(url, `REASSIGN OWNED BY ${login} TO CURRENT_USER`);
    await query(url, `DROP OWNED BY ${login}`);
    await query(url, `DROP ROLE ${login}`);
  });

  it('tells an unreachable database apart from a broken one', async () => {
    await expect(migrate('postgres://nobody@127.0.0.1:1/none')).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
  });
});
