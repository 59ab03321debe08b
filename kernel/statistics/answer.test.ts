import { describe, expect, it } from 'vitest';
import { plainDate } from '../plain-date.ts';
import { rowsOf, sumRows, type Release } from './answer.ts';
import { bucketsOf, lastDayOf, monthsIn, quartersIn } from './buckets.ts';
import { thrownBy } from '../errors.test-support.ts';

const release: Release = {
  period: '2026-Q1',
  asOf: plainDate('2026-05-20'),
  source: 'alert',
  codes: { STREET: ['A', 'B', 'C'] },
};
const cell = (codes: string, count: number | null, period = '2026-Q1') => {
  return { period, codes, count, measures: {} };
};

describe('rows of a release', () => {
  it('fill with zero what is not stored, and tell withheld from zero', () => {
    const rows = rowsOf('2026-Q1', release, ['STREET'], {}, [cell('A', 7), cell('B', null)]);
    expect(rows.map(({ at, count, suppressed }) => [at['STREET'], count, suppressed])).toEqual([
      ['A', 7, false],
      ['B', null, true],
      ['C', 0, false],
    ]);
  });

  it('are of the asked codes only, and none of an unknown one', () => {
    const of = (code: string) => rowsOf('2026-Q1', release, ['STREET'], { STREET: code }, []);
    expect(of('B').map(({ at }) => at)).toEqual([{ STREET: 'B' }]);
    expect(of('Z')).toEqual([]);
  });

  it('do not take another period for their own', () => {
    const [row] = rowsOf('2026-Q1', release, [], {}, [cell('', 9, '2025-Q4')]);
    expect(row?.count).toBe(0);
  });

  it('add up over periods only where each of them is shown', () => {
    const of = (period: string, count: number | null) =>
      rowsOf('2026', { ...release, period }, ['STREET'], { STREET: 'A' }, [
        cell('A', count, period),
      ]);
    const sum = (...counts: (number | null)[]) =>
      sumRows(
        '2026',
        counts.map((count, at) => of(`2026-Q${at + 1}`, count)),
      ).map(({ count, suppressed }) => [count, suppressed]);
    expect(sum(5, 6, 7, 8)).toEqual([[26, false]]);
    expect(sum(5, null, 7, 8)).toEqual([[null, true]]);
    expect(sum(null, 6, 7, 8)).toEqual([[null, true]]);
  });
});

describe('buckets', () => {
  it('are those of the year that have begun', () => {
    const day = plainDate('2026-05-01');
    expect(bucketsOf(2026, 'MONTH', day)).toEqual([
      '2026-01',
      '2026-02',
      '2026-03',
      '2026-04',
      '2026-05',
    ]);
    expect(bucketsOf(2026, 'QUARTER', day)).toEqual(['2026-Q1', '2026-Q2']);
    expect(bucketsOf(2026, 'YEAR', day)).toEqual(['2026']);
    expect(bucketsOf(2027, 'YEAR', day)).toEqual([]);
    expect(bucketsOf(2025, 'MONTH', day)).toHaveLength(12);
  });

  it('know their months, quarters and last day', () => {
    expect(monthsIn('2026-Q3')).toEqual(['2026-07', '2026-08', '2026-09']);
    expect(monthsIn('2026-08')).toEqual(['2026-08']);
    expect(quartersIn('2026')).toEqual(['2026-Q1', '2026-Q2', '2026-Q3', '2026-Q4']);
    expect(quartersIn('2026-08')).toEqual(['2026-Q3']);
    expect(['2028-02', '2026-Q4', '2026'].map(lastDayOf)).toEqual([
      '2028-02-29',
      '2026-12-31',
      '2026-12-31',
    ]);
  });

  it('are refused for a year without four digits', () => {
    const day = plainDate('2026-05-01');
    for (const year of [0, -2026, 999, 20_260, 2026.5])
      expect(thrownBy(() => bucketsOf(year, 'MONTH', day))).toBe('INVALID_INPUT');
  });
});
