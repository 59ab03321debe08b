import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  resultHash,
  type AlertResult,
  type OutreachResult,
  type ReviewResult,
} from './result-hash.ts';

const alert = (householdNo: string, more: Partial<AlertResult> = {}): AlertResult => ({
  householdNo,
  ruleId: 'death-reported',
  effectiveOn: '2026-10-03',
  factKey: 'death',
  tier: 'EXACT',
  reason: null,
  alertClass: null,
  status: 'OPEN',
  ...more,
});
const review: ReviewResult = {
  source: 'tax.income',
  householdNo: 'H9',
  reason: 'NAME_DIFFERS',
  recordName: '张三丰',
  status: 'OPEN',
};

const task: OutreachResult = {
  source: 'health.major-illness',
  streetCode: '310106011',
  name: '张三丰',
  recognisedOn: '2026-05-17',
  status: 'OPEN',
};

it('does not depend on the order of the results', () => {
  const alerts = ['H1', 'H2', 'H2', 'H3'].map((no) => alert(no));
  fc.assert(
    fc.property(fc.shuffledSubarray(alerts, { minLength: 4 }), (shuffled) => {
      expect(resultHash(shuffled, [review], [task])).toBe(resultHash(alerts, [review], [task]));
    }),
  );
});

it('changes with every field, with a doubled result, and between null and the word', () => {
  const hashes = [
    resultHash([alert('H1')], [], []),
    resultHash([alert('H1'), alert('H1')], [], []),
    resultHash([alert('H1', { status: 'WITHDRAWN' })], [], []),
    resultHash([alert('H1', { reason: 'SOURCES_CONFLICT' })], [], []),
    resultHash([alert('H1', { reason: 'null' })], [], []),
    resultHash([alert('H1', { effectiveOn: '2026-10-04' })], [], []),
    resultHash([alert('H1')], [review], []),
    resultHash([alert('H1')], [], [task]),
    resultHash([alert('H1')], [], [{ ...task, status: 'COVERED' }]),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
});
