import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { learnFromPatterns, matchProbability } from './expectation.ts';
import type { Pattern } from './pattern-evidence.ts';
import { planLinkage } from './plan.ts';
import { probabilityOf, weightOf } from './score.ts';
import { linkageSpec } from './spec.ts';

const FIELDS = ['a', 'b', 'c', 'd'];

/** Four fields, each compared by equality and each blocked on by a rule of its own. */
const PLAN = planLinkage(
  linkageSpec({
    name: 'four',
    cardinality: 'dedupe',
    id: 'id',
    fields: Object.fromEntries(FIELDS.map((name) => [name, { column: name }])),
    blocking: FIELDS.map((name) => ({ on: [name] })),
    comparisons: FIELDS.map((name) => ({ name, kind: 'exact' as const, field: name })),
  }),
);
const M = [0.95, 0.9, 0.8, 0.7];
const U = [0.01, 0.02, 0.005, 0.03];
const [MATCHES, OTHERS] = [10_000, 10_000_000];

/** What independent fields with these shares would show: the pairs that agree on at least one field. */
function expectedPatterns(): Pattern[] {
  return Array.from({ length: 16 }, (_, bits) => {
    const levels = FIELDS.map((_name, at) => ((bits & (2 ** at)) !== 0 ? 1 : 0));
    const share = (of: readonly number[]): number =>
      levels.reduce<number>(
        (sum, level, at) => sum * (level ? (of[at] ?? 0) : 1 - (of[at] ?? 0)),
        1,
      );
    return { rules: bits, levels, count: MATCHES * share(M) + OTHERS * share(U) };
  }).filter(({ rules }) => rules !== 0);
}

describe('learning', () => {
  test('finds the shares that made the patterns', () => {
    const all = MATCHES + OTHERS;
    const random = FIELDS.map((_, at) => {
      const share = (MATCHES * (M[at] ?? 0) + OTHERS * (U[at] ?? 0)) / all;
      return [share, 1 - share];
    });
    const { m, u, prior, trained } = learnFromPatterns(PLAN, expectedPatterns(), random, {
      possible: all,
      most: Infinity,
    });
    expect(trained).toEqual([true, true, true, true]);
    M.forEach((share, at) => expect(m[at]?.[0]).toBeCloseTo(share, 2));
    U.forEach((share, at) => expect(u[at]?.[0]).toBeCloseTo(share, 3));
    expect(prior).toBeCloseTo(MATCHES / all, 4);
  });

  test('learns from one rule alone, and says what that rule blinds it to', () => {
    const one = planLinkage({
      ...PLAN.spec,
      blocking: [{ on: ['a'] }],
      training: { ...PLAN.spec.training, rounds: 100 },
    });
    const all = MATCHES + OTHERS;
    const random = FIELDS.map((_, at) => {
      const share = (MATCHES * (M[at] ?? 0) + OTHERS * (U[at] ?? 0)) / all;
      return [share, 1 - share];
    });
    const patterns = expectedPatterns()
      .filter(({ levels }) => levels[0] === 1)
      .map((pattern) => ({ ...pattern, rules: 1 }));
    const { m, prior, trained } = learnFromPatterns(one, patterns, random, {
      possible: all,
      most: Infinity,
    });
    expect(trained).toEqual([false, true, true, true]);
    expect(m[0]?.[0]).toBeCloseTo(1, 3);
    [0.9, 0.8, 0.7].forEach((share, at) => expect(m[at + 1]?.[0]).toBeCloseTo(share, 2));
    // Matches that differ in what the rule asks for are beyond its sight.
    expect(prior).toBeCloseTo((0.95 * MATCHES) / all, 4);
  });

  test('takes no more pairs for matches than there can be', () => {
    const all = MATCHES + OTHERS;
    const random = U.map((share) => [share, 1 - share]);
    const counts = { possible: all, most: MATCHES / 4 };
    const { prior } = learnFromPatterns(PLAN, expectedPatterns(), random, counts);
    expect(prior).toBeCloseTo(MATCHES / 4 / all, 9);
  });

  test('from nothing keeps the first guess and says so', () => {
    const random = FIELDS.map(() => [0.5, 0.5]);
    const { m, prior, trained } = learnFromPatterns(PLAN, [], random, {
      possible: 0,
      most: Infinity,
    });
    expect(trained).toEqual([false, false, false, false]);
    expect(m.flat().every((share) => share > 0 && share < 1)).toBe(true);
    expect(prior).toBeGreaterThan(0);
    expect(prior).toBeLessThanOrEqual(0.5);
  });

  test('gives shares of one, whatever the counts', () => {
    const pattern = fc.record({
      rules: fc.integer({ min: 1, max: 15 }),
      levels: fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 4, maxLength: 4 }),
      count: fc.integer({ min: 1, max: 1_000_000 }),
    });
    const share = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
    const shares = fc.array(share, { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 12 }), shares, (patterns, equal) => {
        const random = equal.map((one) => [one, 1 - one]);
        const { m, u, prior } = learnFromPatterns(PLAN, patterns, random, {
          possible: 1e9,
          most: Infinity,
        });
        for (const row of [...m, ...u]) {
          expect(row.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
          expect(row.every((one) => one > 0 && one < 1)).toBe(true);
        }
        expect(prior > 0 && prior <= 0.5).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

test('what is missing changes no chance', () => {
  const shares = [[0.9, 0.1]];
  expect(matchProbability([-1], shares, [[0.1, 0.9]], 0.25)).toBeCloseTo(0.25, 12);
  expect(matchProbability([1], shares, [[0.1, 0.9]], 0.25)).toBeCloseTo(0.75, 12);
});

test('a weight and its probability are each other, to the thousandth of a bit', () => {
  fc.assert(
    fc.property(fc.integer({ min: -30_000, max: 30_000 }), (weight) => {
      expect(weightOf(probabilityOf(weight))).toBe(weight);
    }),
  );
});
