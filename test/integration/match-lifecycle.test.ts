import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../kernel/working-days.ts';
import { matchDesk, type MatchDesk } from '../support/match.ts';
import { idNumberOf } from '../support/people.ts';
import { caseRow, householdRow, memberRow } from '../support/roster.ts';

const JING = '310106011';
const DONG = '310106012';
const LI = { householdNo: 'H1', name: '李建国', idNumber: idNumberOf(1, '19600505') };
const WANG = { householdNo: 'H2', name: '王桂兰', idNumber: idNumberOf(2, '19550101') };

const DEATHS = ['姓名', '公民身份号码', '性别', '出生日期', '死亡日期', '注销日期', '撤销标志'];
const JOBS = [
  '姓名',
  '证件号码',
  '用人单位名称',
  '统一社会信用代码',
  '就业登记日期',
  '就业类型',
  '终止日期',
];

const death = (who: typeof LI, diedOn: string, revoked = ''): string[] => {
  const { name, idNumber } = who;
  return [name, idNumber, '', '', diedOn, '2026-11-04', revoked];
};
const job = (who: typeof LI, startedOn: string): string[] => {
  const { name, idNumber } = who;
  return [name, idNumber, '上海示范有限公司', '', startedOn, '单位就业', ''];
};
/** Someone who is nobody's recipient, so that a file has rows. */
const stranger = (n: number): string[] =>
  death(
    { householdNo: '', name: '陌生人', idNumber: idNumberOf(500 + n, '19700101') },
    '2026-10-01',
  );

