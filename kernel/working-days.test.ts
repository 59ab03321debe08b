import chineseDays from 'chinese-days';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { thrownBy } from './errors.test-support.ts';
import { addDays, plainDate, yearOf, type PlainDate } from './plain-date.ts';
import { PUBLISHED_YEARS } from './working-days.data.ts';
import { calendarYear, createCalendar } from './working-days.ts';

const calendar = createCalendar(PUBLISHED_YEARS);
const first = plainDate('2022-01-01');
const last = plainDate('2026-12-31');
// Far enough from both ends that ninety working days never leave the loaded years.
const dates = fc.integer({ min: 120, max: 1_650 }).map((days) => addDays(first, days));
const counts = fc.integer({ min: -60, max: 60 });

test('the published years agree with the chinese-days package on every day', () => {
  expect(calendar.coveredYears).toEqual([2022, 2023, 2024, 2025, 2026]);
  const differing: string[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) {
    if (calendar.isWorkingDay(day) !== chineseDays.isWorkday(day)) differing.push(day);
  }
  expect(differing).toEqual([]);
});

test('every published year names its notice', () => {
  for (const { year, notice } of PUBLISHED_YEARS) {
    expect(notice).toMatch(new RegExp(`^国办发明电〔${year - 1}〕\\d+号$`));
  }
});

describe('working days', () => {
  test('the n-th working day is n working days away, in either direction', () => {
    fc.assert(
      fc.property(dates, counts, (date, n) => {
        expect(calendar.countWorkingDays(date, calendar.addWorkingDays(date, n))).toBe(n);
      }),
    );
  });

  test('more days are never earlier, and a later start never ends earlier', () => {
    fc.assert(
      fc.property(dates, fc.nat({ max: 60 }), fc.nat({ max: 30 }), (date, n, more) => {
        const end = calendar.addWorkingDays(date, n);
        expect(calendar.addWorkingDays(date, n + more) >= end).toBe(true);
        expect(calendar.addWorkingDays(addDays(date, more), n) >= end).toBe(true);
        if (n > 0) expect(calendar.isWorkingDay(end)).toBe(true);
      }),
    );
  });

  test('counting splits at any day between', () => {
    fc.assert(
      fc.property(dates, dates, dates, (a, b, c) => {
        const count = (from: PlainDate, to: PlainDate) => calendar.countWorkingDays(from, to);
        if (a <= b && b <= c) expect(count(a, c)).toBe(count(a, b) + count(b, c));
      }),
    );
  });

  test.each([
    // A notice served on the eve of the National Day holiday: 8 and 9 October are worked, Saturday 10 too.
    ['2026-09-30', 3, '2026-10-10'],
    ['2026-09-30', 4, '2026-10-12'],
    // Spring Festival with a worked Saturday before and after it.
    ['2026-02-13', 1, '2026-02-14'],
    ['2026-02-14', 1, '2026-02-24'],
    ['2026-02-27', 1, '2026-02-28'],
    // Two working days before the 25th of a month.
    ['2026-10-25', -2, '2026-10-22'],
    ['2026-10-03', 0, '2026-10-03'],
  ])('%s and %i working days is %s', (from, n, expected) => {
    expect(calendar.addWorkingDays(plainDate(from), n)).toBe(expected);
  });

  test('a year that is not loaded is an error, never a guess', () => {
    expect(thrownBy(() => calendar.isWorkingDay(plainDate('2027-01-01')))).toBe('CALENDAR_MISSING');
    expect(thrownBy(() => calendar.addWorkingDays(plainDate('2026-12-30'), 2))).toBe(
      'CALENDAR_MISSING',
    );
    expect(
      thrownBy(() => calendar.countWorkingDays(plainDate('2026-12-30'), plainDate('2027-01-04'))),
    ).toBe('CALENDAR_MISSING');
  });
});

describe('a calendar file', () => {
  const file = {
    year: 2027,
    notice: '测试通知',
    holidays: [{ name: '元旦', from: '2027-01-01', to: '2027-01-03' }],
    makeUpDays: ['2027-01-09'],
  };

  test('opens its year', () => {
    const extended = createCalendar([...PUBLISHED_YEARS, calendarYear(file)]);
    expect(extended.coveredYears.at(-1)).toBe(2027);
    expect(extended.addWorkingDays(plainDate('2026-12-31'), 1)).toBe('2027-01-04');
    expect(extended.isWorkingDay(plainDate('2027-01-09'))).toBe(true);
  });

  test('replaces a published year of the same number', () => {
    const replaced = calendarYear({ ...file, year: 2026, holidays: [], makeUpDays: [] });
    const changed = createCalendar([...PUBLISHED_YEARS, replaced]);
    expect(changed.isWorkingDay(plainDate('2026-10-01'))).toBe(true);
    expect(changed.coveredYears).toEqual(calendar.coveredYears);
  });

  test.each([
    [null, 'calendar'],
    ['text', 'calendar'],
    [{ ...file, year: '2027' }, 'year'],
    [{ ...file, year: 2027.5 }, 'year'],
    [{ ...file, notice: ' ' }, 'notice'],
    [{ ...file, notice: 7 }, 'notice'],
    [{ ...file, holidays: undefined }, 'holidays'],
    [{ ...file, holidays: ['元旦'] }, 'holidays'],
    [{ ...file, holidays: [{ name: 1, from: '2027-01-01', to: '2027-01-01' }] }, 'holidays.name'],
    [{ ...file, holidays: [{ name: '元旦', from: 5, to: '2027-01-01' }] }, 'holidays.from'],
    [
      { ...file, holidays: [{ name: '元旦', from: '2026-12-31', to: '2027-01-01' }] },
      'holidays.from',
    ],
    [
      { ...file, holidays: [{ name: '元旦', from: '2027-01-01', to: '2027-02-30' }] },
      'holidays.to',
    ],
    [
      { ...file, holidays: [{ name: '元旦', from: '2027-01-02', to: '2027-01-01' }] },
      'holidays.to',
    ],
    [{ ...file, makeUpDays: '2027-01-09' }, 'makeUpDays'],
    [{ ...file, makeUpDays: ['2027-01-08'] }, 'makeUpDays'],
    [{ ...file, makeUpDays: ['2027-01-02'] }, 'makeUpDays'],
    [{ ...file, makeUpDays: ['2028-01-08'] }, 'makeUpDays'],
  ])('with a fault is refused, naming the field (%#)', (json, field) => {
    expect(() => calendarYear(json)).toThrow(expect.objectContaining({ details: { field } }));
  });

  test('of a leap year covers its 29th of February', () => {
    const leap = createCalendar([
      calendarYear({ ...file, year: 2028, holidays: [], makeUpDays: [] }),
    ]);
    expect(leap.isWorkingDay(plainDate('2028-02-29'))).toBe(true);
    expect(yearOf(plainDate('2028-02-29'))).toBe(2028);
  });
});
