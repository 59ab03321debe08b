import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '../../kernel/actor.ts';
import { fixedClock } from '../../kernel/clock.ts';
import { plainDate, toDbDate } from '../../kernel/plain-date.ts';
import { createAssistance } from '../../subgraphs/assistance/subgraph.ts';
import { createAssistanceIntake } from '../../subgraphs/assistance/intake.ts';
import { createJobRunner } from '../../subgraphs/crossmatch/jobs/run-job.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { askOf, type Ask } from '../support/ask.ts';
import { asOwner } from '../support/as-owner.ts';
import { anActor, anAlert, DONG, JING } from '../support/crossmatch-builders.ts';
import { testDeps } from '../support/database.ts';
import { attack } from '../support/differencing-attacker.ts';
import { smallDistrict, type SmallDistrict } from '../support/small-district.ts';
import {
  codesIn,
  harvest,
  isTrulySmall,
  type AskedTable,
  type TrueRecord,
} from '../support/statistics-analyst.ts';

const NOW = fixedClock('2026-11-20T09:00:00+08:00');
const LOADER = systemActor('test:release');
const analyst = anActor('ANALYST');
const supervisor = anActor('BUREAU_SUPERVISOR');

let district: SmallDistrict;
let askCases: Ask;
let askAlerts: Ask;
let trueCases: TrueRecord[];
let trueAlerts: TrueRecord[];
beforeAll(async () => {
  district = await smallDistrict(160);
  const { database } = district;
  await scatterCases();
  const assistance = testDeps(database, 'assistance', { clock: NOW });
  const crossmatch = testDeps(database, 'crossmatch', { clock: NOW });
  askCases = askOf(createAssistance(assistance));
  askAlerts = askOf(createCrossmatch(crossmatch));
  await raiseAlerts();
  await readTruth();
  await createAssistanceIntake(assistance).releaseStatistics(LOADER);
  await createJobRunner(crossmatch).run('release-statistics', { asOf: plainDate('2026-11-20') });
});
afterAll(() => district.database.drop());

/** September has programmes and statuses in very unequal numbers, October in nearly equal ones. */
async function scatterCases(): Promise<void> {
  await asOwner(
    district.database,
    `UPDATE assistance.case_month SET
       street_code = CASE WHEN hashtext(case_no) % 3 = 0 THEN '${DONG}' ELSE '${JING}' END,
       programme_code = CASE WHEN hashtext(case_no || 'p') % 4 = 0 THEN 'TEMPORARY_ASSISTANCE'
                             WHEN hashtext(case_no || 'p') % 23 = 0 AND month < '2026-10-01'
                               THEN 'EXTREME_POVERTY_SUPPORT'
                             ELSE 'DIBAO' END,
       status = CASE WHEN hashtext(case_no || 's') % 2 = 0 THEN 'ENDED'
                     WHEN hashtext(case_no || 's') % 19 = 0 AND month < '2026-10-01' THEN 'UNDER_REVIEW'
                     ELSE 'ACTIVE' END`,
  );
}

async function readTruth(): Promise<void> {
  const { rows: cases } = await district.database.subgraph('assistance').pool.query<TrueRecord>(
    `SELECT json_build_object('PERIOD', to_char(m.month, 'YYYY-MM'), 'STREET', m.street_code,
                              'PROGRAMME', m.programme_code, 'STATUS', m.status) AS at, c.household_no AS household
       FROM case_month m JOIN case_record c USING (case_no)`,
  );
  const { rows: alerts } = await district.database.subgraph('crossmatch').pool.query<TrueRecord>(
    `SELECT json_build_object('PERIOD', '2026-Q3', 'MONTH', to_char(raised_on, 'YYYY-MM'), 'STREET', street_code,
              'RULE', rule_id, 'OUTCOME', CASE status WHEN 'OPEN' THEN 'UNFINISHED' ELSE status END) AS at,
            household_no AS household
       FROM alert`,
  );
  [trueCases, trueAlerts] = [cases, alerts];
}

async function raiseAlerts(): Promise<void> {
  const { db } = district.database.subgraph('crossmatch');
  const rules = ['death-reported', 'income-over-line', 'property-acquired'];
  for (let made = 0; made < 70; made += 1) {
    await anAlert(db, {
      ruleId: rules[made % 5 === 0 ? 1 : made % 13 === 0 ? 2 : 0] ?? '',
      streetCode: made % 3 === 0 ? DONG : JING,
      raisedOn: toDbDate(plainDate(`2026-0${7 + (made % 3)}-15`)),
      ...(made % 7 === 0 ? { status: 'WITHDRAWN', withdrawnReason: 'SOURCE_CORRECTED' } : {}),
    });
  }
}

