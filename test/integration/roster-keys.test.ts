import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMatchService } from '../../subgraphs/crossmatch/match.service.ts';
import { matchDesk, MATCHER, type MatchDesk } from '../support/match.ts';
import { idNumberOf } from '../support/people.ts';
import { caseRow, householdRow, memberRow } from '../support/roster.ts';

const JING = '310106011';
const LI = { householdNo: 'H1', name: '李建国', idNumber: idNumberOf(1, '19600505') };
const WANG = { householdNo: 'H2', name: '王桂兰', idNumber: idNumberOf(2, '19550101') };
const STRANGERS = Array.from({ length: 30 }, (_, at) => idNumberOf(100 + at, '19400101'));
const DEATHS = ['姓名', '公民身份号码', '性别', '出生日期', '死亡日期', '注销日期', '撤销标志'];

/** The same number with one digit mistyped: the check character no longer fits. */
const mistyped = (idNumber: string): string =>
  `${idNumber.slice(0, 16)}${(Number(idNumber[16]) + 1) % 10}${idNumber.slice(17)}`;

const bornOn = (idNumber: string): string =>
  `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`;

describe('the kept keys of the persons to compare', () => {
  let desk: MatchDesk;
  let file: string;

  beforeEach(async () => {
    desk = await matchDesk();
    file = path.join(desk.deps.dataDir, 'roster', 'keys.sealed');
    await desk.roster.load('areas_2026-10-28.csv', [
      ['310106', '静安区', '', '', ''],
      [JING, '江宁路街道', '310106', '', ''],
      [`${JING}001`, '第一居委会', JING, '', ''],
    ]);
    await loadRoster('2026-10-28', [LI, WANG]);
  });
  afterEach(() => desk.close());

  async function loadRoster(date: string, persons: readonly (typeof LI)[]): Promise<void> {
    const { roster } = desk;
    const force = { force: true };
    await roster.load(
      `households_${date}.csv`,
      persons.map((one) => householdRow(one.householdNo, one.idNumber, JING)),
      force,
    );
    await roster.load(
      `members_${date}.csv`,
      persons.map(({ householdNo, name, idNumber }) =>
        memberRow(householdNo, name, idNumber, { birthDate: bornOn(idNumber), sex: '男' }),
      ),
      force,
    );
    await roster.load(
      `cases_${date}.csv`,
      persons.map((one) => caseRow(`C-${one.householdNo}`, one.householdNo)),
      force,
    );
  }

  const death = (period: string, [name = '', idNumber = '', born = '']: readonly string[]) =>
    desk.ingest(`public-security.death_${period}_delta.csv`, [
      DEATHS,
      [name, idNumber, '男', born, '2026-10-03', '2026-10-09', ''],
      // With nothing but faults a file is held.
      ...STRANGERS.map((one) => ['陈某', one, '', '', '2026-10-03', '2026-10-09', '']),
    ]);
  const deathWithWrongNumber = (period: string, { name, idNumber }: typeof LI) =>
    death(period, [name, mistyped(idNumber)]);
  const asked = async () => (await desk.reviews()).map((one) => one.householdNo);
  const prepare = () => createMatchService(desk.deps).prepareRoster(MATCHER);

  it('are made when the roster is read, and lead a row with a wrong number to its person', async () => {
    await prepare();
    const made = statSync(file).mtimeMs;
    await deathWithWrongNumber('2026-10', LI);
    await desk.match();
    expect(await asked()).toEqual(['H1']);
    expect(statSync(file).mtimeMs).toBe(made);
  });

  it('are not made again while the roster stands', async () => {
    await prepare();
    const made = statSync(file).mtimeMs;
    await prepare();
    expect(statSync(file).mtimeMs).toBe(made);
  });

  it('follow the roster: who has come is found, who has left no more', async () => {
    await loadRoster('2026-10-29', [LI]);
    await prepare();
    await loadRoster('2026-10-30', [WANG]);
    await deathWithWrongNumber('2026-09', LI);
    await deathWithWrongNumber('2026-10', WANG);
    await desk.match();
    expect(await asked()).toEqual(['H2']);
  });

  it('follow a person whose name was corrected', async () => {
    await prepare();
    const renamed = { ...LI, name: '欧阳娜娜' };
    await loadRoster('2026-10-29', [renamed, WANG]);
    // With so wrong a number nothing but name and birth date lead there.
    await death('2026-10', [renamed.name, `${LI.idNumber.slice(0, 14)}7777`, bornOn(LI.idNumber)]);
    await desk.match();
    expect(await asked()).toEqual(['H1']);
  });

  it('lie there sealed, and for this account only', async () => {
    await prepare();
    expect(readFileSync(file).includes('PAR1')).toBe(false);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it.each([
    ['a bit was turned', (bytes: Buffer) => bytes.with(bytes.length - 40, bytes.at(-40) ? 0 : 1)],
    ['their end is missing', (bytes: Buffer) => bytes.subarray(0, bytes.length - 33)],
    ['they are of another linkage', (bytes: Buffer) => replaced(bytes, '"spec":"', '"spec":"0')],
    ['the file is empty', () => Buffer.alloc(0)],
  ])('are made anew when %s', async (_what, damaged) => {
    await prepare();
    const { length } = readFileSync(file);
    writeFileSync(file, damaged(readFileSync(file)));
    await deathWithWrongNumber('2026-10', LI);
    await desk.match();
    expect(await asked()).toEqual(['H1']);
    expect(readFileSync(file)).toHaveLength(length);
  });
});

function replaced(bytes: Buffer, what: string, by: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(what, by), 'latin1');
}
