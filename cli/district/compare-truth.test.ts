import { describe, expect, it } from 'vitest';
import { plainDate } from '../../kernel/plain-date.ts';
import { compareWithTruth, type Found } from './compare-truth.ts';
import type { Truth } from './truth.ts';

const person = { householdNo: 'JA0000001', idNumber: '310191195001014570', name: '样本' };
const masked = { householdNo: 'JA0000001', idNumberMasked: '310191********4570' };
const truth: Truth = {
  asOf: plainDate('2026-11-05'),
  seed: 1,
  recipients: 2,
  files: [{ file: 'extracts/a.csv', rows: 3, accepted: 2, setAside: { ID_CHECKSUM: 1 } }],
  alerts: [
    {
      ...person,
      rule: 'death-reported',
      effectiveDate: plainDate('2026-10-03'),
      severity: 'high',
      class: null,
      reason: null,
      factKey: 'death',
      sources: ['public-security.death'],
      spelling: 'as-registered',
    },
  ],
  review: [
    {
      ...person,
      source: 'tax.income',
      recordName: '别名',
      recordId: person.idNumber,
      spelling: 'other-name',
    },
    {
      ...person,
      source: 'tax.income',
      recordName: '样本',
      recordId: '310191195001014571',
      spelling: 'digit-off',
    },
  ],
  reviewOptional: [],
  silentCases: 1,
  silent: [{ ...person, rule: 'income-over-line', why: 'NAME_DIFFERS', spelling: null }],
  outreach: [{ source: 'health.major-illness', idNumber: '310195196104072341', name: '路人' }],
  records: [],
};
const alert = {
  ...masked,
  status: 'open',
  rule: 'death-reported',
  effectiveDate: '2026-10-03',
  severity: 'high',
  class: null,
  reason: null,
  sources: ['public-security.death'],
};
const review = { ...masked, source: 'tax.income', recordName: '别 名' };
const scored = { ...review, recordName: '样本' };
const visit = {
  source: 'health.major-illness',
  idNumberMasked: '310195********2341',
  name: '路人',
};
const exact: Found = {
  files: [{ file: '/anywhere/a.csv', rows: 3, accepted: 2, setAside: { ID_CHECKSUM: 1 } }],
  alerts: [alert],
  reviews: [review, scored],
  outreach: [visit],
};

describe('what was found beside the truth', () => {
  it('is exact when it is the truth, scored pairs and all', () => {
    expect(compareWithTruth(truth, exact)).toMatchObject({ exact: true, precision: 1, recall: 1 });
  });

  it.each<[string, Partial<Found>, object]>([
    ['an alert that is missing', { alerts: [] }, { recall: 0 }],
    [
      'an alert that was withdrawn',
      { alerts: [{ ...alert, status: 'withdrawn' }] },
      { recall: 0, alertsFound: 0 },
    ],
    ['an alert told twice', { alerts: [alert, alert] }, { precision: 0.5, recall: 1 }],
    [
      'an alert with another date',
      { alerts: [{ ...alert, effectiveDate: '2026-10-04' }] },
      { precision: 0, recall: 0 },
    ],
    [
      'an alert where the rule must be silent',
      { alerts: [alert, { ...alert, rule: 'income-over-line' }] },
      { silentViolations: ['income-over-line JA0000001 NAME_DIFFERS'] },
    ],
    ['a pair that is missing', { reviews: [scored] }, { reviewsMissed: [expect.any(String)] }],
    [
      'a scored pair that is missing',
      { reviews: [review] },
      { reviewsMissed: [expect.any(String)] },
    ],
    [
      'a pair nobody expects',
      { reviews: [review, scored, { ...review, recordName: '他人' }] },
      { reviewsSurplus: [expect.any(String)] },
    ],
    ['a visit that is missing', { outreach: [] }, { uncoveredMissed: [expect.any(String)] }],
    [
      'a visit to somebody who is known',
      { outreach: [visit, { ...visit, name: '样本' }] },
      { uncoveredSurplus: [expect.any(String)] },
    ],
    [
      'a row counted otherwise',
      { files: [{ file: 'a.csv', rows: 3, accepted: 2, setAside: { ID_LENGTH: 1 } }] },
      { fileDifferences: [expect.any(String)] },
    ],
  ])('is not exact with %s', (_, change, expected) => {
    const comparison = compareWithTruth(truth, { ...exact, ...change });
    expect(comparison).toMatchObject({ exact: false, ...expected });
  });
});
