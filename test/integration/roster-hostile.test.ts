import { afterAll, beforeAll, expect, it } from 'vitest';
import { anActor, JING } from '../support/crossmatch-builders.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';
import { idNumberOf } from '../support/people.ts';
import { householdRow, memberRow, rosterDesk, type RosterDesk } from '../support/roster.ts';
import { createHouseholdsIntake } from '../../subgraphs/households/intake.ts';

let database: FreshDatabase;
let desk: RosterDesk;
beforeAll(async () => {
  database = await freshDatabase();
  desk = rosterDesk(database);
});
afterAll(async () => {
  desk.close();
  await database.drop();
});

const HEADER = '区划代码,名称,上级代码,生效日期,失效日期\r\n';
const count = async (table: string): Promise<number> => {
  const { rows } = await database
    .subgraph('households')
    .pool.query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`);
  return rows[0]?.n ?? -1;
};

it('leaves nothing behind of a file whose encoding breaks at its end', async () => {
  const lines = Array.from({ length: 60_000 }, (_, n) => `${310106000001 + n},第${n}居委会,,,\r\n`);
  const good = Buffer.from(HEADER + lines.join(''));
  const report = await desk.loadBytes(
    'areas_2026-10-01.csv',
    Buffer.concat([good, Buffer.from([0xff, 0xff])]),
  );
  expect(report).toMatchObject({
    status: 'rejected',
    accepted: 0,
    error: { code: 'FILE_ENCODING' },
  });
  expect(typeof report.error?.byteOffset).toBe('number');
  expect([await count('area'), await count('roster_load')]).toEqual([0, 0]);
});

it('keeps text as text, whatever it would be to COPY, SQL or a spreadsheet', async () => {
  const names = ['\\N', '\\.', 'a\\tb', "'; DROP TABLE area; --", '=1+1', '𠮷䶮', '100%_'];
  const rows = names.map((name, n) => [String(310106101 + n), name, '', '', '']);
  const report = await desk.load('areas_2026-10-02.csv', rows);
  expect(report).toMatchObject({ status: 'accepted', accepted: names.length });
  const { rows: stored } = await database
    .subgraph('households')
    .pool.query<{ name: string }>('SELECT name FROM area ORDER BY code');
  expect(stored.map(({ name }) => name)).toEqual(names);
});

it('loads a file once when it is sent twice at the same moment', async () => {
  const rows = [
    [JING, '江宁路街道', '', '', ''],
    [`${JING}001`, '第一居委会', '', '', ''],
    // The padded code names the street too: the same area said differently.
    [`${JING}000`, '江宁街道', '', '', ''],
    [`${JING}002`, '第二居委会', '', '', ''],
  ];
  const reports = await Promise.all([1, 2, 3].map(() => desk.load('areas_2026-10-03.csv', rows)));
  expect(reports.map(({ status }) => status).sort()).toEqual(['accepted', 'noop', 'noop']);
  expect(reports.map(({ accepted, setAside }) => [accepted, setAside])).toEqual(
    reports.map(() => [2, { CONFLICTING_ROW: 2 }]),
  );
  expect(await count("roster_load WHERE roster_date = '2026-10-03'")).toBe(1);
});

it('reads members that refer to a household spelled like a command', async () => {
  const no = "H'1\\;--";
  const head = idNumberOf(1);
  const street = ['areas_2026-10-04.csv', [[JING, '江宁路街道', '', '', '']]] as const;
  await desk.load(...street);
  await desk.load('households_2026-10-03.csv', [householdRow(no, head, JING)]);
  expect(await desk.load('members_2026-10-03.csv', [memberRow(no, '张"三', head)])).toMatchObject({
    status: 'accepted',
    accepted: 1,
  });
});

it('takes rosters from the loader only', async () => {
  const intake = createHouseholdsIntake(testDeps(database, 'households'));
  for (const role of ['CASE_OFFICER', 'BUREAU_SUPERVISOR', 'LIAISON', 'AUDITOR'] as const) {
    await expect(
      intake.load(anActor(role), { file: import.meta.filename, fileName: 'areas_2026-10-04.csv' }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  }
});
