import { standsInFor } from '../../../../kernel/person-name.ts';
import { createBoundedCache } from '../../../../kernel/runtime/bounded-cache.ts';
import { foldedName, plainName, splitName, type NameParts } from '../standardisers/han-names.ts';
import { soundAlike, syllablesOf } from '../standardisers/pinyin-readings.ts';
import { damerauLevenshtein } from './edit-distance.ts';

/** What chineseName says of two names, best last: the highest that applies. */
export const CHINESE_NAME = {
  OTHER: 0,
  /** Only the surname is the same. */
  SURNAME: 1,
  /** One character differs, is missing, or stands one place off; the longer name has at least three. */
  ONE_CHARACTER: 2,
  /** Another surname, and a given name of at least two characters the same. */
  SURNAME_CHANGED: 3,
  /** Given name first (小明王), or the parts of a dotted name in other order. */
  REVERSED: 4,
  /** A dotted name cut short, or its first part only. */
  SEGMENTS: 5,
  /** Pinyin, ?, □ or * in place of characters, all the rest the same; or the whole name in pinyin. */
  STAND_IN: 6,
  /** Same surname, same length, and what differs sounds the same without tones. */
  HOMOPHONE: 7,
  /** The same in simplified characters, variants as one, without dots. */
  EQUAL_FOLDED: 8,
  EQUAL: 9,
} as const;

type Prepared = {
  name: string;
  /** Simplified, variants as one; with dots. */
  folded: string;
  dotless: string;
  /** Code points of `dotless`. */
  codes: readonly number[];
  isDotted: boolean;
  parts: NameParts | null;
  /** Given name before surname. */
  reversed: string | null;
  hasStandIn: boolean;
};

// Names come in runs of one left value against many right ones, and the same names come back.
const REMEMBERED = 50_000;
const STAND_IN = /[A-Za-z?□*]/u;
const prepared = createBoundedCache<Prepared>(REMEMBERED);

/** How two Chinese persons' names stand to each other: an ordinal of CHINESE_NAME, higher = closer. */
export function chineseName(a: string, b: string): number {
  if (a === b) return CHINESE_NAME.EQUAL;
  const [left, right] = [prepare(a), prepare(b)];
  if (left.name === right.name) return CHINESE_NAME.EQUAL;
  if (left.dotless === right.dotless) return CHINESE_NAME.EQUAL_FOLDED;
  const sameSurname = left.parts !== null && left.parts.surname === right.parts?.surname;
  if (sameSurname && soundsTheSame(left, right)) return CHINESE_NAME.HOMOPHONE;
  if ((left.hasStandIn || right.hasStandIn) && oneStandsIn(left, right)) {
    return CHINESE_NAME.STAND_IN;
  }
  if (sharesSegments(left, right)) return CHINESE_NAME.SEGMENTS;
  if (isReversed(left, right)) return CHINESE_NAME.REVERSED;
  if (isSurnameChanged(left.parts, right.parts)) return CHINESE_NAME.SURNAME_CHANGED;
  if (isOneCharacterOff(left, right)) return CHINESE_NAME.ONE_CHARACTER;
  return sameSurname ? CHINESE_NAME.SURNAME : CHINESE_NAME.OTHER;
}

function prepare(text: string): Prepared {
  const known = prepared.get(text);
  if (known !== undefined) return known;
  const name = plainName(text) ?? '';
  const folded = foldedName(name);
  const isDotted = folded.includes('·');
  const dotless = isDotted ? folded.replaceAll('·', '') : folded;
  const parts = splitName(folded);
  const ready = {
    name,
    folded,
    dotless,
    codes: Array.from(dotless, (character) => character.codePointAt(0) ?? 0),
    isDotted,
    parts,
    reversed: parts === null ? null : parts.given + parts.surname,
    hasStandIn: STAND_IN.test(folded),
  };
  prepared.set(text, ready);
  return ready;
}

function soundsTheSame({ codes: left }: Prepared, { codes: right }: Prepared): boolean {
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i += 1) {
    const [a, b] = [left[i] as number, right[i] as number];
    if (a !== b && !soundAlike(a, b)) return false;
  }
  return true;
}

function oneStandsIn(left: Prepared, right: Prepared): boolean {
  if (standsInFor(left.folded, right.folded) || standsInFor(right.folded, left.folded)) return true;
  const [latin, other] = isLatin(left.dotless) ? [left, right] : [right, left];
  if (!isLatin(latin.dotless) || other.parts === null) return false;
  return syllablesOf(other.folded)?.join('') === latin.dotless.toLowerCase().replaceAll('ü', 'v');
}

function isLatin(name: string): boolean {
  return /^[A-Za-zü]+$/.test(name);
}

function sharesSegments(left: Prepared, right: Prepared): boolean {
  if (!left.isDotted && !right.isDotted) return false;
  const [shorter, longer] =
    left.dotless.length < right.dotless.length ? [left, right] : [right, left];
  if (shorter.codes.length >= 2 && longer.dotless.startsWith(shorter.dotless)) return true;
  const [first = ''] = left.folded.split('·');
  return (
    left.isDotted && right.isDotted && first.length >= 2 && right.folded.startsWith(`${first}·`)
  );
}

function isReversed(left: Prepared, right: Prepared): boolean {
  if (left.codes.length !== right.codes.length) return false;
  if (left.isDotted && right.isDotted) return sortedParts(left) === sortedParts(right);
  return left.reversed === right.dotless || right.reversed === left.dotless;
}

function sortedParts({ folded }: Prepared): string {
  return folded.split('·').sort().join('·');
}

function isSurnameChanged(left: NameParts | null, right: NameParts | null): boolean {
  if (left === null || right === null || left.surname === right.surname) return false;
  return left.given === right.given && [...left.given].length >= 2;
}

function isOneCharacterOff(left: Prepared, right: Prepared): boolean {
  const [a, b] = [left.codes.length, right.codes.length];
  if (Math.max(a, b) < 3 || Math.abs(a - b) > 1) return false;
  return damerauLevenshtein(left.dotless, right.dotless) === 1;
}
