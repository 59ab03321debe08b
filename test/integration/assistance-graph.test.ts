import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askEntities } from '../support/ask.ts';
import { anActor, DONG, JING } from '../support/crossmatch-builders.ts';
import { caseRow, rosterDesk } from '../support/roster.ts';
import { smallDistrict, type SmallDistrict } from '../support/small-district.ts';

let district: SmallDistrict;
beforeAll(async () => {
  district = await smallDistrict();
});
afterAll(() => district.database.drop());

const officer = anActor('CASE_OFFICER');
const supervisor = anActor('BUREAU_SUPERVISOR');

describe('cases', () => {
  it('show programme, status, amount, authorisation and the months due', async () => {
    const { data, errors } = await district.askAssistance(
      officer,
      `{ case(caseNo: "CJ1") { caseNo status statusLabel startMonth monthlyAmountFen coveredCount
           lastCheckedOn programme { code label } household { householdNo } street { code }
           authorisation { number until valid } rosterDate notListedSince
           payments(first: 1) { totalCount pageInfo { hasNextPage } edges { node { month amountFen } } } } }`,
    );
    expect(errors).toEqual([]);
    expect(data?.['case']).toEqual({
      caseNo: 'CJ1',
      status: 'ACTIVE',
      statusLabel: '在保',
      startMonth: '2024-01-01',
      monthlyAmountFen: 234560,
      coveredCount: 2,
      lastCheckedOn: null,
      programme: { code: 'DIBAO', label: '最低生活保障' },
      household: { householdNo: 'JH1' },
      street: { code: JING },
      authorisation: { number: 'SQ1', until: '2027-12-31', valid: true },
      rosterDate: '2026-10-28',
      notListedSince: null,
      payments: {
        totalCount: 2,
        pageInfo: { hasNextPage: true },
        edges: [{ node: { month: '2026-10-01', amountFen: 234560 } }],
      },
    });
  });

  it('are listed in pages with a total, narrowed by filters', async () => {
    const nos = async (args: string) => {
      const { data, errors } = await district.askAssistance(
        supervisor,
        `{ cases${args} { totalCount edges { node { caseNo } } } }`,
      );
      expect(errors).toEqual([]);
      const { totalCount, edges } = data?.['cases'] as {
        totalCount: number;
        edges: { node: { caseNo: string } }[];
      };
      return [totalCount, ...edges.map(({ node }) => node.caseNo)];
    };
    expect(await nos('')).toEqual([3, 'CD1', 'CJ1', 'CJ2']);
    expect(await nos('(filter: { status: { eq: ENDED } })')).toEqual([1, 'CJ2']);
    expect(await nos('(filter: { status: { in: [ACTIVE] } }, first: 1)')).toEqual([2, 'CD1']);
    expect(await nos('(filter: { programmeCode: { eq: "EXTREME_POVERTY_SUPPORT" } })')).toEqual([
      1,
      'CD1',
    ]);
    expect(await nos('(filter: { startMonth: { gte: "2024-02-01" } })')).toEqual([0]);
    expect(await nos('(filter: { authorisationValid: false })')).toEqual([0]);
    expect(await nos('(filter: { authorisationValid: true, householdNo: { eq: "JH1" } })')).toEqual(
      [2, 'CJ1', 'CJ2'],
    );
  });

  it('hang on their household and street', async () => {
    const answer = await askEntities(
      district.askAssistance,
      officer,
      [
        { __typename: 'Household', householdNo: 'JH1' },
        { __typename: 'Subdistrict', code: JING },
        { __typename: 'Programme', code: 'DIBAO' },
      ],
      `... on Household { cases { caseNo } } ... on Subdistrict { activeCaseCount }
       ... on Programme { label }`,
    );
    expect(answer).toEqual([
      { cases: [{ caseNo: 'CJ1' }, { caseNo: 'CJ2' }] },
      { activeCaseCount: 1 },
      { label: '最低生活保障' },
    ]);
  });

  it('of another street are nowhere', async () => {
    const { data } = await district.askAssistance(
      officer,
      `{ case(caseNo: "CD1") { caseNo }
         cases(filter: { streetCode: { eq: "${DONG}" } }) { totalCount edges { node { caseNo } } } }`,
    );
    expect(data).toEqual({ case: null, cases: { totalCount: 0, edges: [] } });
    const references = [
      { __typename: 'Case', caseNo: 'CD1' },
      { __typename: 'Case', caseNo: 'XX9' },
      { __typename: 'Case', caseNo: 'CJ1' },
      { __typename: 'Household', householdNo: 'DH1' },
      { __typename: 'Subdistrict', code: DONG },
    ];
    const selection = `... on Case { status } ... on Household { cases { caseNo } }
                       ... on Subdistrict { activeCaseCount }`;
    expect(await askEntities(district.askAssistance, officer, references, selection)).toEqual([
      null,
      null,
      { status: 'ACTIVE' },
      { cases: [] },
      { activeCaseCount: null },
    ]);
    for (const role of ['LIAISON', 'ANALYST', 'AIDE', 'MATCH_REVIEWER'] as const) {
      const actor = anActor(role);
      expect(await askEntities(district.askAssistance, actor, references, selection)).toEqual([
        null,
        null,
        null,
        { cases: [] },
        { activeCaseCount: null },
      ]);
      expect((await district.askAssistance(actor, '{ cases { totalCount } }')).errors).toEqual([
        'cases: FORBIDDEN',
      ]);
    }
  });
});

