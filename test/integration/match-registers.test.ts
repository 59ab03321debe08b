import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { matchDesk, type MatchDesk } from '../support/match.ts';
import { idNumberOf } from '../support/people.ts';
import { caseRow, householdRow, memberRow } from '../support/roster.ts';

const JING = '310106011';
const DONG = '310106012';
const LI = { householdNo: 'H1', name: '李建国', idNumber: idNumberOf(1, '19800505') };
const WANG = { householdNo: 'H2', name: '王桂兰', idNumber: idNumberOf(2, '19820101') };

const HEADERS = {
  'market-regulation.registration':
    '姓名,证件号码,市场主体名称,统一社会信用代码,主体类型,角色,出资比例,成立日期,登记状态,变更日期',
  'justice.imprisonment': '姓名,公民身份号码,执行方式,起始日期,截止日期,执行机关',
  'civil-affairs.marriage':
    '男方姓名,男方身份证号,女方姓名,女方身份证号,登记类型,登记日期,登记机关',
  'public-security.migration':
    '姓名,公民身份号码,迁出地址,迁出地区划代码,迁入地址,迁入地区划代码,迁移日期,迁移原因',
};
type SourceCode = keyof typeof HEADERS;

const business = (state: string, changedOn = ''): string =>
  `${LI.name},${LI.idNumber},示范商贸有限公司,91310199MALGJBA90K,有限责任公司,法定代表人,,2020-03-05,${state},${changedOn}`;
const term = (measure: string, to: string): string =>
  `${LI.name},${LI.idNumber},${measure},2026-09-15,${to},示范监狱`;
const wedding = (kind: string, date: string, wifeId = WANG.idNumber): string =>
  `${LI.name},${LI.idNumber},${WANG.name},${wifeId},${kind},${date},示范区婚姻登记中心`;
const move = (toArea: string): string =>
  `${WANG.name},${WANG.idNumber},样本路1号,${DONG},样本路2号,${toArea},2026-10-14,投靠亲属`;

