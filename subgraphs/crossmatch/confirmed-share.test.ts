import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confirmedShareOf } from './confirmed-share.ts';

describe('confirmedShareOf', () => {
  it('says nothing before the first disposition', () => {
    expect(confirmedShareOf(0, 0)).toEqual({
      confirmed: 0,
      disposed: 0,
      share: null,
      low: 0,
      high: 1,
    });
  });

  it('gives the published Wilson interval of 81 of 263', () => {
    // Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3.
    const { low, high } = confirmedShareOf(81, 263);
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
  });

  it('gives the published Wilson interval of 0 of 20 and 1 of 29', () => {
    expect(confirmedShareOf(0, 20).high).toBeCloseTo(0.1611, 4);
    expect(confirmedShareOf(1, 29).low).toBeCloseTo(0.0061, 4);
    expect(confirmedShareOf(1, 29).high).toBeCloseTo(0.1718, 4);
  });

  it('always holds the share, inside 0 and 1', () => {
    const counts = fc
      .integer({ min: 1, max: 100_000 })
      .chain((disposed) => fc.tuple(fc.integer({ min: 0, max: disposed }), fc.constant(disposed)));
    fc.assert(
      fc.property(counts, ([confirmed, disposed]) => {
        const { share, low, high } = confirmedShareOf(confirmed, disposed);
        return share !== null && 0 <= low && low <= share && share <= high && high <= 1;
      }),
    );
  });
});
