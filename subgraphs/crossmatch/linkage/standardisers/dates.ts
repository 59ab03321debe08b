import { isPlainDate } from '../../../../kernel/plain-date.ts';
import { choiceStep, plainStep } from './standardiser.ts';

type Order = 'ymd' | 'dmy' | 'mdy';

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const YEAR_FIRST = /^(\d{4})[-/.年 ](\d{1,2})[-/.月 ](\d{1,2})日?(?:[T ].*)?$/;
const YEAR_LAST = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?: .*)?$/;
const DAY_MONTH_NAME = /^(\d{1,2})(?:st|nd|rd|th)?[-/. ]*([a-z]{3,9})[-/., ]*(\d{4})$/;
const MONTH_NAME_DAY = /^([a-z]{3,9})[-/. ]*(\d{1,2})(?:st|nd|rd|th)?[-/., ]+(\d{4})$/;

/**
 * A date as YYYYMMDD; null for what is none (31 February, a year of two digits). The order is asked for only
 * where a text leaves it open: with 'ymd' (the default) 3/4/2026 is read as nothing, 13/4/2026 as what it
 * must be. A year in front always means year, month, day.
 */
export function readDate(text: string, order: string = 'ymd'): string | null {
  const value = text.normalize('NFKC').trim().toLowerCase();
  if (/^\d{8}$/.test(value)) return eightDigits(value, order);
  const yearFirst = YEAR_FIRST.exec(value.toUpperCase());
  if (yearFirst !== null) return dateOf(yearFirst[1], yearFirst[2], yearFirst[3]);
  const yearLast = YEAR_LAST.exec(value);
  if (yearLast !== null) return yearAtTheEnd(yearLast, order);
  const dayFirst = DAY_MONTH_NAME.exec(value);
  if (dayFirst !== null) return dateOf(dayFirst[3], monthNamed(dayFirst[2]), dayFirst[1]);
  const monthFirst = MONTH_NAME_DAY.exec(value);
  if (monthFirst !== null) return dateOf(monthFirst[3], monthNamed(monthFirst[1]), monthFirst[2]);
  return null;
}

export const DATE_STEPS = [
  choiceStep(
    'date',
    { zh: '日期（统一为 YYYYMMDD）', en: 'Date as YYYYMMDD' },
    ['ymd', 'dmy', 'mdy'] satisfies Order[],
    'ymd',
    (order) => (value) => readDate(value, order),
  ),
  plainStep('year', { zh: '年', en: 'Year of a date' }, (value) => part(value, 0, 4)),
  plainStep('yearMonth', { zh: '年月', en: 'Year and month of a date' }, (value) =>
    part(value, 0, 6),
  ),
  plainStep('dayMonth', { zh: '月日', en: 'Month and day of a date, MMDD' }, (value) =>
    part(value, 4, 8),
  ),
];

function yearAtTheEnd([, first, second, year]: readonly (string | undefined)[], order: string) {
  if (order === 'dmy') return dateOf(year, second, first);
  if (order === 'mdy') return dateOf(year, first, second);
  const dayFirst = dateOf(year, second, first);
  const monthFirst = dateOf(year, first, second);
  if (dayFirst !== null && monthFirst !== null && dayFirst !== monthFirst) return null;
  return dayFirst ?? monthFirst;
}

function eightDigits(value: string, order: string): string | null {
  const yearFirst = dateOf(value.slice(0, 4), value.slice(4, 6), value.slice(6));
  const [first, second, year] = [value.slice(0, 2), value.slice(2, 4), value.slice(4)];
  if (order === 'dmy') return dateOf(year, second, first) ?? yearFirst;
  if (order === 'mdy') return dateOf(year, first, second) ?? yearFirst;
  return yearFirst;
}

function monthNamed(name: string | undefined): string {
  return String(MONTHS.indexOf(String(name).slice(0, 3)) + 1);
}

function dateOf(year = '', month = '', day = ''): string | null {
  const [mm, dd] = [month.padStart(2, '0'), day.padStart(2, '0')];
  return isPlainDate(`${year}-${mm}-${dd}`) ? year + mm + dd : null;
}

/** Part of a date already standardised; also of one written YYYY-MM-DD. */
function part(value: string, start: number, end: number): string | null {
  const digits = value.replace(/\D/g, '');
  return digits.length >= end ? digits.slice(start, end) : null;
}
