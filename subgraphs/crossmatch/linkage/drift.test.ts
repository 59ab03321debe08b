import { expect, test } from 'vitest';
import { driftBetween, stabilityIndex } from './drift.ts';
import type { LinkageProfile } from './profile.ts';

const LIMITS = { psi: 0.25, volume: 5 };

function profile(given: Partial<LinkageProfile> = {}): LinkageProfile {
  return {
    left: { records: 1000, filled: { name: 1000, phone: 700 } },
    right: { records: 2000, filled: { name: 2000, phone: 1500 } },
    levels: { name: [800, 100, 100], sex: [950, 50] },
    blocks: { 'name + date': 400, phone: 200 },
    ...given,
  };
}

test('the index of one distribution with itself is 0, and it does not matter how much was counted', () => {
  expect(stabilityIndex([800, 150, 50], [800, 150, 50])).toBe(0);
  expect(stabilityIndex([8000, 1500, 500], [80_000, 15_000, 5000])).toBeLessThan(1e-6);
});

test('the index is the published formula', () => {
  // (0.5 − 0.7) ln(0.5/0.7) + (0.5 − 0.3) ln(0.5/0.3), each bin a half more.
  const shares = [[0.7, 0.5] as const, [0.3, 0.5] as const];
  const formula = shares.reduce((sum, [was, is]) => sum + (is - was) * Math.log(is / was), 0);
  expect(stabilityIndex([7000, 3000], [5000, 5000])).toBeCloseTo(formula, 3);
});

test('a bin that was never seen before gives a number, not infinity', () => {
  const index = stabilityIndex([1000, 0], [500, 500]);
  expect(index).toBeGreaterThan(1);
  expect(Number.isFinite(index)).toBe(true);
});

test('fewer than a hundred counted things are no drift', () => {
  expect(stabilityIndex([900, 100], [0, 99])).toBe(0);
  expect(stabilityIndex([900, 100], [0, 100])).toBeGreaterThan(0.25);
});

test('a run like the evaluation has no drift', () => {
  expect(driftBetween(profile(), profile(), LIMITS)).toEqual([]);
});

test('names that agree less than they did are drift of the comparison', () => {
  const found = profile({ levels: { name: [300, 400, 300], sex: [945, 55] } });
  const [drift, ...others] = driftBetween(profile(), found, LIMITS);
  expect(drift).toMatchObject({ kind: 'LEVELS', subject: 'name', side: null, limit: 0.25 });
  expect(others).toEqual([]);
});

test('a column that a department no longer fills is drift of that side', () => {
  const found = profile({ left: { records: 1000, filled: { name: 1000, phone: 0 } } });
  expect(driftBetween(profile(), found, LIMITS)).toMatchObject([
    { kind: 'COMPLETENESS', subject: 'phone', side: 'left' },
  ]);
});

test('a rule that proposes more than five times its pairs per record is drift, one that proposes fewer is not', () => {
  const found = profile({ blocks: { 'name + date': 2100, phone: 0 } });
  expect(driftBetween(profile(), found, LIMITS)).toEqual([
    { kind: 'VOLUME', subject: 'name + date', side: null, value: 5.25, limit: 5 },
  ]);
});

test('more records with as many pairs each are no drift of volume', () => {
  const left = { records: 10_000, filled: { name: 10_000, phone: 7000 } };
  const found = profile({ left, blocks: { 'name + date': 4000, phone: 2000 } });
  expect(driftBetween(profile(), found, LIMITS)).toEqual([]);
});

test('the worst of a kind comes first', () => {
  const found = profile({ levels: { name: [300, 400, 300], sex: [100, 900] } });
  expect(driftBetween(profile(), found, LIMITS).map(({ subject }) => subject)).toEqual([
    'sex',
    'name',
  ]);
});