describe('street statistics', () => {
  const ask = async (actor: typeof officer, args: string) => {
    const { data, errors } = await district.askAssistance(
      actor,
      `{ streetStatistics${args} { month streetCode programmeCode status label cases people amountFen asOf source } }`,
    );
    return errors.length > 0 ? errors : data?.['streetStatistics'];
  };

  it('stand on the ledger of the month, by street, programme and status', async () => {
    const common = { month: '2026-09-01', asOf: '2026-09-28', source: 'cases_2026-09-28.csv' };
    expect(
      await ask(supervisor, '(month: "2026-09-15", groupBy: [STREET, PROGRAMME, STATUS])'),
    ).toEqual(
      [
        [JING, 'DIBAO', 'ACTIVE', '最低生活保障', '在保', 2, 234560],
        [JING, 'TEMPORARY_ASSISTANCE', 'ENDED', '临时救助', '停保', 1, 100000],
        [DONG, 'EXTREME_POVERTY_SUPPORT', 'ACTIVE', '特困人员救助供养', '在保', 1, 100000],
      ].map(([streetCode, programmeCode, status, name, statusName, people, amountFen]) => ({
        ...common,
        streetCode,
        programmeCode,
        status,
        label: [streetCode, name, statusName].join(' · '),
        cases: 1,
        people,
        amountFen,
      })),
    );
  });

  it('are for those who read the cases', async () => {
    for (const role of ['ANALYST', 'LIAISON'] as const)
      expect(await ask(anActor(role), '')).toEqual(['streetStatistics: FORBIDDEN']);
  });

  it('count the own street only for street staff', async () => {
    expect(await ask(officer, '(groupBy: [STREET])')).toMatchObject([
      { streetCode: JING, cases: 2 },
    ]);
    expect(await ask(officer, '(month: "2020-01-01", groupBy: [])')).toEqual([]);
  });
});

describe('a later cases file', () => {
  it('ends what it leaves out, keeps what it cannot read, and leaves the past alone', async () => {
    const desk = rosterDesk(district.database);
    const report = await desk.load(
      'cases_2026-11-28.csv',
      [
        caseRow('CJ1', 'JH1', { amount: '3,000' }),
        caseRow('CD1', 'DH1', { programme: '不知道的项目' }),
        caseRow('CZ9', 'ZZ9'),
      ],
      { force: true },
    );
    desk.close();
    expect(report).toMatchObject({
      accepted: 1,
      setAside: { ENUM_UNKNOWN: 1, REFERENCE_UNKNOWN: 1 },
    });
    const { data } = await district.askAssistance(
      supervisor,
      `{ cases { edges { node { caseNo status notListedSince payments { edges { node { month amountFen } } } } } } }`,
    );
    const due = (month: string, amountFen: number) => ({ node: { month, amountFen } });
    expect(data?.['cases']).toEqual({
      edges: [
        {
          node: {
            caseNo: 'CD1',
            status: 'ACTIVE',
            notListedSince: null,
            payments: { edges: [due('2026-10-01', 100000), due('2026-09-01', 100000)] },
          },
        },
        {
          node: {
            caseNo: 'CJ1',
            status: 'ACTIVE',
            notListedSince: null,
            payments: {
              edges: [
                due('2026-11-01', 300000),
                due('2026-10-01', 234560),
                due('2026-09-01', 234560),
              ],
            },
          },
        },
        {
          node: {
            caseNo: 'CJ2',
            status: 'ENDED',
            notListedSince: '2026-11-28',
            payments: { edges: [] },
          },
        },
      ],
    });
  });

  it('follows a household that moved to another street', async () => {
    const desk = rosterDesk(district.database);
    await district.database
      .subgraph('households')
      .pool.query(`UPDATE household SET street_code = $1 WHERE household_no = 'DH1'`, [JING]);
    expect(await desk.refreshJurisdiction()).toBe(1);
    expect(await desk.refreshJurisdiction()).toBe(0);
    desk.close();
    const { data } = await district.askAssistance(
      officer,
      '{ case(caseNo: "CD1") { streetCode } }',
    );
    expect(data).toEqual({ case: { streetCode: JING } });
  });
});
