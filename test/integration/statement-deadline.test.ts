import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../kernel/runtime/db.ts';
import { readDeadline, withinDeadline } from '../../kernel/runtime/statement-deadline.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';

const USUAL_MS = 4_500;

let fresh: FreshDatabase;
let database: Database;
beforeAll(async () => {
  fresh = await freshDatabase();
  database = openDatabase({
    url: fresh.url,
    role: 'households',
    applicationName: 'deadline',
    poolSize: 1,
    statementTimeoutMs: USUAL_MS,
  });
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

async function timeout(): Promise<unknown> {
  const { rows } = await database.pool.query<{ ms: string }>(
    `SELECT setting AS ms FROM pg_settings WHERE name = 'statement_timeout'`,
  );
  return Number(rows[0]?.ms);
}

describe('a statement', () => {
  it.each([
    [5_000, 4_500],
    [4_400, 4_000],
    [1_200, 1_000],
    [450, 100],
  ])('of an operation with %d ms left ends after %d ms', async (left, ms) => {
    expect(await withinDeadline(left, timeout)).toBe(ms);
  });

  it('of no operation has the usual time, whoever borrowed the connection before', async () => {
    await withinDeadline(1_200, timeout);
    expect(await timeout()).toBe(USUAL_MS);
  });

  it('of Prisma is ended in the database, in a transaction and without one', async () => {
    const sleep = 'SELECT 1 AS one FROM pg_sleep(30)';
    const started = performance.now();
    const ended = (act: () => Promise<unknown>) =>
      withinDeadline(2_400, () => expect(act()).rejects.toThrow(/57014|cancel/));
    await ended(() => database.db.$queryRawUnsafe(sleep));
    await ended(() => database.db.$transaction((tx) => tx.$queryRawUnsafe(sleep)));
    expect(performance.now() - started).toBeLessThan(29_000);
  }, 60_000);

  it('is not begun when the time is over', async () => {
    expect(() => withinDeadline(0, timeout)).toThrow(expect.objectContaining({ code: 'TIMEOUT' }));
    const waited = withinDeadline(150, async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return timeout();
    });
    await expect(waited).rejects.toMatchObject({ code: 'TIMEOUT' });
    // The only connection went back to the pool.
    expect(await timeout()).toBe(USUAL_MS);
  });
});

describe('the header', () => {
  it.each([
    ['1200', 1_200],
    ['0', 0],
    ['9999', 5_000],
    [undefined, 5_000],
    ['-1', 5_000],
    ['1e9', 5_000],
    [['1', '2'], 5_000],
  ])('%j means %d ms', (header, ms) => {
    expect(readDeadline(header)).toBe(ms);
  });
});