describe('from files to alerts over time', () => {
  let desk: MatchDesk;

  beforeEach(async () => {
    desk = await matchDesk();
    await loadRoster('2026-10-28', { streetOfLi: JING, authorisedUntil: '2027-12-31' });
  });
  afterEach(() => desk.close());

  async function loadRoster(
    date: string,
    given: { streetOfLi: string; authorisedUntil: string; nameOfWang?: string },
  ): Promise<void> {
    const { streetOfLi, authorisedUntil, nameOfWang = WANG.name } = given;
    const { roster } = desk;
    const reports = [
      await roster.load(`areas_${date}.csv`, [
        ['310106', '静安区', '', '', ''],
        ...[JING, DONG].flatMap((street) => [
          [street, `街道${street}`, '310106', '', ''],
          [`${street}001`, '第一居委会', street, '', ''],
        ]),
      ]),
      await roster.load(`households_${date}.csv`, [
        householdRow(LI.householdNo, LI.idNumber, streetOfLi),
        householdRow(WANG.householdNo, WANG.idNumber, DONG),
      ]),
      await roster.load(`members_${date}.csv`, [
        memberRow(LI.householdNo, LI.name, LI.idNumber),
        memberRow(WANG.householdNo, nameOfWang, WANG.idNumber),
      ]),
      await roster.load(`cases_${date}.csv`, [
        [...caseRow('C1', LI.householdNo).slice(0, 9), authorisedUntil],
        caseRow('C2', WANG.householdNo),
      ]),
    ];
    expect(reports.map(({ setAside }) => setAside)).toEqual([{}, {}, {}, {}]);
    await roster.refreshJurisdiction();
  }

  const deaths = (rows: string[][], period = '2026-10', supersede = false) =>
    desk.ingest(`public-security.death_${period}_delta.csv`, [DEATHS, ...rows], { supersede });
  const jobs = (rows: string[][], period = '2026-10') =>
    desk.ingest(`human-resources.employment_${period}_delta.csv`, [JOBS, ...rows]);
  const story = async (): Promise<string[]> =>
    (await desk.alerts()).map(({ ruleId, status, withdrawnReason, effectiveOn }) =>
      [ruleId, effectiveOn, status, withdrawnReason].filter(Boolean).join(' '),
    );
  const events = async (): Promise<string[]> => {
    const { rows } = await desk.deps.database.pool.query<{ kind: string }>(
      'SELECT kind FROM alert_event ORDER BY id',
    );
    return rows.map(({ kind }) => kind);
  };

  it('withdraws in one transaction what a correction takes out, and its reviews with it', async () => {
    const wrongName = death({ ...WANG, name: '张三丰' }, '2026-10-04');
    await deaths([death(LI, '2026-10-03'), wrongName, stranger(1)]);
    await desk.match();
    expect(await story()).toEqual(['death-reported 2026-10-03 OPEN']);
    expect((await desk.reviews()).map(({ reason, status }) => [reason, status])).toEqual([
      ['NAME_DIFFERS', 'OPEN'],
    ]);
    expect(await deaths([stranger(1), stranger(2)], '2026-10', true)).toMatchObject({
      status: 'accepted',
    });
    await desk.match();
    expect(await story()).toEqual(['death-reported 2026-10-03 WITHDRAWN SUPERSEDED']);
    expect((await desk.reviews()).map(({ status }) => status)).toEqual(['WITHDRAWN']);
    expect(await events()).toEqual(['RAISED', 'WITHDRAWN']);
  });

  it('keeps a review that a later batch gives too when the earlier one is corrected', async () => {
    const wrongName = death({ ...WANG, name: '张三丰' }, '2026-10-04');
    await deaths([wrongName, stranger(1)]);
    await deaths([wrongName, stranger(2)], '2026-11');
    await desk.match();
    await deaths([stranger(1), stranger(3)], '2026-10', true);
    await desk.match();
    expect((await desk.reviews()).map(({ status }) => status)).toEqual(['OPEN']);
  });

  it('shows a reviewer the record of the newest period, whichever file came last', async () => {
    const wrongName = death({ ...WANG, name: '张三丰' }, '2026-10-04');
    await deaths([stranger(2), wrongName], '2026-11');
    await desk.match();
    await deaths([wrongName, stranger(1)]);
    await desk.match();
    const { db } = desk.deps.database;
    const shown = await db.matchReview.findMany({ include: { batch: true } });
    expect(shown.map(({ rowNo, batch }) => [batch.period, rowNo])).toEqual([['2026-11', 2]]);
  });

  it('compares economic facts only under a valid authorisation, and asks for its renewal', async () => {
    await loadRoster('2026-10-29', { streetOfLi: JING, authorisedUntil: '2026-10-31' });
    await jobs([job(LI, '2026-10-13'), job(WANG, '2026-10-14')]);
    const first = await desk.match();
    expect(first.totals).toMatchObject({ blockedByAuthorisation: 1, exactHits: 1, raised: 1 });
    const { pool } = desk.deps.database;
    const tasks = async (): Promise<unknown> => {
      const { rows } = await pool.query<Record<string, unknown>>(
        'SELECT * FROM authorisation_task',
      );
      return rows;
    };
    expect(await tasks()).toMatchObject([
      { household_no: 'H1', street_code: JING, blocked_rows: 1, closed_on: null },
    ]);
    await loadRoster('2026-11-04', { streetOfLi: JING, authorisedUntil: '2027-10-31' });
    const second = await desk.match();
    expect(second.totals).toMatchObject({ blockedByAuthorisation: 0, raised: 1 });
    expect(await tasks()).toMatchObject([{ blocked_rows: 1, closed_on: '2026-11-05' }]);
  });

  it('takes the best authorisation of the current cases, and asks nobody whose aid has ended', async () => {
    const expired = [...caseRow('C1', LI.householdNo).slice(0, 9), '2026-10-31'];
    const applied = caseRow('C3', LI.householdNo, { programme: '特困', status: '审核中' });
    await desk.roster.load('cases_2026-10-30.csv', [expired, applied]);
    await jobs([job(LI, '2026-10-13'), job(WANG, '2026-10-14')]);
    expect((await desk.match()).totals).toMatchObject({ blockedByAuthorisation: 0, raised: 1 });
    const ended = caseRow('C1', LI.householdNo, { status: '停保' });
    await desk.roster.load('cases_2026-11-04.csv', [ended, caseRow('C2', WANG.householdNo)]);
    await jobs([job(LI, '2026-11-02')], '2026-11');
    expect((await desk.match()).totals).toMatchObject({ blockedByAuthorisation: 0, raised: 1 });
    const { rowCount } = await desk.deps.database.pool.query('SELECT FROM authorisation_task');
    expect(rowCount).toBe(0);
  });

  it('tells an economic fact to the household that authorised it, and asks the other to sign', async () => {
    const { roster } = desk;
    await roster.load('households_2026-10-30.csv', [
      householdRow('H1', LI.idNumber, JING),
      householdRow('H2', WANG.idNumber, DONG),
    ]);
    await roster.load('members_2026-10-30.csv', [
      memberRow('H1', LI.name, LI.idNumber),
      memberRow('H2', LI.name, LI.idNumber),
      memberRow('H2', WANG.name, WANG.idNumber),
    ]);
    await roster.load('cases_2026-10-30.csv', [
      [...caseRow('C1', 'H1').slice(0, 9), '2026-10-31'],
      caseRow('C2', 'H2'),
    ]);
    await jobs([job(LI, '2026-10-13')]);
    await deaths([death(LI, '2026-10-20'), stranger(1)]);
    expect((await desk.match()).totals).toMatchObject({ blockedByAuthorisation: 0, raised: 2 });
    const told = (await desk.alerts()).map((one) => [one.ruleId, one.householdNo, one.caseNo]);
    expect(told).toEqual([
      ['death-reported', 'H1', 'C1'],
      ['employment-started', 'H2', 'C2'],
    ]);
    const { rows } = await desk.deps.database.pool.query<Record<string, unknown>>(
      'SELECT household_no, street_code, blocked_rows FROM authorisation_task',
    );
    expect(rows).toEqual([{ household_no: 'H1', street_code: JING, blocked_rows: 1 }]);
  });

  it('adds nothing when a batch is replayed, or an older period comes after a newer', async () => {
    await deaths([death(LI, '2026-10-03'), stranger(1)], '2026-10-31');
    await jobs([job(WANG, '2026-10-14')], '2026-10-31');
    await desk.match();
    const { pool } = desk.deps.database;
    const before = [await desk.alerts(), await events()];
    // A worker that died after its commit: the batch is compared once more.
    await pool.query('UPDATE extract_batch SET matched_roster = NULL');
    expect((await desk.match()).batches).toHaveLength(2);
    expect([await desk.alerts(), await events()]).toEqual(before);
    // The same facts under an older period join as evidence; their dates stay those of the newer.
    await deaths([death(LI, '2026-10-01'), stranger(2)], '2026-10-15');
    await desk.match();
    expect(await story()).toEqual([
      'death-reported 2026-10-03 OPEN',
      'employment-started 2026-10-14 OPEN',
    ]);
    expect(await events()).toHaveLength(before[1]?.length ?? 0);
  });

  it('lets open alerts follow a household that moves street', async () => {
    await deaths([death(LI, '2026-10-03'), stranger(1)]);
    await desk.match();
    await loadRoster('2026-11-04', { streetOfLi: DONG, authorisedUntil: '2027-12-31' });
    await desk.match();
    expect((await desk.alerts()).map(({ streetCode }) => streetCode)).toEqual([DONG]);
    expect(await events()).toEqual(['RAISED', 'UPDATED']);
  });

  it('compares again when the roster changes: a corrected name turns a review into an alert', async () => {
    await deaths([death(WANG, '2026-10-03'), stranger(1)]);
    await loadRoster('2026-10-30', {
      streetOfLi: JING,
      authorisedUntil: '2027-12-31',
      nameOfWang: '王贵兰',
    });
    await desk.match();
    expect(await story()).toEqual([]);
    expect((await desk.reviews()).map(({ reason }) => reason)).toEqual(['HOMOPHONE']);
    await loadRoster('2026-11-04', { streetOfLi: JING, authorisedUntil: '2027-12-31' });
    await desk.match();
    expect(await story()).toEqual(['death-reported 2026-10-03 OPEN']);
    expect((await desk.reviews()).map(({ status }) => status)).toEqual(['WITHDRAWN']);
  });

  it('never connects a record again that was judged to be another person’s', async () => {
    await deaths([death(LI, '2026-10-03'), stranger(1)]);
    await desk.match();
    const { pool } = desk.deps.database;
    await pool.query(
      `INSERT INTO person_link (person_id, source, record_key, decision, alert_no, decided_by, decided_at)
       SELECT person_id, source, natural_key, 'DIFFERENT', 'YJ-2222222', 'officer', now()
         FROM matched_fact`,
    );
    await pool.query(
      `UPDATE alert SET status = 'CLOSED', disposition = 'NOT_SAME_PERSON', disposed_by = 'officer',
              disposed_at = now(), claimed_by = 'officer'`,
    );
    await deaths([death(LI, '2026-10-03'), stranger(2)], '2026-11-01');
    await desk.match();
    expect(await story()).toEqual(['death-reported 2026-10-03 CLOSED']);
  });

  it('raises without a due date when the calendar year is missing, and fills it in later', async () => {
    await deaths([death(LI, '2026-10-03'), stranger(1)]);
    const first = await desk.match('2026-11-05', { calendar: createCalendar([]) });
    const [alert] = await desk.alerts();
    expect(alert).toMatchObject({ dueOn: null, dueDerivation: { missing: 'CALENDAR_MISSING' } });
    expect(first.withoutDueDate).toEqual([alert?.alertNo]);
    const second = await desk.match();
    expect(second.withoutDueDate).toEqual([]);
    expect(await desk.alerts()).toMatchObject([
      { dueOn: '2026-11-23', dueDerivation: { missing: null, parameter: 'verification.finish' } },
    ]);
  });

  it('raises nothing that lies after the as-of day, and raises it when the day has come', async () => {
    await deaths([death(LI, '2026-11-03'), stranger(1)]);
    await desk.match('2026-11-01');
    expect(await story()).toEqual([]);
    await desk.match('2026-11-05');
    expect(await story()).toEqual(['death-reported 2026-11-03 OPEN']);
  });

  it('still withdraws for someone whose case has ended', async () => {
    await deaths([death(WANG, '2026-10-03'), stranger(1)]);
    await desk.match();
    await desk.roster.load('cases_2026-11-04.csv', [
      caseRow('C1', LI.householdNo),
      caseRow('C2', WANG.householdNo, { status: '停保' }),
    ]);
    await deaths([death(WANG, '2026-10-03', '是'), stranger(2)], '2026-11-02');
    await desk.match();
    expect(await story()).toEqual(['death-reported 2026-10-03 WITHDRAWN REVOKED']);
  });

  it('compares as two runs at once do, batch by batch, and raises each alert once', async () => {
    await deaths([death(LI, '2026-10-03'), stranger(1)]);
    await jobs([job(LI, '2026-10-13'), job(WANG, '2026-10-14')]);
    const reports = await Promise.all([desk.match(), desk.match()]);
    expect(reports[0].totals.raised + reports[1].totals.raised).toBe(3);
    expect(await story()).toEqual([
      'death-reported 2026-10-03 OPEN',
      'employment-started 2026-10-13 OPEN',
      'employment-started 2026-10-14 OPEN',
    ]);
  });
});