const CASES: AskedTable = {
  field: 'caseStatistics',
  together: 3,
  dimensions: {
    STREET: { name: 'streetCode', enumerated: false, codes: [JING, DONG] },
    PROGRAMME: {
      name: 'programmeCode',
      enumerated: false,
      codes: ['DIBAO', 'EXTREME_POVERTY_SUPPORT', 'TEMPORARY_ASSISTANCE'],
    },
    STATUS: {
      name: 'status',
      enumerated: true,
      codes: ['ACTIVE', 'IN_PUBLICITY', 'UNDER_REVIEW', 'ENDED'],
    },
  },
};
const ALERTS: AskedTable = {
  field: 'releasedAlertStatistics',
  together: 2,
  dimensions: {
    STREET: { name: 'streetCode', enumerated: false, codes: [JING, DONG] },
    RULE: { name: 'ruleId', enumerated: false, codes: ['death-reported', 'income-over-line'] },
    OUTCOME: { name: 'outcome', enumerated: true, codes: ['UNFINISHED', 'WITHDRAWN', 'CONFIRMED'] },
  },
};

type Rows = Record<string, unknown>[];
async function cases(actor: typeof analyst, args: string): Promise<Rows | string[]> {
  const { data, errors } = await askCases(
    actor,
    `{ caseStatistics(year: 2026, ${args}) { bucket streetCode programmeCode status count people amountFen
         suppressed asOf source } }`,
  );
  return errors.length > 0 ? errors : (data?.['caseStatistics'] as Rows);
}

