import fc from 'fast-check';
import { expect, test } from 'vitest';
import { qualityOf, shareOf } from './intervals.ts';

test('a Wilson interval is that of the literature', () => {
  // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
  const shown = (hits: number, total: number) => {
    const { low, high } = shareOf(hits, total);
    return [low?.toFixed(4), high?.toFixed(4)];
  };
  expect(shown(81, 263)).toEqual(['0.2553', '0.3662']);
  expect(shown(15, 148)).toEqual(['0.0624', '0.1605']);
  expect(shown(0, 20)).toEqual(['0.0000', '0.1611']);
  expect(shown(1, 29)).toEqual(['0.0061', '0.1718']);
});

test('of nothing there is no share', () => {
  expect(qualityOf(0, 0, 0).f1).toEqual({ value: null, low: null, high: null });
});

test('F1 is the harmonic mean of precision and recall and lies within its interval', () => {
  const count = fc.integer({ min: 0, max: 10_000 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), count, count, (hits, wrong, missed) => {
      const { precision, recall, f1 } = qualityOf(hits, wrong, missed);
      const [p, r] = [precision.value ?? 0, recall.value ?? 0];
      expect(f1.value).toBeCloseTo((2 * p * r) / (p + r), 12);
      expect(f1.low).toBeLessThanOrEqual(f1.value ?? 0);
      expect(f1.high).toBeGreaterThanOrEqual(f1.value ?? 1);
    }),
  );
});
