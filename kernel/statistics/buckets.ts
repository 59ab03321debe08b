import { HubError } from '../errors.ts';
import { lastOfMonth, plainDate, type PlainDate } from '../plain-date.ts';

/** The only stretches of time statistics know: calendar months, quarters and years of Asia/Shanghai. */
export const STATISTICS_BUCKET = { MONTH: '按月', QUARTER: '按季', YEAR: '按年' } as const;
export type StatisticsBucket = keyof typeof STATISTICS_BUCKET;

/**
 * The buckets of a year that have begun: `2026-03`, `2026-Q1`, `2026`.
 *
 * @throws HubError INVALID_INPUT for a year without four digits
 */
export function bucketsOf(year: number, bucket: StatisticsBucket, today: PlainDate): string[] {
  if (!Number.isInteger(year) || year < 1_000 || year > 9_999)
    throw new HubError('INVALID_INPUT', { field: 'year' });
  const months = Array.from({ length: 12 }, (_, at) => monthName(year, at + 1));
  const begun = months.filter((month) => `${month}-01` <= today);
  switch (bucket) {
    case 'MONTH':
      return begun;
    case 'QUARTER':
      return [...new Set(begun.map(quarterOf))];
    case 'YEAR':
      return begun.length > 0 ? [String(year)] : [];
  }
}

/** `2026-Q3` of `2026-08`. */
export function quarterOf(month: string): string {
  return `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5, 7)) / 3)}`;
}

/** The months of a bucket, in order. */
export function monthsIn(bucket: string): string[] {
  const year = Number(bucket.slice(0, 4));
  const quarter = /-Q([1-4])$/.exec(bucket)?.[1];
  if (quarter !== undefined) {
    return [2, 1, 0].map((back) => monthName(year, 3 * Number(quarter) - back));
  }
  if (bucket.length > 4) return [bucket];
  return Array.from({ length: 12 }, (_, at) => monthName(year, at + 1));
}

/** The quarters of a bucket, in order; a month's is the one it lies in. */
export function quartersIn(bucket: string): string[] {
  return [...new Set(monthsIn(bucket).map(quarterOf))];
}

/** The last day of a bucket. */
export function lastDayOf(bucket: string): PlainDate {
  return lastOfMonth(plainDate(`${monthsIn(bucket).at(-1) ?? bucket}-01`));
}

function monthName(year: number, month: number): string {
  return `${year}-${String(month).padStart(2, '0')}`;
}
