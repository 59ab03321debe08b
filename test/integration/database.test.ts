import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainDate } from '../../kernel/plain-date.ts';
import { databaseUrlFor } from '../../kernel/runtime/db.ts';
import { assertKeysFit } from '../../kernel/runtime/key-fingerprint.ts';
import { newKeysFile, parseKeys } from '../../kernel/runtime/keys.ts';
import { loadPolicyParameters } from '../../kernel/runtime/policy-parameters.ts';
import { freshDatabase, testKeys, type FreshDatabase } from '../support/database.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

describe('openDatabase', () => {
  it('brings an instant back as it was written, though the process lives in Shanghai time', async () => {
    const { db, pool } = database.subgraph('crossmatch');
    const startedAt = new Date('2026-11-01T23:30:00+08:00');
    const id = crypto.randomUUID();
    await db.matchRun.create({
      data: {
        id,
        asOf: new Date('2026-11-01T00:00:00Z'),
        startedAt,
        startedBy: 'test',
        rosterVersion: '1',
        batchCount: 0,
        counts: {},
      },
    });
    const read = await db.matchRun.findUniqueOrThrow({ where: { id } });
    expect(read.startedAt).toEqual(startedAt);
    expect(read.asOf).toEqual(new Date('2026-11-01T00:00:00Z'));
    const raw = await pool.query('SELECT started_at, as_of FROM crossmatch.match_run');
    expect(raw.rows).toEqual([{ started_at: startedAt, as_of: '2026-11-01' }]);
  });

  it('gives bigint as number and refuses what a number cannot hold', async () => {
    const { pool } = database.subgraph('assistance');
    expect((await pool.query('SELECT 159500::bigint AS fen')).rows).toEqual([{ fen: 159_500 }]);
    await expect(pool.query('SELECT 9007199254740993::bigint AS fen')).rejects.toThrow(RangeError);
  });

  it('uses the login of a subgraph where the operator gave one', () => {
    const env = { databaseUrls: { crossmatch: 'postgres://c@db/hub' } };
    expect(databaseUrlFor(env, 'postgres://all@db/hub', 'crossmatch')).toBe('postgres://c@db/hub');
    expect(databaseUrlFor(env, 'postgres://all@db/hub', 'assistance')).toBe(
      'postgres://all@db/hub',
    );
  });
});

it('refuses keys other than those the database was filled under', async () => {
  const other = parseKeys(newKeysFile());
  await assertKeysFit(database.subgraph('households'), testKeys());
  await assertKeysFit(database.subgraph('crossmatch'), testKeys());
  await expect(assertKeysFit(database.subgraph('crossmatch'), other)).rejects.toMatchObject({
    code: 'KEYS_MISSING',
  });
});

it('says of a database without migrations what to do', async () => {
  const empty = await freshDatabase({ template: 'template0' });
  await expect(assertKeysFit(empty.subgraph('households'), testKeys())).rejects.toThrow(
    /hub migrate/,
  );
  await empty.drop();
});

describe('policy parameters', () => {
  it('gives a value with the instrument it stands in', async () => {
    const { pool } = database.subgraph('crossmatch');
    const parameters = await loadPolicyParameters(pool, plainDate('2026-11-02'));
    expect(parameters.get('verification.finish')).toEqual({
      code: 'verification.finish',
      value: 12,
      unit: 'WORKING_DAY',
      title: '经济状况核对完成',
      instrument: '青民〔2022〕21号',
      article: '二（一）',
      effectiveFrom: '2022-06-20',
    });
  });

  it('changes on the day the next term begins, and is missing where no term is in force', async () => {
    const { default: pg } = await import('pg');
    const owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    await owner.query(
      `INSERT INTO policy.parameter (code, value, unit, title, instrument, article, effective_from, effective_to)
       VALUES ('test.line', 100, 'YUAN', 't', 'i', 'a', '2026-01-01', '2026-06-30'),
              ('test.line', 110, 'YUAN', 't', 'i', 'a', '2026-07-01', '2026-12-31')`,
    );
    await owner.end();
    const { pool } = database.subgraph('crossmatch');
    async function line(day: string): Promise<number> {
      return (await loadPolicyParameters(pool, plainDate(day))).get('test.line').value;
    }
    expect(await line('2026-06-30')).toBe(100);
    expect(await line('2026-07-01')).toBe(110);
    await expect(line('2027-01-01')).rejects.toMatchObject({ code: 'PARAMETER_MISSING' });
    await expect(line('2025-12-31')).rejects.toMatchObject({ code: 'PARAMETER_MISSING' });
  });

  it('has every number of the rules in force today', async () => {
    const { pool } = database.subgraph('crossmatch');
    const parameters = await loadPolicyParameters(pool, plainDate('2026-11-02'));
    const expected = {
      'income.perHeadLine': 1595,
      'income.factor': 1.5,
      'income.oneOffLine': 5000,
      'socialInsurance.lookBackMonths': 3,
      'business.minShare': 10,
      'repeat.quietMonths': 6,
      'hold.setAsideShare': 5,
      'hold.snapshotShare': 70,
      'hold.deltaShare': 30,
      'death.finishAdjustment': 3,
      'statement.window': 3,
    };
    const codes = Object.keys(expected);
    expect(Object.fromEntries(codes.map((code) => [code, parameters.get(code).value]))).toEqual(
      expected,
    );
  });
});
