import { createCodePoints, readCodePoints } from './code-points.ts';

const left = createCodePoints();
const right = createCodePoints();
/** Of each character, the places of a piece of the left text where it stands, as bits; all 0 between two calls. */
const standsAt = new Int32Array(0x110000);
let carried = new Uint8Array(256);

/** Levenshtein distance: the fewest characters put in, taken out or replaced. */
export function levenshtein(a: string, b: string): number {
  return editDistance(a, b, false);
}

/**
 * Damerau–Levenshtein distance in its *optimal string alignment* form: two neighbours exchanged count as one
 * edit, and no part is edited twice ('ca' to 'abc' is 3, not 2). It is what typing errors ask for, but not a
 * metric: the triangle inequality may fail.
 */
export function damerauLevenshtein(a: string, b: string): number {
  return editDistance(a, b, true);
}

/** 1 − Levenshtein distance / the longer length, 0..1; two empty texts are equal. */
export function levenshteinSimilarity(a: string, b: string): number {
  if (a === b) return 1;
  const edits = levenshtein(a, b);
  return 1 - edits / Math.max(left.length, right.length);
}

/** Places that differ; texts of different length are as far apart as the longer is long. */
export function hamming(a: string, b: string): number {
  if (a === b) return 0;
  const length = readCodePoints(left, a);
  if (readCodePoints(right, b) !== length) return Math.max(length, right.length);
  let different = 0;
  for (let i = 0; i < length; i += 1) if (left.codes[i] !== right.codes[i]) different += 1;
  return different;
}

function editDistance(a: string, b: string, swaps: boolean): number {
  if (a === b) return 0;
  let leftEnd = readCodePoints(left, a);
  let rightEnd = readCodePoints(right, b);
  // What both begin and end with costs nothing, and most compared values differ in little.
  while (leftEnd > 0 && rightEnd > 0 && left.codes[leftEnd - 1] === right.codes[rightEnd - 1]) {
    leftEnd -= 1;
    rightEnd -= 1;
  }
  let start = 0;
  while (start < leftEnd && start < rightEnd && left.codes[start] === right.codes[start])
    start += 1;
  if (start === leftEnd) return rightEnd - start;
  if (start === rightEnd) return leftEnd - start;
  return bitColumns(start, leftEnd, rightEnd, swaps);
}

const WORD_BITS = 32;
/** What a piece hands on to the one below it: the row between them rises, falls, or may begin an exchange. */
const [RISES, FALLS, EXCHANGES] = [1, 2, 4];

/**
 * The usual table, a column of 32 rows at a time in the bits of a whole number (Myers 1999; in pieces and with
 * exchanges Hyyrö 2003): many times as fast as cell by cell.
 */
function bitColumns(start: number, leftEnd: number, rightEnd: number, swaps: boolean): number {
  const width = rightEnd - start;
  if (carried.length < width) carried = new Uint8Array(width * 2);
  carried.fill(RISES, 0, width);
  let rise = 0;
  for (let from = start; from < leftEnd; from += WORD_BITS) {
    const height = Math.min(WORD_BITS, leftEnd - from);
    for (let i = 0; i < height; i += 1) {
      const code = left.codes[from + i] as number;
      standsAt[code] = (standsAt[code] as number) | (1 << i);
    }
    rise = pieceOf(1 << (height - 1), start, rightEnd, swaps);
    for (let i = 0; i < height; i += 1) standsAt[left.codes[from + i] as number] = 0;
  }
  return leftEnd - start + rise;
}

/** Goes over the right text for one piece of the left; returns by how much the row `last` rises from end to end. */
function pieceOf(last: number, start: number, rightEnd: number, swaps: boolean): number {
  let [more, less, free, equalBefore] = [-1, 0, 0, 0];
  let rise = 0;
  for (let j = start; j < rightEnd; j += 1) {
    const carry = carried[j - start] as number;
    const equal = standsAt[right.codes[j] as number] as number;
    const begun = ~free & equal;
    const exchanged = swaps ? ((begun << 1) | (carry >> 2)) & equalBefore : 0;
    const same = equal | ((carry >> 1) & 1);
    free = (((same & more) + more) ^ more) | same | less | exchanged;
    const rises = less | ~(free | more);
    const falls = more & free;
    if ((rises & last) !== 0) rise += 1;
    if ((falls & last) !== 0) rise -= 1;
    carried[j - start] =
      (rises < 0 ? RISES : 0) | (falls < 0 ? FALLS : 0) | (begun < 0 ? EXCHANGES : 0);
    const besideMore = (rises << 1) | (carry & 1);
    const besideLess = (falls << 1) | ((carry >> 1) & 1);
    more = besideLess | ~(free | besideMore);
    less = free & besideMore;
    equalBefore = equal;
  }
  return rise;
}
