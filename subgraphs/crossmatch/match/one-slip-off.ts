import { foldIdNumber } from '../../../kernel/id-number.ts';

const LENGTH = 18;
const X = 10;
/** GB 11643-1999 (ISO 7064 MOD 11-2): the weighted digits of a valid number leave 1. */
const WEIGHTS = Array.from({ length: LENGTH }, (_, at) => 2 ** (LENGTH - 1 - at) % 11);
const LEFT = 1;

/**
 * The valid 18-digit numbers that someone may have meant who wrote this one: one character mistyped, left out or put
 * in, or two neighbours exchanged (Damerau 1964 found four in five slips to be one of these), and the number itself
 * when it is valid. About one in eleven of all such writings is valid, some twenty numbers. None for a masked number
 * or one of another length.
 */
export function numbersOneSlipOff(idNumber: string): string[] {
  const folded = foldIdNumber(idNumber);
  if (!/^[\dX]{17,19}$/.test(folded)) return [];
  const digits = Array.from(folded, (character) => (character === 'X' ? X : Number(character)));
  if (digits.length < LENGTH) return textsOf(withOnePutIn(digits));
  if (digits.length > LENGTH) return textsOf(withOneLeftOut(digits));
  return textsOf([...mistyped(digits), ...exchanged(digits)]);
}

function* mistyped(digits: readonly number[]): Generator<number[]> {
  const rest = remainderOf(digits);
  for (const [at, old] of digits.entries()) {
    const weight = WEIGHTS[at] ?? 0;
    for (let digit = 0; digit <= mostAt(at); digit++) {
      if ((rest + weight * (digit + 11 - old)) % 11 !== LEFT) continue;
      const other = digits.with(at, digit);
      if (isValid(other)) yield other;
    }
  }
}

function* exchanged(digits: readonly number[]): Generator<number[]> {
  for (let at = 0; at + 1 < digits.length; at++) {
    const [a = 0, b = 0] = digits.slice(at, at + 2);
    const other = digits.with(at, b).with(at + 1, a);
    if (a !== b && isValid(other)) yield other;
  }
}

function* withOnePutIn(digits: readonly number[]): Generator<number[]> {
  for (let at = 0; at <= digits.length; at++) {
    for (let digit = 0; digit <= mostAt(at); digit++) {
      const other = digits.toSpliced(at, 0, digit);
      if (isValid(other)) yield other;
    }
  }
}

function* withOneLeftOut(digits: readonly number[]): Generator<number[]> {
  for (const at of digits.keys()) {
    const other = digits.toSpliced(at, 1);
    if (isValid(other)) yield other;
  }
}

/** Only the check character may be X. */
function mostAt(at: number): number {
  return at === LENGTH - 1 ? X : 9;
}

function isValid(digits: readonly number[]): boolean {
  return remainderOf(digits) === LEFT && !digits.slice(0, -1).includes(X);
}

function remainderOf(digits: readonly number[]): number {
  return digits.reduce((sum, digit, at) => sum + digit * (WEIGHTS[at] ?? 0), 0) % 11;
}

function textsOf(numbers: Iterable<readonly number[]>): string[] {
  const texts = Array.from(numbers, (digits) =>
    digits.map((digit) => (digit === X ? 'X' : String(digit))).join(''),
  );
  return [...new Set(texts)];
}
