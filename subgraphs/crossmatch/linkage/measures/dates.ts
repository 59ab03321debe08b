import { createCodePoints, readCodePoints } from './code-points.ts';
import { INCOMPARABLE } from './measure.ts';

type Day = { year: number; month: number; day: number };

/** Days between two dates written YYYYMMDD (or YYYY-MM-DD); INCOMPARABLE when either is no date. */
export function dayDifference(a: string, b: string): number {
  if (a === b) return readDay(a) === null ? INCOMPARABLE : 0;
  const [left, right] = [readDay(a), readDay(b)];
  if (left === null || right === null) return INCOMPARABLE;
  return Math.abs(dayNumber(left) - dayNumber(right));
}

/** Difference of the years of two dates (or plain years); INCOMPARABLE when either has none. */
export function yearDifference(a: string, b: string): number {
  const [left, right] = [yearOf(a), yearOf(b)];
  if (left === null || right === null) return INCOMPARABLE;
  return Math.abs(left - right);
}

/** What dateTypo says, nearest first. */
export const DATE_TYPO = {
  EQUAL: 0,
  /** One digit is another, or two neighbouring digits are exchanged. */
  ONE_DIGIT: 1,
  /** 3 April for 4 March of the same year. */
  DAY_AND_MONTH_EXCHANGED: 2,
  /** One day, one month, one year or ten years apart, where that changes several digits. */
  ONE_STEP: 3,
  /** Two of year, month and day agree. */
  TWO_PARTS_EQUAL: 4,
  OTHER: 5,
} as const;

/** How one date may have become another by a slip: the first of DATE_TYPO that applies. */
export function dateTypo(a: string, b: string): number {
  if (a === b) return DATE_TYPO.EQUAL;
  if (isOneDigitApart(a, b)) return DATE_TYPO.ONE_DIGIT;
  const [left, right] = [readDay(a), readDay(b)];
  if (left === null || right === null) return DATE_TYPO.OTHER;
  const years = Math.abs(left.year - right.year);
  if (years === 0 && left.month === right.day && left.day === right.month) {
    return DATE_TYPO.DAY_AND_MONTH_EXCHANGED;
  }
  if (isOneStepApart(left, right, years)) return DATE_TYPO.ONE_STEP;
  const equalParts =
    Number(years === 0) + Number(left.month === right.month) + Number(left.day === right.day);
  return equalParts >= 2 ? DATE_TYPO.TWO_PARTS_EQUAL : DATE_TYPO.OTHER;
}

function isOneStepApart(left: Day, right: Day, years: number): boolean {
  if (Math.abs(dayNumber(left) - dayNumber(right)) === 1) return true;
  if (left.day !== right.day) return false;
  const months = Math.abs((left.year - right.year) * 12 + left.month - right.month);
  return months === 1 || (left.month === right.month && (years === 1 || years === 10));
}

const first = createCodePoints();
const second = createCodePoints();

function isOneDigitApart(a: string, b: string): boolean {
  const length = readCodePoints(first, a);
  if (readCodePoints(second, b) !== length) return false;
  const [left, right] = [first.codes, second.codes];
  let i = 0;
  while (i < length && left[i] === right[i]) i += 1;
  let end = length - 1;
  while (end > i && left[end] === right[end]) end -= 1;
  return end === i || (end === i + 1 && left[i] === right[end] && left[end] === right[i]);
}

function yearOf(text: string): number | null {
  return text.length >= 4 ? digits(text, 0, 4) : null;
}

function readDay(text: string): Day | null {
  const dashed = text.length === 10 && text[4] === '-' && text[7] === '-';
  if (!dashed && text.length !== 8) return null;
  const year = digits(text, 0, 4);
  const month = digits(text, dashed ? 5 : 4, 2);
  const day = digits(text, dashed ? 8 : 6, 2);
  if (year === null || month === null || day === null) return null;
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 ? { year, month, day } : null;
}

function digits(text: string, start: number, count: number): number | null {
  let value = 0;
  for (let i = start; i < start + count; i += 1) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return null;
    value = value * 10 + digit;
  }
  return value;
}

/** Days since 1 March of the year 0 of the Gregorian calendar, carried back before its beginning. */
function dayNumber({ year, month, day }: Day): number {
  const fromMarch = (month + 9) % 12;
  const marchYear = fromMarch >= 10 ? year - 1 : year;
  const leapDays =
    Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + Math.floor((fromMarch * 306 + 5) / 10) + day - 1;
}
