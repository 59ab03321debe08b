import { isPlainDate, plainDate, type PlainDate } from './plain-date.ts';

export type Sex = 'MALE' | 'FEMALE';

/** 证件类型 */
export type DocumentClass =
  | 'RESIDENT_ID'
  | 'MILITARY_ID'
  | 'PASSPORT'
  | 'HK_MACAU_PERMIT'
  | 'HMT_RESIDENCE_PERMIT'
  | 'FOREIGN_PERMANENT_RESIDENT'
  | 'OTHER';

type IdNumberProblem = 'ID_LENGTH' | 'ID_MASKED' | 'ID_CHECKSUM';

export type IdNumberCheck =
  | { ok: true; idNumber: string; converted: boolean; documentClass: DocumentClass }
  | { ok: false; code: IdNumberProblem };

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';
const ZERO = '0'.charCodeAt(0);
const PLAIN = /^[\dX]*$/;
const MASK = /[*∗●×]/u;
const FOREIGN_CARD_BEFORE_2023 = /^[A-Z]{3}\d{12}$/;

/** Full-width to half-width, lower case to upper, spaces and zero-width characters removed. */
export function foldIdNumber(text: string): string {
  // Nearly every number of an extract is written as it should be, and folding costs more than checking.
  if (PLAIN.test(text)) return text;
  return text
    .normalize('NFKC')
    .replace(/[\s\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** Whether some characters were hidden by whoever wrote the number. */
export function isMasked(text: string): boolean {
  return MASK.test(foldIdNumber(text));
}

/**
 * Folds and checks a number by GB 11643: length, then masking, then birth date and check character.
 * A 15-digit number is converted to 18. Unknown regions pass: boundaries change, cards do not.
 * The numbers of 港澳台居民居住证 (81–83) and of 外国人永久居留证 (9, and the older three letters with
 * twelve digits) are recognised; `documentClass` tells which it is.
 */
export function checkIdNumber(text: string): IdNumberCheck {
  const number = foldIdNumber(text);
  if (number.length !== 18 && number.length !== 15) return { ok: false, code: 'ID_LENGTH' };
  if (MASK.test(number)) return { ok: false, code: 'ID_MASKED' };
  if (FOREIGN_CARD_BEFORE_2023.test(number)) return accepted(number, false);
  const converted = /^\d{15}$/.test(number);
  const idNumber = converted ? toEighteen(number) : number;
  return isValid(idNumber) ? accepted(idNumber, converted) : { ok: false, code: 'ID_CHECKSUM' };
}

/** The check character of the first seventeen digits (ISO 7064 MOD 11-2). */
export function checkCharacter(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * digitAt(first17, i), 0);
  return CHECK_CHARACTERS.charAt(sum % 11);
}

/** The birth date in a valid 18-character number. Throws INVALID_INPUT when there is none. */
export function birthDateOf(id18: string): PlainDate {
  return plainDate(birthDateText(id18));
}

/** The sex in a valid 18-character number: the seventeenth digit is odd for men. */
export function sexOf(id18: string): Sex {
  return digitAt(id18, 16) % 2 === 1 ? 'MALE' : 'FEMALE';
}

/**
 * '310106********002X' for 18 characters, region and last three for 15 digits; of any other document the
 * first two and last two stay. Never throws, and of four characters or fewer nothing stays.
 */
export function maskIdNumber(text: string): string {
  const characters = [...foldIdNumber(text)];
  const [head, tail] = shownCharacters(characters);
  const hidden = '*'.repeat(Math.max(characters.length - head - tail, 0));
  return [...characters.slice(0, head), hidden, ...characters.slice(characters.length - tail)].join(
    '',
  );
}

/**
 * The one string by which persons and records are compared. Numbers that pass GB 11643 are their own key
 * whichever card carries them; other documents match only the same number of the same class.
 */
export function matchKey(documentClass: DocumentClass, number: string): string {
  const folded = foldIdNumber(number);
  if (!CHECKED_CLASSES.has(documentClass)) return `${documentClass}|${folded}`;
  const check = checkIdNumber(folded);
  if (!check.ok) return `${documentClass}|${folded}`;
  return check.idNumber.length === 18 ? check.idNumber : `${check.documentClass}|${check.idNumber}`;
}

const CHECKED_CLASSES: ReadonlySet<DocumentClass> = new Set([
  'RESIDENT_ID',
  'HMT_RESIDENCE_PERMIT',
  'FOREIGN_PERMANENT_RESIDENT',
]);

function accepted(idNumber: string, converted: boolean): IdNumberCheck {
  return { ok: true, idNumber, converted, documentClass: classOf(idNumber) };
}

function classOf(idNumber: string): DocumentClass {
  if (/^([A-Z]|9)/.test(idNumber)) return 'FOREIGN_PERMANENT_RESIDENT';
  return /^8[123]/.test(idNumber) ? 'HMT_RESIDENCE_PERMIT' : 'RESIDENT_ID';
}

function toEighteen(id15: string): string {
  const first17 = `${id15.slice(0, 6)}19${id15.slice(6)}`;
  return first17 + checkCharacter(first17);
}

function isValid(id18: string): boolean {
  if (!/^\d{17}[\dX]$/.test(id18)) return false;
  // Nobody on a roll was born before 1800 or after 2099: such a century is a slip of the pen.
  if (!/^(18|19|20)/.test(id18.slice(6)) || !isPlainDate(birthDateText(id18))) return false;
  return checkCharacter(id18) === id18.charAt(17);
}

function birthDateText(id18: string): string {
  return `${id18.slice(6, 10)}-${id18.slice(10, 12)}-${id18.slice(12, 14)}`;
}

function shownCharacters(characters: readonly string[]): [head: number, tail: number] {
  if (characters.length === 18) return [6, 4];
  if (/^\d{15}$/.test(characters.join(''))) return [6, 3];
  return characters.length > 4 ? [2, 2] : [0, 0];
}

function digitAt(text: string, position: number): number {
  return text.charCodeAt(position) - ZERO;
}
