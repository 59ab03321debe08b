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

  it('does so in every line of a table, whatever is hidden in others', () => {
    const of = (streetCode: string, ruleId: string, count: number): AlertCell => {
      return { streetCode, ruleId, status: null, severity: null, month: null, count };
    };
    const seen = suppressSmallCells([
      ...[of('静安', 'death', 2), of('静安', 'income', 10), of('静安', 'property', 20)],
      ...[of('古美', 'death', 30), of('古美', 'income', 3), of('古美', 'property', 40)],
    ]);
    // Otherwise the street's 32 less the 10 and the 20 that are shown would be the two.
    expect(seen.map(({ count }) => count)).toEqual([null, null, 20, null, null, 40]);
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
