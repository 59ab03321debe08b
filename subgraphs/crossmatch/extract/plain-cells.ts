import type { TextEncodingName } from '../../../kernel/tabular/encoding.ts';

// Cells judged as bytes. Every function here may answer "not plain", and then the row is read the ordinary
// way; none may ever accept what the ordinary way would set aside.

/** The bytes of the few characters that matter, in one encoding. */
export type PlainAlphabet = {
  year: readonly number[];
  month: readonly number[];
  day: readonly number[];
  /** 无, a missing value. */
  none: readonly number[];
  /** How many bytes the character at `at` takes; 0 when it is not one that surely may stand in a cell. */
  step(bytes: Uint8Array, at: number, end: number): number;
};

const ZERO = 48;
const SPACE = 0x20;
const DELETE = 0x7f;
const HYPHEN = 45;
const SLASH = 47;
const MAX_TEXT_BYTES = 1000;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = Buffer.from('10X98765432');
const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const GB18030: PlainAlphabet = {
  year: [0xc4, 0xea],
  month: [0xd4, 0xc2],
  day: [0xc8, 0xd5],
  none: [0xce, 0xde],
  step(bytes, at, end) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) return byte >= SPACE && byte !== DELETE ? 1 : 0;
    const trail = at + 1 < end ? (bytes[at + 1] ?? 0) : 0;
    // Two bytes are text; only A1A1, the wide space, would have to be trimmed. Four bytes may be anything.
    if (byte === 0x80 || byte === 0xff || trail < 0x40 || trail === 0x7f || trail === 0xff)
      return 0;
    return byte === 0xa1 && trail === 0xa1 ? 0 : 2;
  },
};

const UTF8: PlainAlphabet = {
  year: [0xe5, 0xb9, 0xb4],
  month: [0xe6, 0x9c, 0x88],
  day: [0xe6, 0x97, 0xa5],
  none: [0xe6, 0x97, 0xa0],
  step(bytes, at, end) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) return byte >= SPACE && byte !== DELETE ? 1 : 0;
    // U+3000 to U+9FFF, without the wide space that begins it, holds neither controls nor white space.
    if (byte < 0xe3 || byte > 0xe9 || at + 2 >= end) return 0;
    const [second = 0, third = 0] = [bytes[at + 1], bytes[at + 2]];
    if (second >> 6 !== 2 || third >> 6 !== 2) return 0;
    return byte === 0xe3 && second === 0x80 && third === 0x80 ? 0 : 3;
  },
};

/** The alphabet of a file's encoding. */
export function plainAlphabet(encoding: TextEncodingName): PlainAlphabet {
  return encoding === 'gb18030' ? GB18030 : UTF8;
}

/** Whether the cell is text without anything to trim, to forbid or to take for missing. */
export function isPlainText(
  bytes: Uint8Array,
  from: number,
  end: number,
  alphabet: PlainAlphabet,
): boolean {
  const length = end - from;
  if (length === 0 || length > MAX_TEXT_BYTES) return false;
  if (bytes[from] === SPACE || bytes[end - 1] === SPACE) return false;
  if (length === 1 && (bytes[from] === HYPHEN || bytes[from] === SLASH)) return false;
  if (length === alphabet.none.length && holds(bytes, from, alphabet.none)) return false;
  return isAllText(bytes, from, end, alphabet);
}

/** Whether every character surely may stand in a cell. */
export function isAllText(
  bytes: Uint8Array,
  from: number,
  end: number,
  alphabet: PlainAlphabet,
): boolean {
  let at = from;
  while (at < end) {
    const step = alphabet.step(bytes, at, end);
    if (step === 0) return false;
    at += step;
  }
  return true;
}

/** Whether the cell is a resident number of the years 1900–2099 with its right check character, as it stands. */
export function isPlainNumber(bytes: Uint8Array, from: number, end: number): boolean {
  const first = (bytes[from] ?? 0) - ZERO;
  if (end - from !== 18 || first < 1 || first > 6) return false;
  let sum = 0;
  for (let i = 0; i < 17; i++) {
    const digit = (bytes[from + i] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return false;
    sum += digit * (WEIGHTS[i] ?? 0);
  }
  if (bytes[from + 17] !== CHECK_CHARACTERS[sum % 11]) return false;
  const century = twoDigits(bytes, from + 6);
  if (century !== 19 && century !== 20) return false;
  return isDay(twoDigits(bytes, from + 10), twoDigits(bytes, from + 12));
}

/** The day in the cell as the number yyyymmdd; 0 when it is not plainly one (29 February is not). */
export function plainDate(
  bytes: Uint8Array,
  from: number,
  end: number,
  alphabet: PlainAlphabet,
): number {
  if (end - from < 8 || (bytes[from] ?? 0) === ZERO) return 0;
  const year = digits(bytes, from, from + 4);
  if (year < 1000) return 0;
  const separator = bytes[from + 4] ?? 0;
  if (isDigit(separator))
    return end - from === 8
      ? dayNumber(year, twoDigits(bytes, from + 4), twoDigits(bytes, from + 6))
      : 0;
  const chinese = separator !== HYPHEN && separator !== SLASH;
  const between = chinese ? alphabet.year.length : 1;
  if (chinese && !holds(bytes, from + 4, alphabet.year)) return 0;
  const monthAt = from + 4 + between;
  const monthEnd = monthAt + (isDigit(bytes[monthAt + 1] ?? 0) ? 2 : 1);
  if (chinese ? !holds(bytes, monthEnd, alphabet.month) : bytes[monthEnd] !== separator) return 0;
  const dayAt = monthEnd + between;
  const dayEnd = dayAt + (isDigit(bytes[dayAt + 1] ?? 0) ? 2 : 1);
  if (chinese && !holds(bytes, dayEnd, alphabet.day)) return 0;
  if (end !== dayEnd + (chinese ? alphabet.day.length : 0)) return 0;
  return dayNumber(year, digits(bytes, monthAt, monthEnd), digits(bytes, dayAt, dayEnd));
}

/** A cell of at most six bytes as one number, so that words can be remembered; -1 for a longer one. */
export function wordKey(bytes: Uint8Array, from: number, end: number): number {
  if (end - from > 6) return -1;
  let key = end - from;
  for (let at = from; at < end; at++) key = key * 256 + (bytes[at] ?? 0);
  return key;
}

function dayNumber(year: number, month: number, day: number): number {
  return isDay(month, day) ? year * 10_000 + month * 100 + day : 0;
}

function isDay(month: number, day: number): boolean {
  return day >= 1 && day <= (DAYS[month] ?? 0);
}

function holds(bytes: Uint8Array, at: number, expected: readonly number[]): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false;
  return true;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}

function twoDigits(bytes: Uint8Array, at: number): number {
  return digits(bytes, at, at + 2);
}

/** The number that the digits make; far out of any range when one of them is none. */
function digits(bytes: Uint8Array, from: number, end: number): number {
  let number = 0;
  for (let at = from; at < end; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    number = digit < 0 || digit > 9 ? -100_000 : number * 10 + digit;
  }
  return number;
}