describe('released statistics', () => {
  it('give every month that has begun a row, and say which are not released', async () => {
    const rows = (await cases(analyst, 'bucket: MONTH')) as Rows;
    expect(rows).toHaveLength(11);
    expect(rows[0]).toMatchObject({
      bucket: '2026-01',
      count: null,
      suppressed: false,
      asOf: null,
    });
    expect(rows[8]).toMatchObject({
      bucket: '2026-09',
      count: 163,
      suppressed: false,
      asOf: '2026-09-28',
      source: 'cases_2026-09-28.csv',
    });
    expect(rows[10]).toMatchObject({ bucket: '2026-11', asOf: null });
  });

  it('count a quarter on its last month, and fill with zeros what nobody is in', async () => {
    const quarters = (await cases(analyst, 'bucket: QUARTER')) as Rows;
    expect(quarters.map(({ bucket, count, asOf }) => [bucket, count, asOf])).toEqual([
      ['2026-Q1', null, null],
      ['2026-Q2', null, null],
      ['2026-Q3', 163, '2026-09-28'],
      ['2026-Q4', null, null],
    ]);
    const rows = (await cases(analyst, 'groupBy: [PROGRAMME]')) as Rows;
    const october = rows.filter(({ bucket }) => bucket === '2026-10');
    expect(
      october.filter(({ count }) => count !== 0).map(({ programmeCode }) => programmeCode),
    ).toEqual(['DIBAO', 'TEMPORARY_ASSISTANCE']);
    expect(october.filter(({ suppressed }) => !suppressed)).toHaveLength(7);
  });

  it('give people and money only by programme and status, and never of what is withheld', async () => {
    const by = async (groupBy: string) =>
      (await cases(analyst, `bucket: MONTH, groupBy: [${groupBy}]`)) as Rows;
    for (const groupBy of ['', 'STREET', 'PROGRAMME', 'STATUS', 'STREET, PROGRAMME']) {
      expect((await by(groupBy)).every(({ amountFen }) => amountFen === null)).toBe(true);
    }
    const rows = await by('PROGRAMME, STATUS');
    const october = rows.filter(({ bucket, count }) => bucket === '2026-10' && count !== 0);
    expect(october).toHaveLength(4);
    expect(
      october.every(({ amountFen, people }) => Number(amountFen) > 0 && Number(people) > 4),
    ).toBe(true);
    expect(rows.filter(({ suppressed, amountFen }) => suppressed && amountFen !== null)).toEqual(
      [],
    );
  });

  it('are answered alike for ever: not released twice, not by another ledger, not to another role', async () => {
    const question = 'bucket: MONTH, groupBy: [STREET, PROGRAMME, STATUS]';
    const before = await cases(analyst, question);
    await asOwner(district.database, `UPDATE assistance.case_month SET status = 'ENDED'`);
    const assistance = testDeps(district.database, 'assistance', { clock: NOW });
    expect(await createAssistanceIntake(assistance).releaseStatistics(LOADER)).toEqual([]);
    expect(await cases(analyst, question)).toEqual(before);
    expect(await cases(supervisor, question)).toEqual(before);
  });

  it('cannot be changed by the subgraph that wrote them', async () => {
    const { pool } = district.database.subgraph('assistance');
    for (const sql of ['UPDATE statistics_cell SET count = 9', 'DELETE FROM statistics_release'])
      await expect(pool.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('hold no withheld figure, in the tables either', async () => {
    for (const role of ['assistance', 'crossmatch'] as const) {
      const { rows } = await district.database
        .subgraph(role)
        .pool.query<{ small: number; withheld: number }>(
          `SELECT count(*) FILTER (WHERE count BETWEEN 1 AND 4) AS small,
                count(*) FILTER (WHERE count IS NULL) AS withheld FROM statistics_cell`,
        );
      expect(rows[0]?.small).toBe(0);
      expect(rows[0]?.withheld).toBeGreaterThan(0);
    }
  });

  it('answer street staff about their street, and liaisons not at all', async () => {
    const officer = anActor('CASE_OFFICER');
    const own = (await cases(officer, 'bucket: MONTH, groupBy: [STREET]')) as Rows;
    expect(new Set(own.map(({ streetCode }) => streetCode))).toEqual(new Set([null, JING]));
    expect(await cases(officer, `bucket: MONTH, streetCode: "${DONG}"`)).toEqual([]);
    expect(await cases(anActor('LIAISON'), 'bucket: MONTH')).toEqual(['caseStatistics: FORBIDDEN']);
  });

  it('wait for the alerts of a quarter until most are decided', async () => {
    const ask = async (args: string) =>
      (
        await askAlerts(
          analyst,
          `{ releasedAlertStatistics(year: 2026${args}) { bucket count asOf } }`,
        )
      ).data?.['releasedAlertStatistics'];
    expect(await ask('')).toEqual([
      { bucket: '2026-Q1', count: null, asOf: null },
      { bucket: '2026-Q2', count: null, asOf: null },
      { bucket: '2026-Q3', count: 70, asOf: '2026-11-20' },
      { bucket: '2026-Q4', count: null, asOf: null },
    ]);
    expect(await ask(', bucket: YEAR')).toEqual([{ bucket: '2026', count: null, asOf: null }]);
  });

  it('refuse three dimensions of alerts, the month among them, and a year that is none', async () => {
    const refused = async (args: string) =>
      (await askAlerts(analyst, `{ releasedAlertStatistics(${args}) { count } }`)).errors;
    const invalid = ['releasedAlertStatistics: INVALID_INPUT'];
    expect(await refused('year: 2026, groupBy: [STREET, RULE, OUTCOME]')).toEqual(invalid);
    expect(await refused('year: 2026, bucket: MONTH, groupBy: [STREET, RULE]')).toEqual(invalid);
    expect(await refused('year: 2026, groupBy: [STREET], ruleId: "x", outcome: CONFIRMED')).toEqual(
      invalid,
    );
    expect(await refused('year: 12')).toEqual(invalid);
    expect(await refused('year: 2026, bucket: MONTH, groupBy: [STREET]')).toEqual([]);
  });
});

describe('an analyst', () => {
  it.each([
    ['alertStatistics', '{ alertStatistics(groupBy: []) { count } }'],
    ['rulePrecision', '{ rulePrecision(ruleId: "death-reported") { decided } }'],
    ['rules.0.confirmedShare', '{ rules { confirmedShare { disposed } } }'],
  ])('is refused the live count %s, which two days would tell apart', async (field, query) => {
    expect((await askAlerts(analyst, query)).errors[0]).toBe(`${field}: FORBIDDEN`);
    expect((await askAlerts(supervisor, query)).errors).toEqual([]);
  });

  it('is refused the live street statistics', async () => {
    const query = '{ streetStatistics { cases } }';
    expect((await askCases(analyst, query)).errors).toEqual(['streetStatistics: FORBIDDEN']);
  });

  it('recovers no small cell from all that can be asked of cases and alerts, as any role', async () => {
    let withheld = 0;
    const roles = [analyst, anActor('ANALYST', { streetCode: JING }), anActor('OFFICE_HEAD')];
    const truths = [trueCases, trueAlerts];
    for (const [at, [ask, table]] of (
      [
        [askCases, CASES],
        [askAlerts, ALERTS],
      ] as const
    ).entries()) {
      const { periods, questions, filterPairs } = await harvest(ask, roles, table, 2026);
      expect(questions).toBeGreaterThan(100);
      expect(filterPairs).toBeGreaterThan(20);
      for (const [period, cells] of periods) {
        const truth = (truths[at] ?? []).filter(({ at: { PERIOD } }) => PERIOD === period);
        const small = cells.filter((cell) => isTrulySmall(cell, truth));
        expect(small.filter(({ count }) => count !== null)).toEqual([]);
        const found = attack(cells, codesIn(cells), { values: 5, exact: table === CASES });
        expect(found.filter(({ cell }) => small.includes(cell))).toEqual([]);
        withheld += small.length;
      }
    }
    expect(withheld).toBeGreaterThan(10);
  });
});