describe('what registers take back, end or tell of two people', () => {
  let desk: MatchDesk;

  beforeEach(async () => {
    desk = await matchDesk();
    const { roster } = desk;
    await roster.load('areas_2026-10-28.csv', [
      ['310106', '静安区', '', '', ''],
      ...[JING, DONG].flatMap((street) => [
        [street, `街道${street}`, '310106', '', ''],
        [`${street}001`, '第一居委会', street, '', ''],
      ]),
    ]);
    await roster.load('households_2026-10-28.csv', [
      householdRow(LI.householdNo, LI.idNumber, JING),
      householdRow(WANG.householdNo, WANG.idNumber, DONG),
    ]);
    await roster.load('members_2026-10-28.csv', [
      memberRow(LI.householdNo, LI.name, LI.idNumber),
      memberRow(WANG.householdNo, WANG.name, WANG.idNumber),
    ]);
    await roster.load('cases_2026-10-28.csv', [
      [...caseRow('C1', LI.householdNo).slice(0, 9), '2027-12-31'],
      caseRow('C2', WANG.householdNo),
    ]);
    await roster.refreshJurisdiction();
  });
  afterEach(() => desk.close());

  async function told(
    source: SourceCode,
    period: string,
    rows: readonly string[],
    options: { mode?: 'snapshot'; supersede?: boolean } = {},
  ): Promise<void> {
    const { mode = 'delta', supersede = false } = options;
    const lines = [HEADERS[source], ...rows].map((line) => line.split(','));
    const report = await desk.ingest(`${source}_${period}_${mode}.csv`, lines, { supersede });
    expect(report.status).toBe('accepted');
  }
  const story = async (): Promise<string[]> =>
    (await desk.alerts()).map((alert) =>
      [
        alert.ruleId,
        alert.householdNo,
        alert.effectiveOn,
        alert.status,
        alert.withdrawnReason ?? alert.alertClass,
        alert.factEndedOn,
      ]
        .filter(Boolean)
        .join(' '),
    );

  it.each(['注销', '吊销'])('withdraws a business that is later %s', async (state) => {
    await told('market-regulation.registration', '2026-09', [business('存续')]);
    await desk.match();
    expect(await story()).toEqual(['business-registered H1 2020-03-05 OPEN']);
    await told('market-regulation.registration', '2026-10', [business(state, '2026-10-20')]);
    await desk.match();
    const end = ['business-registered H1 2020-03-05 WITHDRAWN CANCELLED'];
    expect(await story()).toEqual(end);
    await desk.match();
    expect(await story()).toEqual(end);
  });

  it('leaves the same trace when the cancellation arrives before the registration', async () => {
    await told('market-regulation.registration', '2026-10', [business('注销', '2026-10-20')]);
    await desk.match();
    expect(await story()).toEqual([]);
    await told('market-regulation.registration', '2026-09', [business('存续')]);
    await desk.match();
    expect(await story()).toEqual(['business-registered H1 2020-03-05 WITHDRAWN CANCELLED']);
  });

  it('raises a business anew that a newer record lists as existing again', async () => {
    await told('market-regulation.registration', '2026-08', [business('存续')]);
    await told('market-regulation.registration', '2026-09', [business('注销', '2026-09-20')]);
    const other = business('存续').replace(LI.idNumber, idNumberOf(700, '19700101'));
    await told('market-regulation.registration', '2026-10', [business('存续'), other]);
    await desk.match();
    expect((await story()).sort()).toEqual([
      'business-registered H1 2020-03-05 OPEN',
      'business-registered H1 2020-03-05 WITHDRAWN CANCELLED',
    ]);
  });

  it('notes a release on the alert, and closes nothing', async () => {
    await told('justice.imprisonment', '2026-09', [term('监狱服刑', '')], { mode: 'snapshot' });
    await desk.match();
    expect(await story()).toEqual(['imprisonment-started H1 2026-09-15 OPEN']);
    const released = [term('监狱服刑', '2026-10-30')];
    await told('justice.imprisonment', '2026-10', released, { mode: 'snapshot' });
    await desk.match();
    expect(await story()).toEqual(['imprisonment-started H1 2026-09-15 OPEN 2026-10-30']);
    const [alert] = await desk.alerts();
    expect(alert?.explanation).toContain('家庭共同生活成员复核');
    expect(alert?.explanation).not.toMatch(/监狱|服刑|犯罪|刑/u);
  });

  it('takes back that somebody is not listed once the snapshot turns out to be a delta', async () => {
    await told('justice.imprisonment', '2026-09', [term('监狱服刑', '')], { mode: 'snapshot' });
    const [other = '', another = ''] = [700, 701].map((n) =>
      term('监狱服刑', '').replace(LI.idNumber, idNumberOf(n, '19700101')),
    );
    await told('justice.imprisonment', '2026-10', [other], { mode: 'snapshot' });
    await desk.match();
    expect((await desk.alerts())[0]?.notListedSince).toBe('2026-10-31');
    await told('justice.imprisonment', '2026-10', [other, another], { supersede: true });
    await desk.match();
    expect((await desk.alerts())[0]?.notListedSince).toBeNull();
  });

  it('keeps noting that somebody is not listed while the correction of the snapshot waits', async () => {
    await told('justice.imprisonment', '2026-09', [term('监狱服刑', '')], { mode: 'snapshot' });
    const [other = '', another = ''] = [700, 701].map((n) =>
      term('监狱服刑', '').replace(LI.idNumber, idNumberOf(n, '19700101')),
    );
    await told('justice.imprisonment', '2026-10', [other], { mode: 'snapshot' });
    await desk.match();
    const events = async () => {
      type Row = { kind: string; detail: unknown };
      const { pool } = desk.deps.database;
      const { rows } = await pool.query<Row>('SELECT kind, detail FROM alert_event ORDER BY id');
      return rows;
    };
    const before = await events();
    // Everything is compared again, the older snapshot before the correction of the newer one.
    await desk.roster.load('members_2026-10-29.csv', [
      memberRow(LI.householdNo, LI.name, LI.idNumber, { phone: '13900000000' }),
      memberRow(WANG.householdNo, WANG.name, WANG.idNumber),
    ]);
    const corrected = { mode: 'snapshot', supersede: true } as const;
    await told('justice.imprisonment', '2026-10', [other, another], corrected);
    await desk.match();
    expect((await desk.alerts())[0]?.notListedSince).toBe('2026-10-31');
    expect(await events()).toEqual(before);
  });

  it('raises nothing of somebody who was released before the first comparison', async () => {
    await told('justice.imprisonment', '2026-09', [term('监狱服刑', '2026-10-30')]);
    await desk.match();
    expect(await story()).toEqual([]);
  });

  it('withdraws what a correction tells to be another measure', async () => {
    await told('justice.imprisonment', '2026-10', [term('监狱服刑', '')]);
    await desk.match();
    await told('justice.imprisonment', '2026-10', [term('缓刑', '')], { supersede: true });
    await desk.match();
    expect(await story()).toEqual(['imprisonment-started H1 2026-09-15 WITHDRAWN SUPERSEDED']);
    // What the measure is, nobody keeps.
    const { rows } = await desk.deps.database.pool.query<{ data: unknown }>(
      'SELECT data FROM matched_fact WHERE standing',
    );
    expect(JSON.stringify(rows)).not.toContain('PROBATION');
  });

  it('tells both of a couple, and notes the divorce on the marriage', async () => {
    await told('civil-affairs.marriage', '2026-09', [wedding('结婚', '2026-09-10')]);
    await desk.match();
    expect(await story()).toEqual([
      'marriage-registered H1 2026-09-10 OPEN',
      'marriage-registered H2 2026-09-10 OPEN',
    ]);
    await told('civil-affairs.marriage', '2026-10', [wedding('离婚', '2026-10-24')]);
    await desk.match();
    expect(await story()).toEqual([
      'divorce-registered H1 2026-10-24 OPEN',
      'marriage-registered H1 2026-09-10 OPEN 2026-10-24',
      'divorce-registered H2 2026-10-24 OPEN',
      'marriage-registered H2 2026-09-10 OPEN 2026-10-24',
    ]);
    const divorce = (await desk.alerts()).find(({ ruleId }) => ruleId === 'divorce-registered');
    expect(divorce).toMatchObject({ severity: 'INFO', dueOn: null });
  });

  it('tells the one whose number is right when the other’s is broken', async () => {
    const broken = `${WANG.idNumber.slice(0, 17)}${WANG.idNumber.endsWith('0') ? '1' : '0'}`;
    await told('civil-affairs.marriage', '2026-10', [wedding('结婚', '2026-10-20', broken)]);
    await desk.match();
    expect(await story()).toEqual(['marriage-registered H1 2026-10-20 OPEN']);
  });

  it('names no spouse: neither key, nor words, nor evidence hold a name or a full number', async () => {
    await told('civil-affairs.marriage', '2026-10', [wedding('结婚', '2026-10-20')]);
    await desk.match();
    const { rows } = await desk.deps.database.pool.query<{ data: unknown }>(
      'SELECT data FROM matched_fact',
    );
    const ofLi = (await desk.alerts()).find(({ householdNo }) => householdNo === LI.householdNo);
    const kept = JSON.stringify([rows, ofLi?.factKey, ofLi?.explanation]);
    expect(kept).not.toContain(WANG.name);
    expect(kept).not.toMatch(/\d{17}[\dX]/);
  });

  it('withdraws a move that a correction tells to be within the street', async () => {
    await told('public-security.migration', '2026-10', [move('310106')]);
    await desk.match();
    expect(await story()).toEqual(['moved-out H2 2026-10-14 OPEN TRANSFER']);
    await told('public-security.migration', '2026-10', [move(`${DONG}002`)], { supersede: true });
    await desk.match();
    expect(await story()).toEqual(['moved-out H2 2026-10-14 WITHDRAWN SUPERSEDED']);
  });
});
