import { HubError } from './errors.ts';

declare const plainDateBrand: unique symbol;

/** A calendar day 'YYYY-MM-DD' of the years 1000–9999, without time zone; `<` and `>` order it. */
export type PlainDate = string & { readonly [plainDateBrand]: true };

const DAY_MS = 86_400_000;
const DATE = /^[1-9]\d{3}-\d{2}-\d{2}$/;

/** Whether the text is a real calendar day written 'YYYY-MM-DD'. */
export function isPlainDate(text: string): text is PlainDate {
  if (!DATE.test(text)) return false;
  const day = Number(text.slice(8));
  return day >= 1 && day <= daysInMonth(Number(text.slice(0, 4)), Number(text.slice(5, 7)));
}

/** The text as a PlainDate. Throws INVALID_INPUT when it is not a real calendar day. */
export function plainDate(text: string): PlainDate {
  if (isPlainDate(text)) return text;
  throw new HubError('INVALID_INPUT', { field: 'date' });
}

/** n days later (earlier when negative). Throws INVALID_INPUT outside the years 1000–9999. */
export function addDays(date: PlainDate, n: number): PlainDate {
  return fromMs(toMs(date) + n * DAY_MS);
}

/** n months later (earlier when negative), clamped to the end of a shorter month. */
export function addMonths(date: PlainDate, n: number): PlainDate {
  const first = new Date(toMs(firstOfMonth(date)));
  first.setUTCMonth(first.getUTCMonth() + n);
  const month = fromMs(first.getTime());
  const last = lastOfMonth(month);
  return earlier(addDays(month, Number(date.slice(8)) - 1), last);
}

export function firstOfMonth(date: PlainDate): PlainDate {
  return plainDate(`${monthOf(date)}-01`);
}

export function lastOfMonth(date: PlainDate): PlainDate {
  const first = new Date(toMs(firstOfMonth(date)));
  return fromMs(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0));
}

/** 'YYYY-MM'. */
export function monthOf(date: PlainDate): string {
  return date.slice(0, 7);
}

export function yearOf(date: PlainDate): number {
  return Number(date.slice(0, 4));
}

/** Days from a to b; negative when b is earlier. */
export function daysBetween(a: PlainDate, b: PlainDate): number {
  return (toMs(b) - toMs(a)) / DAY_MS;
}

export function earlier(a: PlainDate, b: PlainDate): PlainDate {
  return a < b ? a : b;
}

export function later(a: PlainDate, b: PlainDate): PlainDate {
  return a > b ? a : b;
}

/** UTC midnight of the day: what a `@db.Date` column reads and writes. */
export function toDbDate(date: PlainDate): Date {
  return new Date(toMs(date));
}

/** The day of a `@db.Date` column's value. */
export function fromDbDate(date: Date): PlainDate {
  return fromMs(date.getTime());
}

/**
 * A period of an extract's file name, 'YYYY-MM' or 'YYYY-MM-DD', with its last day; null for any other text.
 * Newer and older batches are told apart by the last day (extracts.md, Common).
 */
export function parsePeriod(text: string): { period: string; periodEnd: PlainDate } | null {
  if (isPlainDate(text)) return { period: text, periodEnd: text };
  const first = `${text}-01`;
  return isPlainDate(first) ? { period: text, periodEnd: lastOfMonth(first) } : null;
}

// Without a Date object: this runs several times for every row of a ten-million-row extract.
function daysInMonth(year: number, month: number): number {
  if (month < 1 || month > 12) return 0;
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function toMs(date: PlainDate): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function fromMs(ms: number): PlainDate {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) throw new HubError('INVALID_INPUT', { field: 'date' });
  return plainDate(date.toISOString().slice(0, 10));
}
