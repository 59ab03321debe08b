import { createCodePoints, readCodePoints } from './code-points.ts';

const left = createCodePoints();
const right = createCodePoints();
let rows: [Int32Array, Int32Array, Int32Array] = [
  new Int32Array(256),
  new Int32Array(256),
  new Int32Array(256),
];

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
  const fits = leftEnd - start <= WORD_BITS && isBasic(left.codes, start, leftEnd);
  return (fits ? bitColumns : fillRows)(start, leftEnd, rightEnd, swaps);
}

const WORD_BITS = 32;
const BASIC_PLANE = 0x10000;
/** Of each character, the places of the left text where it stands, as bits; all 0 between two calls. */
const standsAt = new Int32Array(BASIC_PLANE);

function isBasic(codes: Int32Array, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) if ((codes[i] as number) >= BASIC_PLANE) return false;
  return true;
}

/** The same table, a column at a time in the bits of whole numbers (Myers 1999; with swaps Hyyrö 2003). */
function bitColumns(start: number, leftEnd: number, rightEnd: number, swaps: boolean): number {
  const height = leftEnd - start;
  for (let i = 0; i < height; i += 1) {
    const code = left.codes[start + i] as number;
    standsAt[code] = (standsAt[code] as number) | (1 << i);
  }
  const last = 1 << (height - 1);
  let [more, less, free, equalBefore] = [-1, 0, 0, 0];
  let edits = height;
  for (let j = start; j < rightEnd; j += 1) {
    const code = right.codes[j] as number;
    const equal = code < BASIC_PLANE ? (standsAt[code] as number) : 0;
    const swapped = swaps ? ((~free & equal) << 1) & equalBefore : 0;
    free = (((equal & more) + more) ^ more) | equal | less | swapped;
    let besideMore = less | ~(free | more);
    let besideLess = more & free;
    if ((besideMore & last) !== 0) edits += 1;
    if ((besideLess & last) !== 0) edits -= 1;
    besideMore = (besideMore << 1) | 1;
    besideLess <<= 1;
    more = besideLess | ~(free | besideMore);
    less = free & besideMore;
    equalBefore = equal;
  }
  for (let i = start; i < leftEnd; i += 1) standsAt[left.codes[i] as number] = 0;
  return edits;
}

/** The usual table, three rows of it: the one being filled, the one before, and the one before that. */
function fillRows(start: number, leftEnd: number, rightEnd: number, swaps: boolean): number {
  const width = rightEnd - start;
  let [older, previous, current] = rowsOf(width + 1);
  for (let j = 0; j <= width; j += 1) previous[j] = j;
  for (let i = 1; i <= leftEnd - start; i += 1) {
    const code = left.codes[start + i - 1];
    const codeBefore = i > 1 && swaps ? left.codes[start + i - 2] : -1;
    current[0] = i;
    let beside = i;
    let diagonal = i - 1;
    for (let j = 1; j <= width; j += 1) {
      const above = previous[j] as number;
      const other = right.codes[start + j - 1];
      let best = diagonal;
      if (code !== other) {
        best =
          1 +
          (beside < above ? (beside < diagonal ? beside : diagonal) : Math.min(above, diagonal));
        if (j > 1 && codeBefore === other && right.codes[start + j - 2] === code) {
          best = Math.min(best, (older[j - 2] as number) + 1);
        }
      }
      current[j] = best;
      beside = best;
      diagonal = above;
    }
    [older, previous, current] = [previous, current, older];
  }
  return previous[width] as number;
}

function rowsOf(length: number): [Int32Array, Int32Array, Int32Array] {
  if (rows[0].length < length) {
    const size = length * 2;
    rows = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
  }
  return rows;
}
