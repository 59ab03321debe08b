import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suppressSmallCells, type AlertCell } from './alert-statistics.ts';

function table(...counts: number[]): AlertCell[] {
  const blank = { ruleId: null, status: null, severity: null, month: null };
  return counts.map((count, at) => ({ ...blank, streetCode: String(310106001 + at), count }));
}

function shown(...counts: number[]): (number | null)[] {
  return suppressSmallCells(table(...counts)).map(({ count }) => count);
}

describe('suppressSmallCells', () => {
  it('shows counts of five and more, and zero', () => {
    expect(shown(5, 12, 0)).toEqual([5, 12, 0]);
  });

  it('hides counts from one to four', () => {
    expect(shown(1, 4, 30)).toEqual([null, null, 30]);
  });

  it('hides the smallest other cell too when a single one is hidden', () => {
    expect(shown(3, 30, 8, 0)).toEqual([null, 30, null, 0]);
  });

  it('never leaves a count below five, nor exactly one hidden cell beside others', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(counts, (given) => {
        const seen = shown(...given);
        const hidden = seen.filter((count) => count === null).length;
        return seen.every((count) => count === null || count >= 5) && hidden !== 1;
      }),
    );
  });
});
