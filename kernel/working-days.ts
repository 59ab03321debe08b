import { HubError } from './errors.ts';
import { addDays, isPlainDate, yearOf, type PlainDate } from './plain-date.ts';

/** One year of the State Council's holiday notice: days off (both ends included) and 调休 working days. */
export type CalendarYear = {
  readonly year: number;
  /** The notice it was taken from, for example 国办发明电〔2025〕7号. */
  readonly notice: string;
  readonly holidays: readonly { name: string; from: PlainDate; to: PlainDate }[];
  /** 调休上班: weekend days that are worked. */
  readonly makeUpDays: readonly PlainDate[];
};

export type WorkingDayCalendar = {
  readonly coveredYears: readonly number[];
  /** Throws CALENDAR_MISSING when the day's year is not loaded: a deadline is never guessed. */
  isWorkingDay(date: PlainDate): boolean;
  /**
   * The n-th working day after the date (before it when n is negative); the date itself when n is 0.
   * Throws CALENDAR_MISSING when it has to look at a year that is not loaded.
   */
  addWorkingDays(date: PlainDate, n: number): PlainDate;
  /** Working days after `from` up to and including `to`; negative, and counted from `to`, when `to` is earlier. */
  countWorkingDays(from: PlainDate, to: PlainDate): number;
};

/** A calendar of the given years; a year given twice counts as given last (override files come last). */
export function createCalendar(years: readonly CalendarYear[]): WorkingDayCalendar {
  const byYear = new Map(years.map((year) => [year.year, exceptions(year)]));

  function isWorkingDay(date: PlainDate): boolean {
    const year = yearOf(date);
    const days = byYear.get(year);
    if (days === undefined) throw new HubError('CALENDAR_MISSING', { year });
    return days.get(date) ?? !isWeekend(date);
  }

  function addWorkingDays(date: PlainDate, n: number): PlainDate {
    const step = Math.sign(n);
    let day = date;
    for (let left = Math.abs(n); left > 0;) {
      day = addDays(day, step);
      if (isWorkingDay(day)) left -= 1;
    }
    return day;
  }

  function countWorkingDays(from: PlainDate, to: PlainDate): number {
    const step = from <= to ? 1 : -1;
    let count = 0;
    for (let day = from; day !== to;) {
      day = addDays(day, step);
      if (isWorkingDay(day)) count += step;
    }
    return count;
  }

  const coveredYears = [...byYear.keys()].sort((a, b) => a - b);
  return { coveredYears, isWorkingDay, addWorkingDays, countWorkingDays };
}

/**
 * A per-year file of the runbook's shape, checked: `{ year, notice, holidays: [{ name, from, to }], makeUpDays }`.
 * Throws INVALID_INPUT naming the first field that is wrong.
 */
export function calendarYear(json: unknown): CalendarYear {
  const { year, notice, holidays, makeUpDays } = record(json, 'calendar');
  if (typeof year !== 'number' || !Number.isInteger(year)) throw invalid('year');
  if (typeof notice !== 'string' || notice.trim() === '') throw invalid('notice');
  const dayOf = (value: unknown, field: string) => dayOfYear(value, year, field);
  const result: CalendarYear = {
    year,
    notice,
    holidays: list(holidays, 'holidays').map((value) => {
      const { name, from, to } = record(value, 'holidays');
      if (typeof name !== 'string') throw invalid('holidays.name');
      const holiday = { name, from: dayOf(from, 'holidays.from'), to: dayOf(to, 'holidays.to') };
      if (holiday.from > holiday.to) throw invalid('holidays.to');
      return holiday;
    }),
    makeUpDays: list(makeUpDays, 'makeUpDays').map((value) => dayOf(value, 'makeUpDays')),
  };
  if (!result.makeUpDays.every((day) => isWeekend(day) && !isHoliday(result, day))) {
    throw invalid('makeUpDays');
  }
  return result;
}

function exceptions(year: CalendarYear): ReadonlyMap<PlainDate, boolean> {
  const days = new Map<PlainDate, boolean>();
  for (const { from, to } of year.holidays) {
    for (let day = from; day <= to; day = addDays(day, 1)) days.set(day, false);
  }
  for (const day of year.makeUpDays) days.set(day, true);
  return days;
}

function isHoliday(year: CalendarYear, day: PlainDate): boolean {
  return year.holidays.some(({ from, to }) => from <= day && day <= to);
}

function isWeekend(date: PlainDate): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}

function dayOfYear(value: unknown, year: number, field: string): PlainDate {
  if (typeof value === 'string' && isPlainDate(value) && yearOf(value) === year) return value;
  throw invalid(field);
}

function record(value: unknown, field: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return { ...value };
  throw invalid(field);
}

function list(value: unknown, field: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw invalid(field);
}

function invalid(field: string): HubError {
  return new HubError('INVALID_INPUT', { field });
}
