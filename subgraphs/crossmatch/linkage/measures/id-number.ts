import { checkIdNumber, foldIdNumber, isMasked } from '../../../../kernel/id-number.ts';
import { createBoundedCache } from '../../../../kernel/runtime/bounded-cache.ts';
import { damerauLevenshtein, hamming } from './edit-distance.ts';

/** What idNumber says of two numbers, best last. */
export const ID_NUMBER = {
  /** Both pass GB 11643 and differ: evidence against, not a veto (numbers have been issued anew). */
  BOTH_VALID_AND_DIFFERENT: 0,
  /** Nothing in common that would tell. */
  NEITHER: 1,
  /** Some digits are hidden, and all that are shown agree (six at least). */
  MASKED_CONSISTENT: 2,
  /**
   * One slip apart, and at least one cannot be right as it stands: two places differ at most (so also two
   * neighbours exchanged), or a character is missing or too many.
   */
  NEAR_AND_INVALID: 3,
  /** Equal as written, but not a number that passes: another document, or the same mistake twice. */
  EQUAL_UNCHECKED: 4,
  /** Equal once a 15-digit number is converted: nothing checks the digits of such a number. */
  EQUAL_CONVERTED: 5,
  EQUAL_VALID: 6,
} as const;

type Read = {
  written: string;
  /** As written, or converted from 15 digits to 18. */
  number: string;
  state: 'VALID' | 'CONVERTED' | 'MASKED' | 'UNCHECKED';
};

const FEWEST_SHOWN = 6;
const RESIDENT = /^[\dX]{14,19}$/;
const MASK = /[*∗●×]/u;
const MASKS = /[*∗●×]+/gu;

const REMEMBERED = 100_000;
const remembered = createBoundedCache<Read>(REMEMBERED);

/**
 * How two identity numbers stand to each other: an ordinal of ID_NUMBER, higher = closer. MOD 11-2 finds every
 * single wrong digit and every exchange of neighbours, so two numbers that both pass are never one slip apart,
 * and two that look alike are twins or neighbours in the register.
 */
export function idNumber(a: string, b: string): number {
  const [left, right] = [read(a), read(b)];
  if (left.written === '' || right.written === '') return ID_NUMBER.NEITHER;
  if (left.state === 'MASKED' || right.state === 'MASKED') {
    return isConsistent(left.number, right.number)
      ? ID_NUMBER.MASKED_CONSISTENT
      : ID_NUMBER.NEITHER;
  }
  if (left.number === right.number) return equalAs(left.state, right.state);
  const near = isNear(left, right);
  if (left.state === 'VALID' && right.state === 'VALID') return ID_NUMBER.BOTH_VALID_AND_DIFFERENT;
  if (near) return ID_NUMBER.NEAR_AND_INVALID;
  const bothPass = left.state !== 'UNCHECKED' && right.state !== 'UNCHECKED';
  return bothPass ? ID_NUMBER.BOTH_VALID_AND_DIFFERENT : ID_NUMBER.NEITHER;
}

function read(text: string): Read {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const fresh = readAfresh(text);
  remembered.set(text, fresh);
  return fresh;
}

function readAfresh(text: string): Read {
  const written = foldIdNumber(text);
  const check = checkIdNumber(text);
  if (check.ok) {
    return { written, number: check.idNumber, state: check.converted ? 'CONVERTED' : 'VALID' };
  }
  return { written, number: written, state: isMasked(text) ? 'MASKED' : 'UNCHECKED' };
}

function equalAs(left: Read['state'], right: Read['state']): number {
  if (left === 'UNCHECKED') return ID_NUMBER.EQUAL_UNCHECKED;
  const valid = left === 'VALID' && right === 'VALID';
  return valid ? ID_NUMBER.EQUAL_VALID : ID_NUMBER.EQUAL_CONVERTED;
}

function isNear(left: Read, right: Read): boolean {
  if (!RESIDENT.test(left.number) || !RESIDENT.test(right.number)) return false;
  const converted = left.state === 'CONVERTED' || right.state === 'CONVERTED';
  // The check character of a converted number was computed from its digits, wrong ones included.
  const end = converted ? 17 : 18;
  return (
    isOneSlipApart(left.number.slice(0, end), right.number.slice(0, end)) ||
    isOneSlipApart(left.written, right.written)
  );
}

function isOneSlipApart(a: string, b: string): boolean {
  if (a.length === b.length) return hamming(a, b) <= 2;
  return Math.abs(a.length - b.length) === 1 && damerauLevenshtein(a, b) === 1;
}

/** Place by place when equally long; else by what stands before and behind the hidden part. */
function isConsistent(a: string, b: string): boolean {
  if (a.length === b.length) {
    let shown = 0;
    for (let i = 0; i < a.length; i += 1) {
      if (MASK.test(a.charAt(i)) || MASK.test(b.charAt(i))) continue;
      if (a.charAt(i) !== b.charAt(i)) return false;
      shown += 1;
    }
    return shown >= FEWEST_SHOWN;
  }
  const [masked, whole] = MASK.test(a) ? [a, b] : [b, a];
  const [head = '', tail = '', ...more] = masked.split(MASKS);
  if (more.length > 0 || MASK.test(whole) || head.length + tail.length < FEWEST_SHOWN) return false;
  return whole.length > head.length + tail.length && whole.startsWith(head) && whole.endsWith(tail);
}
