import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { thrownBy } from './errors.test-support.ts';
import {
  addDays,
  addMonths,
  daysBetween,
  earlier,
  firstOfMonth,
  fromDbDate,
  isPlainDate,
  lastOfMonth,
  later,
  monthOf,
  parsePeriod,
  plainDate,
  toDbDate,
  yearOf,
} from './plain-date.ts';

const dates = fc
  .integer({ min: -300_000, max: 500_000 })
  .map((days) => addDays(plainDate('2000-01-01'), days));

describe('a plain date', () => {
  test.each(['2026-11-05', '2024-02-29', '1000-01-01', '9999-12-31'])('%s is one', (text) => {
    expect(isPlainDate(text)).toBe(true);
    expect(plainDate(text)).toBe(text);
  });

  test.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '0999-01-01',
    '2026-1-1',
    '20261105',
    '2026-11-05T00:00:00Z',
    ' 2026-11-05',
    '',
  ])('%j is none', (text) => {
    expect(isPlainDate(text)).toBe(false);
    expect(thrownBy(() => plainDate(text))).toBe('INVALID_INPUT');
  });
});

test('every eight digits are a date exactly when the platform writes them back the same', () => {
  const part = (max: number) => fc.nat({ max }).map((n) => String(n).padStart(2, '0'));
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 9999 }), part(13), part(32), (year, month, day) => {
      const text = `${year}-${month}-${day}`;
      const date = new Date(Date.UTC(year, Number(month) - 1, Number(day)));
      expect(isPlainDate(text)).toBe(date.toISOString().startsWith(text));
    }),
    {
      numRuns: 5_000,
      examples: [
        [1900, '02', '29'],
        [2000, '02', '29'],
      ],
    },
  );
});

describe('arithmetic', () => {
  test('adding days and counting them are inverse, in order', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: -50_000, max: 50_000 }), (date, n) => {
        const moved = addDays(date, n);
        expect(daysBetween(date, moved)).toBe(n);
        expect(addDays(moved, -n)).toBe(date);
        expect(moved < date).toBe(n < 0);
      }),
    );
  });

  test('adding months keeps the day of the month or ends at the end of the month', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: -1_000, max: 1_000 }), (date, n) => {
        const moved = addMonths(date, n);
        const months = (d: string) => Number(d.slice(0, 4)) * 12 + Number(d.slice(5, 7));
        expect(months(moved) - months(date)).toBe(n);
        expect(moved === lastOfMonth(moved) || moved.slice(8) === date.slice(8)).toBe(true);
      }),
    );
  });

  test.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2026-12-31', 2, '2027-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-08-15', 3, '2026-11-15'],
  ])('%s and %i months is %s', (date, n, expected) => {
    expect(addMonths(plainDate(date), n)).toBe(expected);
  });

  test('a month begins on its first and ends on its last day', () => {
    fc.assert(
      fc.property(dates, (date) => {
        expect(firstOfMonth(date)).toBe(`${monthOf(date)}-01`);
        expect(addDays(lastOfMonth(date), 1).slice(8)).toBe('01');
        expect(monthOf(lastOfMonth(date))).toBe(monthOf(date));
      }),
    );
  });

  test('leaving the years it can write is an error', () => {
    expect(thrownBy(() => addDays(plainDate('9999-12-31'), 1))).toBe('INVALID_INPUT');
    expect(thrownBy(() => addDays(plainDate('1000-01-01'), -1))).toBe('INVALID_INPUT');
    expect(thrownBy(() => addDays(plainDate('2026-01-01'), 1e12))).toBe('INVALID_INPUT');
  });

  test('earlier and later pick by the calendar', () => {
    const [a, b] = [plainDate('2026-09-30'), plainDate('2026-10-01')];
    expect([earlier(a, b), earlier(b, a)]).toEqual([a, a]);
    expect([later(a, b), later(b, a)]).toEqual([b, b]);
  });

  test('knows its year', () => {
    expect(yearOf(plainDate('2026-10-01'))).toBe(2026);
  });
});

test('a database date is UTC midnight, and comes back as the same day', () => {
  expect(toDbDate(plainDate('2026-11-05')).toISOString()).toBe('2026-11-05T00:00:00.000Z');
  fc.assert(fc.property(dates, (date) => fromDbDate(toDbDate(date)) === date));
});

describe('a period', () => {
  test.each([
    ['2026-10', '2026-10-31'],
    ['2024-02', '2024-02-29'],
    ['2026-10-28', '2026-10-28'],
  ])('%s ends on %s', (text, periodEnd) => {
    expect(parsePeriod(text)).toEqual({ period: text, periodEnd });
  });

  test.each(['2026', '2026-13', '202610', '2026-10-32', '2026-10-', ''])('%j is none', (text) => {
    expect(parsePeriod(text)).toBeNull();
  });
});
