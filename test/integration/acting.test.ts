import { afterAll, beforeAll, expect, it } from 'vitest';
import { actingAsHub, actingFor } from '../../kernel/runtime/acting.ts';
import { openDatabase, type Database } from '../../kernel/runtime/db.ts';
import { accessDistrict, STREETS } from '../support/access-district.ts';
import { asOwner } from '../support/as-owner.ts';
import { anActor } from '../support/crossmatch-builders.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';

let database: FreshDatabase;
let serving: Database;
const SETTINGS = `SELECT concat_ws('|', current_user, current_setting('yikou.subject', true),
  current_setting('yikou.role', true), current_setting('yikou.street', true)) AS said`;
beforeAll(async () => {
  database = await freshDatabase();
  await accessDistrict(database);
  const { url } = database;
  // As a serving process opens it, with one connection, which everybody is given in turn.
  serving = openDatabase({ url, role: 'crossmatch', applicationName: 'test-acting', poolSize: 1 });
});
afterAll(async () => {
  await serving.close();
  await database.drop();
});

it('shows nobody to what is asked in nobody’s name', async () => {
  expect(await serving.db.alert.count()).toBe(0);
  await actingFor(anActor('AUDITOR'), () => serving.pool.query(SETTINGS));
  expect((await serving.pool.query<{ said: string }>(SETTINGS)).rows[0]?.said).toMatch(
    /^yikou_crossmatch\|+$/,
  );
  expect(await serving.db.alert.count()).toBe(0);
});

it('lets settings end with the transaction, committed, rolled back or refused', async () => {
  const auditor = anActor('AUDITOR');
  const all = await actingFor(auditor, async () => serving.db.alert.count());
  expect(all).toBeGreaterThan(0);
  await actingFor(auditor, () => serving.db.$transaction(async (tx) => tx.alert.count()));
  await expect(
    actingFor(auditor, () =>
      serving.db.$transaction(async (tx) => {
        await tx.alert.count();
        throw new Error('rolled back');
      }),
    ),
  ).rejects.toThrow('rolled back');
  await expect(actingFor(auditor, () => serving.pool.query('SELECT 1/0'))).rejects.toThrow();
  await expect(
    actingFor(auditor, () => serving.pool.query('SELECT $1::int', ['x'])),
  ).rejects.toThrow();
  expect(await serving.db.alert.count()).toBe(0);
});

it('gives each of many at once what is theirs', async () => {
  const asked = Array.from({ length: 120 }, (_, n) => {
    const streetCode = STREETS[n % 3] ?? null;
    const officer = anActor('CASE_OFFICER', { streetCode });
    return actingFor(officer, async () => {
      const [row, found] = await Promise.all([
        serving.pool.query<{ said: string }>(SETTINGS),
        n % 2 === 0
          ? serving.db.alert.findMany()
          : serving.db.$transaction(async (tx) => tx.alert.findMany()),
      ]);
      expect(row.rows[0]?.said).toBe(
        `yikou_crossmatch|${officer.subject}|CASE_OFFICER|${streetCode}`,
      );
      expect(new Set(found.map((alert) => alert.streetCode))).toEqual(new Set([streetCode]));
    });
  });
  await Promise.all(asked);
});

it('does the hub’s own work under another role, for the time it takes', async () => {
  const said = await actingFor(anActor('LIAISON'), async () => [
    await serving.db.alert.count(),
    (await actingAsHub(async () => serving.db.alert.count())) > 0,
    await serving.db.alert.count(),
  ]);
  expect(said).toEqual([0, true, 0]);
});

it('gives a statement’s own result, without a trace of the settings before it', async () => {
  const officer = anActor('CASE_OFFICER');
  const ask = () => serving.pool.query<{ one: number }>('SELECT $1::int AS one', [1]);
  const { rows, command } = await actingFor(officer, ask);
  expect({ rows, command }).toEqual({ rows: [{ one: 1 }], command: 'SELECT' });
});

it('leaves the comparison’s plans as they are without row security', async () => {
  const { pool } = database.subgraph('crossmatch');
  for (const view of ['assistance.covered_person', 'households.person_identity', 'alert']) {
    const plan = async () =>
      JSON.stringify((await pool.query(`EXPLAIN (COSTS OFF) SELECT * FROM ${view}`)).rows);
    const forced = await plan();
    const tables = ['households.household', 'households.person', 'households.membership'];
    for (const table of [...tables, 'assistance.case_record', 'crossmatch.alert'])
      await asOwner(database, `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
    expect(forced).toBe(await plan());
    for (const table of [...tables, 'assistance.case_record', 'crossmatch.alert'])
      await asOwner(database, `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
  }
});

it('guards every table that tells of a person or household', async () => {
  const { rows } = await database.subgraph('households').pool.query<{ unguarded: string }>(
    `SELECT DISTINCT c.oid::regclass::text AS unguarded
       FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
      WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('households', 'assistance', 'crossmatch', 'sharing')
        AND (a.attname ~ '(person|household|case|alert|review)_(no|id|ids)$' OR a.attname ~ '_(cipher|index)$'
             OR a.attname IN ('name', 'former_name', 'phone') AND c.relname NOT IN ('area'))
        AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
      ORDER BY 1`,
  );
  expect(rows.map((row) => row.unguarded)).toEqual([]);
});

it('closes what no request reads by privilege or for every row: accounts, declarations, rosters’ set-aside rows', async () => {
  for (const [role, table] of [
    ['households', 'staff_account'],
    ['households', 'roster_set_aside'],
    ['assistance', 'roster_set_aside'],
    ['assistance', 'relative_declaration'],
  ] as const) {
    const { requests, pool } = database.subgraph(role);
    const { rows } = await pool.query<{ seen: string }>(
      `SELECT pg_get_expr(polqual, polrelid) AS seen FROM pg_policy
        WHERE polrelid = $1::regclass AND polname = 'seen'`,
      [`${role}.${table}`],
    );
    expect(rows).toEqual([{ seen: 'false' }]);
    const read = requests.query(`SELECT * FROM ${table}`).then(
      ({ rowCount }) => rowCount,
      (error: Error) => error.message,
    );
    expect([0, `permission denied for table ${table}`]).toContain(await read);
  }
});
