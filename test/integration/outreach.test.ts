import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRuleStateService } from '../../subgraphs/crossmatch/rule-state.service.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { askOf } from '../support/ask.ts';
import { anActor, aRequest } from '../support/crossmatch-builders.ts';
import { matchDesk, type MatchDesk } from '../support/match.ts';
import { idNumberOf } from '../support/people.ts';
import { caseRow, householdRow, memberRow } from '../support/roster.ts';

const JING = '310106011';
const DONG = '310106012';
const [LI, WANG, ZHAO, SUN] = ['李建国', '王桂兰', '赵德福', '孙秀珍'].map((name, at) => ({
  name,
  idNumber: idNumberOf(at + 1, '19600505'),
})) as [Person, Person, Person, Person];
type Person = { name: string; idNumber: string };

const HEADER = ['姓名', '公民身份号码', '认定日期', '类别', '等级', '居住街道'];
const line = ({ name, idNumber }: Person, street = '静安寺街道', category = '登记'): string[] => [
  name,
  idNumber,
  '2026-05-17',
  category,
  '',
  street,
];

describe('whom the streets do not know', () => {
  let desk: MatchDesk;

  beforeEach(async () => {
    desk = await matchDesk();
    await loadRoster('2026-10-28', '在保');
  });
  afterEach(() => desk.close());

  /** Li on aid in the first street with Wang, who is not covered; Zhao's case as given. */
  async function loadRoster(date: string, statusOfZhao: string): Promise<void> {
    const { roster } = desk;
    await roster.load(`areas_${date}.csv`, [
      ['310106', '静安区', '', '', ''],
      ['310107', '普陀区', '', '', ''],
      ['310107005', '曹杨新村街道', '310107', '', ''],
      [JING, '静安寺街道', '310106', '', ''],
      [`${JING}001`, '第一居委会', JING, '', ''],
      [DONG, '南京西路街道', '310106', '', ''],
      [`${DONG}001`, '第一居委会', DONG, '', ''],
      ['310106099', '旧街道', '310106', '', '2015-11-03'],
    ]);
    await roster.load(`households_${date}.csv`, [
      householdRow('H1', LI.idNumber, JING),
      householdRow('H2', ZHAO.idNumber, DONG),
    ]);
    await roster.load(`members_${date}.csv`, [
      memberRow('H1', LI.name, LI.idNumber),
      memberRow('H1', WANG.name, WANG.idNumber, { relationship: '10', covered: '否' }),
      memberRow('H2', ZHAO.name, ZHAO.idNumber),
    ]);
    await roster.load(`cases_${date}.csv`, [
      caseRow('C1', 'H1'),
      caseRow('C2', 'H2', { status: statusOfZhao }),
    ]);
    await roster.refreshJurisdiction();
  }

  const list = (rows: string[][], period = '2026-10', supersede = false) =>
    desk.ingest(`health.major-illness_${period}_snapshot.csv`, [HEADER, ...rows], { supersede });
  const story = async (): Promise<string[]> =>
    (await desk.outreach())
      .map(({ name, streetCode, status, closedOn }) =>
        [name, streetCode, status, closedOn].filter(Boolean).join(' '),
      )
      .sort();

  it('sends nobody to those of a household with a current case, covered or not', async () => {
    await list([LI, WANG, ZHAO, SUN].map((who) => line(who)));
    const { totals } = await desk.match();
    expect(await story()).toEqual([`孙秀珍 ${JING} OPEN`]);
    expect(totals).toMatchObject({ exactHits: 0, reviewCandidates: 0, raised: 0 });
    expect(await desk.alerts()).toEqual([]);
    // That a recipient is ill is kept nowhere.
    const { rows } = await desk.deps.database.pool.query('SELECT FROM matched_fact');
    expect(rows).toEqual([]);
  });

  it('takes an applicant for known, and knows somebody by the number whatever the name', async () => {
    await loadRoster('2026-10-29', '审核中');
    await list([line({ ...LI, name: '司马思远' }), line(ZHAO)]);
    await desk.match();
    expect(await story()).toEqual([]);
  });

  it('visits whoever’s case has ended', async () => {
    await loadRoster('2026-10-29', '停保');
    await list([line(ZHAO, '南京西路街道')]);
    await desk.match();
    expect(await story()).toEqual([`赵德福 ${DONG} OPEN`]);
  });

  it('looks the street up among the district’s own, as of the day, and guesses none', async () => {
    const streets = ['南京西路街道', '曹杨新村街道', '三里庵街道', '旧街道', ''];
    const people = streets.map((street, at) =>
      line({ name: '路人', idNumber: idNumberOf(600 + at, '19700101') }, street),
    );
    await list([...people, line(SUN, '静安寺 街道')]);
    await desk.match();
    expect(await story()).toEqual([`孙秀珍 ${JING} OPEN`, `路人 ${DONG} OPEN`]);
  });

  it('makes one task of several lines of a list, and one for each list', async () => {
    await list([line(SUN, '静安寺街道', '登记'), line(SUN, '静安寺街道', '复核')]);
    const jobless = [HEADER, line(SUN)];
    await desk.ingest('human-resources.unemployment_2026-10_snapshot.csv', jobless);
    await desk.match();
    expect((await desk.outreach()).map(({ source, idNumber }) => [source, idNumber])).toEqual([
      ['health.major-illness', SUN.idNumber],
      ['human-resources.unemployment', SUN.idNumber],
    ]);
  });

  it('makes no task of a broken number', async () => {
    const broken = `${SUN.idNumber.slice(0, 17)}${SUN.idNumber.endsWith('0') ? '1' : '0'}`;
    // Enough lines that the batch is not held for one bad one.
    const elsewhere = Array.from({ length: 30 }, (_, at) =>
      line({ name: '路人', idNumber: idNumberOf(600 + at, '19700101') }, '曹杨新村街道'),
    );
    await list([line({ ...SUN, idNumber: broken }), ...elsewhere]);
    await desk.match();
    expect(await story()).toEqual([]);
  });

  it('closes the task once the person has a case, and opens it when the last one ends', async () => {
    await loadRoster('2026-10-29', '停保');
    await list([line(ZHAO, '南京西路街道')]);
    await desk.match();
    await loadRoster('2026-11-04', '审核中');
    await desk.match();
    expect(await story()).toEqual([`赵德福 ${DONG} COVERED 2026-11-05`]);
    await loadRoster('2026-11-05', '停保');
    await desk.match();
    expect(await story()).toEqual([`赵德福 ${DONG} OPEN`]);
  });

  it('withdraws whom a correction takes out, and a newer list revives', async () => {
    await list([line(SUN), line(LI)]);
    await desk.match();
    await list([line(LI), line(WANG)], '2026-10', true);
    await desk.match();
    expect(await story()).toEqual([`孙秀珍 ${JING} WITHDRAWN 2026-11-05`]);
    await list([line(LI), line(SUN, '南京西路街道')], '2026-09');
    await desk.match();
    expect(await story()).toEqual([`孙秀珍 ${JING} WITHDRAWN 2026-11-05`]);
    await list([line(SUN, '南京西路街道'), line(ZHAO)], '2026-11');
    await desk.match();
    expect(await story()).toEqual([`孙秀珍 ${DONG} OPEN`]);
  });

  it('takes the last part of a period at its word, whichever came first', async () => {
    const part = (serial: number, street: string) => {
      const fileName = `health.major-illness_2026-10_snapshot_${serial}.csv`;
      return desk.ingest(fileName, [HEADER, line(LI), line(SUN, street)]);
    };
    await part(2, '南京西路街道');
    await desk.match();
    await part(1, '静安寺街道');
    await desk.match();
    expect(await story()).toEqual([`孙秀珍 ${DONG} OPEN`]);
  });

  it('leaves a task open when a newer list is silent: absence is not absence of need', async () => {
    await list([line(SUN), line(LI)]);
    await list([line(LI), line(WANG)], '2026-11');
    await desk.match();
    expect(await story()).toEqual([`孙秀珍 ${JING} OPEN`]);
  });

  it('sends nobody while visits are switched off, and whom they passed over once they are on again', async () => {
    const states = createRuleStateService(desk.deps);
    const set = (state: 'OFF' | 'ACTIVE') =>
      states.set(aRequest(anActor('BUREAU_SUPERVISOR')), {
        ruleId: 'uncovered-person',
        source: 'health.major-illness',
        state,
        reason: '名单口径待核实',
      });
    await set('OFF');
    await list([line(SUN)]);
    await desk.match();
    expect(await story()).toEqual([]);
    expect((await states.ofRules(['uncovered-person'])).get('uncovered-person')).toEqual({
      state: 'ACTIVE',
      sources: [
        { source: 'health.major-illness', state: 'OFF' },
        { source: 'disabled-federation.severe', state: 'ACTIVE' },
        { source: 'human-resources.unemployment', state: 'ACTIVE' },
      ],
    });
    await set('ACTIVE');
    await desk.match();
    expect(await story()).toEqual([`孙秀珍 ${JING} OPEN`]);
    expect((await desk.match()).batches).toEqual([]);
  });

  it('shows a street its own, the number masked', async () => {
    await list([line(SUN), line({ ...WANG, idNumber: idNumberOf(9, '19700101') }, '南京西路街道')]);
    await desk.match();
    const ask = askOf(createCrossmatch(desk.deps));
    const query = `{ outreachTasks(filter: { status: { eq: OPEN } }) { totalCount edges { node {
      name idNumberMasked sourceTitle recognisedOn statusLabel article street { code } } } } }`;
    const { data, errors } = await ask(anActor('CASE_OFFICER', { streetCode: JING }), query);
    expect(errors).toEqual([]);
    expect(data?.['outreachTasks']).toMatchObject({
      totalCount: 1,
      edges: [
        {
          node: {
            name: SUN.name,
            idNumberMasked: `${SUN.idNumber.slice(0, 6)}********${SUN.idNumber.slice(14)}`,
            sourceTitle: '卫健重病人员名单',
            recognisedOn: '2026-05-17',
            statusLabel: '待走访',
            article: '《关于进一步规范社会救助管理工作的通知》二（四）',
            street: { code: JING },
          },
        },
      ],
    });
    const bureau = await ask(anActor('BUREAU_SUPERVISOR'), '{ outreachTasks { totalCount } }');
    expect(bureau.data).toEqual({ outreachTasks: { totalCount: 2 } });
    const analyst = await ask(anActor('ANALYST'), '{ outreachTasks { totalCount } }');
    expect(analyst.errors).toEqual([expect.stringContaining('FORBIDDEN')]);
  });
});
