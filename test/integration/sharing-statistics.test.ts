import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '../../kernel/actor.ts';
import { createAssistanceIntake } from '../../subgraphs/assistance/intake.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { anAgreement, endAgreements } from '../support/agreements.ts';
import { askOf, type Ask } from '../support/ask.ts';
import { anActor } from '../support/crossmatch-builders.ts';
import { testDeps } from '../support/database.ts';
import { smallDistrict, type SmallDistrict } from '../support/small-district.ts';

const liaison = anActor('LIAISON');
const REFUSED = (field: string) => ({ data: null, errors: [`${field}: SHARING_REFUSED`] });

let district: SmallDistrict;
let askAlerts: Ask;
beforeAll(async () => {
  district = await smallDistrict();
  askAlerts = askOf(createCrossmatch(testDeps(district.database, 'crossmatch')));
});
afterAll(() => district.database.drop());
afterEach(() => endAgreements(district.database));

describe('released statistics by agreement', () => {
  beforeAll(async () => {
    const deps = testDeps(district.database, 'assistance');
    await createAssistanceIntake(deps).releaseStatistics(systemActor('test:release'));
  });
  async function cases(args: string): Promise<unknown> {
    const { data, errors } = await district.askAssistance(
      liaison,
      `{ sharedCaseStatistics(purpose: "CHARITY_AID", year: 2026, bucket: MONTH ${args}) {
           notOpened rows { bucket count people amountFen } } }`,
    );
    return errors.length > 0 ? errors : data?.['sharedCaseStatistics'];
  }

  it('are what an analyst gets, in the dimensions and measures that are opened', async () => {
    const question = 'CASE_STATISTICS';
    await anAgreement(district.database, { question, fields: ['PROGRAMME', 'STATUS', 'PEOPLE'] });
    const both = 'groupBy: [PROGRAMME, STATUS]';
    const shared = (await cases(both)) as { rows: object[]; notOpened: string[] };
    expect(shared.notOpened).toEqual(['STREET', 'AMOUNT']);
    const { data } = await district.askAssistance(
      anActor('ANALYST'),
      `{ caseStatistics(year: 2026, bucket: MONTH, ${both}) { bucket count people amountFen } }`,
    );
    const analyst = data?.['caseStatistics'] as { amountFen: number | null }[];
    expect(analyst.length).toBeGreaterThan(8);
    expect(shared.rows).toEqual(analyst.map((row) => ({ ...row, amountFen: null })));
    expect(await cases('groupBy: [STREET]')).toEqual(['sharedCaseStatistics: SHARING_REFUSED']);
    expect(await cases('streetCode: "310106011"')).toEqual([
      'sharedCaseStatistics: SHARING_REFUSED',
    ]);
  });

  it('are refused without an agreement, of cases and of alerts', async () => {
    expect(await cases('')).toEqual(['sharedCaseStatistics: SHARING_REFUSED']);
    const alerts = (groupBy: string) =>
      askAlerts(
        liaison,
        `{ sharedAlertStatistics(purpose: "CHARITY_AID", year: 2026, bucket: MONTH, groupBy: ${groupBy}) {
             notOpened rows { bucket count } } }`,
      );
    expect(await alerts('[RULE]')).toEqual(REFUSED('sharedAlertStatistics'));
    await anAgreement(district.database, { question: 'ALERT_STATISTICS', fields: ['RULE'] });
    const { data, errors } = await alerts('[RULE]');
    expect([errors, data]).toMatchObject([
      [],
      { sharedAlertStatistics: { notOpened: ['STREET', 'OUTCOME'] } },
    ]);
    expect(await alerts('[OUTCOME]')).toEqual(REFUSED('sharedAlertStatistics'));
  });
});
