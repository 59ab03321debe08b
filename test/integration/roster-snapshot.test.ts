import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVault } from '../../kernel/runtime/id-number-vault.ts';
import { newKeysFile, parseKeys } from '../../kernel/runtime/keys.ts';
import {
  knownRosterVersion,
  removeStaleRoster,
} from '../../subgraphs/crossmatch/match/roster-snapshot.ts';
import { matchDesk, type MatchDesk } from '../support/match.ts';
import { idNumberOf } from '../support/people.ts';
import { caseRow, householdRow, memberRow } from '../support/roster.ts';

const JING = '310106011';
const LI = { householdNo: 'H1', name: '李建国', idNumber: idNumberOf(1, '19600505') };
const WANG = { householdNo: 'H2', name: '王桂兰', idNumber: idNumberOf(2, '19550101') };
const DEATHS = ['姓名', '公民身份号码', '性别', '出生日期', '死亡日期', '注销日期', '撤销标志'];

describe('the snapshot of the persons to compare', () => {
  let desk: MatchDesk;
  let file: string;

  beforeEach(async () => {
    desk = await matchDesk();
    file = path.join(desk.deps.dataDir, 'roster', 'covered.sealed');
    await desk.roster.load('areas_2026-10-28.csv', [
      ['310106', '静安区', '', '', ''],
      [JING, '江宁路街道', '310106', '', ''],
      [`${JING}001`, '第一居委会', JING, '', ''],
    ]);
    await loadRoster('2026-10-28', [LI]);
  });
  afterEach(() => desk.close());

  async function loadRoster(date: string, persons: readonly (typeof LI)[]): Promise<void> {
    const { roster } = desk;
    const rows = (row: (person: typeof LI) => string[]) => persons.map(row);
    const force = { force: true };
    await roster.load(
      `households_${date}.csv`,
      rows((one) => householdRow(one.householdNo, one.idNumber, JING)),
      force,
    );
    await roster.load(
      `members_${date}.csv`,
      rows((one) => memberRow(one.householdNo, one.name, one.idNumber)),
      force,
    );
    await roster.load(
      `cases_${date}.csv`,
      rows((one) => caseRow(`C-${one.householdNo}`, one.householdNo)),
      force,
    );
  }

  const deaths = (period: string, persons: readonly (typeof LI)[]) =>
    desk.ingest(`public-security.death_${period}_delta.csv`, [
      DEATHS,
      ...persons.map(({ name, idNumber }) => [
        name,
        idNumber,
        '',
        '',
        '2026-10-03',
        '2026-10-09',
        '',
      ]),
    ]);
  const openAlerts = async () =>
    (await desk.alerts()).filter(({ status }) => status === 'OPEN').map((one) => one.householdNo);

  it('is taken once, and read again while the roster stands', async () => {
    await deaths('2026-09', [LI]);
    await desk.match();
    const taken = statSync(file).mtimeMs;
    await deaths('2026-10', [WANG]);
    expect((await desk.match()).batches).toHaveLength(1);
    expect(statSync(file).mtimeMs).toBe(taken);
    expect(await openAlerts()).toEqual(['H1']);
  });

  it('is taken anew when another roster was loaded, whose persons are compared at once', async () => {
    await deaths('2026-10', [WANG]);
    await desk.match();
    expect(await openAlerts()).toEqual([]);
    await loadRoster('2026-10-29', [LI, WANG]);
    expect((await desk.match()).batches).toHaveLength(1);
    expect(await openAlerts()).toEqual(['H2']);
  });

  it.each(['household', 'person', 'membership'])(
    'no longer holds once a statement wrote households.%s',
    async (table) => {
      await desk.match();
      expect(await knownRosterVersion(desk.deps)).not.toBeNull();
      await desk.database.subgraph('households').pool.query(`DELETE FROM ${table} WHERE false`);
      expect(await knownRosterVersion(desk.deps)).toBeNull();
    },
  );

  it('no longer holds once a statement wrote a case', async () => {
    await desk.match();
    const { pool } = desk.database.subgraph('assistance');
    await pool.query(`UPDATE case_record SET status = 'ENDED'`);
    expect(await knownRosterVersion(desk.deps)).toBeNull();
  });

  it('compares nothing again when the roster was written and says the same', async () => {
    await deaths('2026-10', [LI]);
    await desk.match();
    await desk.database.subgraph('assistance').pool.query('DELETE FROM case_record WHERE false');
    expect((await desk.match()).batches).toEqual([]);
  });

  it('lies there sealed, and for this account only', async () => {
    await desk.match();
    const bytes = readFileSync(file);
    expect(bytes.includes(LI.idNumber)).toBe(false);
    expect(bytes.includes('PAR1')).toBe(false);
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(statSync(path.dirname(file)).mode & 0o077).toBe(0);
  });

  it.each([
    [
      'a bit was turned',
      (bytes: Buffer) => bytes.with(bytes.length - 40, bytes.at(-40) === 0 ? 1 : 0),
    ],
    ['its end is missing', (bytes: Buffer) => bytes.subarray(0, bytes.length - 33)],
    ['it is empty', () => Buffer.alloc(0)],
  ])('is taken anew when %s', async (_what, damaged) => {
    await desk.match();
    writeFileSync(file, damaged(readFileSync(file)));
    await deaths('2026-10', [LI]);
    await desk.match();
    expect(await openAlerts()).toEqual(['H1']);
    expect(readFileSync(file).length).toBeGreaterThan(100);
  });

  it('is of no use under other keys', async () => {
    await desk.match();
    const before = readFileSync(file);
    const vault = createVault(parseKeys(newKeysFile()));
    await deaths('2026-10', [LI]);
    // With other keys not even the roster opens; the run fails and leaves the file as it was.
    await expect(desk.match('2026-11-05', { vault })).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('stays while batches rest on it, and goes once they were compared with the next', async () => {
    await deaths('2026-10', [LI, WANG]);
    await desk.match();
    const kept = readFileSync(file);
    await loadRoster('2026-10-29', [LI, WANG]);
    await removeStaleRoster(desk.deps);
    expect(readFileSync(file).equals(kept)).toBe(true);
    expect((await desk.match()).batches).toMatchObject([{ exactHits: 1, raised: 1 }]);
    expect(await openAlerts()).toEqual(['H1', 'H2']);
    expect(readdirSync(path.join(path.dirname(file), 'earlier'))).toEqual([]);
  });

  it('that is lost means that all are compared', async () => {
    await deaths('2026-10', [LI, WANG]);
    await desk.match();
    rmSync(file);
    await loadRoster('2026-10-29', [LI, WANG]);
    expect((await desk.match()).batches).toMatchObject([{ exactHits: 2, raised: 1 }]);
    expect(await openAlerts()).toEqual(['H1', 'H2']);
  });

  it('goes with the purge once it is no longer of the roster', async () => {
    await desk.match();
    await removeStaleRoster(desk.deps);
    expect(await knownRosterVersion(desk.deps)).not.toBeNull();
    await loadRoster('2026-10-29', [WANG]);
    await removeStaleRoster(desk.deps);
    expect(() => statSync(file)).toThrow('ENOENT');
  });
});
