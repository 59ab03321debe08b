import { checkIdNumber, foldIdNumber } from '../../../kernel/id-number.ts';
import { isPlainDate } from '../../../kernel/plain-date.ts';

const DIGITS = [...'0123456789'];
/** Where the birth date stands. */
const FIRST = 6;

/**
 * The birth dates that a number may mean whose own is one slip off: a digit mistyped, left out or put in, or two
 * neighbours exchanged (Damerau 1964 found four in five slips to be one of these). As `YYYY-MM-DD`, its own date first
 * where it has one; a valid one means its own,
 * one of another length or masked there none.
 */
export function nearBirthDates(idNumber: string): string[] {
  const number = foldIdNumber(idNumber);
  const written = (length: number): string => number.slice(FIRST, FIRST + length);
  const near: Readonly<Record<number, string[]>> = {
    17: leftOut(written(7)),
    18: [...mistyped(written(8)), ...exchanged(written(8))],
    19: putIn(written(9)),
  };
  const slips = checkIdNumber(idNumber).ok ? [] : (near[number.length] ?? []);
  const digits = number.length in near ? [written(8), ...slips] : [];
  const dates = digits.flatMap((text) => {
    const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
    return /^(18|19|20)\d{6}$/.test(text) && isPlainDate(date) ? [date] : [];
  });
  return [...new Set(dates)];
}

function mistyped(text: string): string[] {
  return places(text).flatMap((at) => DIGITS.map((digit) => splice(text, at, 1, digit)));
}

function exchanged(text: string): string[] {
  return places(text.slice(1)).map((at) =>
    splice(text, at, 2, text.charAt(at + 1) + text.charAt(at)),
  );
}

function leftOut(text: string): string[] {
  return [...places(text), text.length].flatMap((at) =>
    DIGITS.map((digit) => splice(text, at, 0, digit)),
  );
}

function putIn(text: string): string[] {
  return places(text).map((at) => splice(text, at, 1, ''));
}

function places(text: string): number[] {
  return [...text].map((_, at) => at);
}

function splice(text: string, at: number, length: number, put: string): string {
  return text.slice(0, at) + put + text.slice(at + length);
}
