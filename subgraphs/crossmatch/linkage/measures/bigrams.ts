import { createCodePoints, readCodePoints, type CodePoints } from './code-points.ts';

type Bigrams = { points: CodePoints; pairs: Float64Array; count: number };

// Code points end at 0x10ffff, so two of them fit exactly into a double.
const CODE_POINTS = 0x110000;

const left: Bigrams = { points: createCodePoints(), pairs: new Float64Array(256), count: 0 };
const right: Bigrams = { points: createCodePoints(), pairs: new Float64Array(256), count: 0 };

/** Jaccard index of the sets of neighbouring characters, 0..1; a single character stands for itself. */
export function bigramJaccard(a: string, b: string): number {
  if (a === b) return 1;
  const both = sharedPairs(a, b);
  return both / (left.count + right.count - both);
}

/** Dice coefficient of the sets of neighbouring characters, 0..1: twice the shared / the sum of both. */
export function bigramDice(a: string, b: string): number {
  if (a === b) return 1;
  return (2 * sharedPairs(a, b)) / (left.count + right.count);
}

function sharedPairs(a: string, b: string): number {
  readBigrams(left, a);
  readBigrams(right, b);
  let both = 0;
  for (let i = 0, j = 0; i < left.count && j < right.count;) {
    const difference = (left.pairs[i] as number) - (right.pairs[j] as number);
    if (difference === 0) both += 1;
    if (difference <= 0) i += 1;
    if (difference >= 0) j += 1;
  }
  return both;
}

/** Fills `pairs` with the distinct pairs of neighbours, in order. */
function readBigrams(into: Bigrams, text: string): void {
  const length = readCodePoints(into.points, text);
  const codes = into.points.codes;
  if (into.pairs.length < length) into.pairs = new Float64Array(length * 2);
  const pairs = into.pairs;
  const all = length === 1 ? 1 : Math.max(0, length - 1);
  for (let i = 0; i < all; i += 1) {
    const second = length === 1 ? 0 : (codes[i + 1] as number) + 1;
    pairs[i] = (codes[i] as number) * (CODE_POINTS + 1) + second;
  }
  pairs.subarray(0, all).sort();
  let count = 0;
  for (let i = 0; i < all; i += 1) {
    if (i > 0 && pairs[i] === pairs[i - 1]) continue;
    pairs[count] = pairs[i] as number;
    count += 1;
  }
  into.count = count;
}
