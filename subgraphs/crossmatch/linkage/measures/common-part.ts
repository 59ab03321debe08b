import { createCodePoints, readCodePoints } from './code-points.ts';

const left = createCodePoints();
const right = createCodePoints();
let run = new Int32Array(256);

/** Twice the longest run of characters in common / the sum of both lengths, 0..1. */
export function longestCommonSubstring(a: string, b: string): number {
  if (a === b) return 1;
  const leftLength = readCodePoints(left, a);
  const rightLength = readCodePoints(right, b);
  if (leftLength === 0 || rightLength === 0) return 0;
  if (run.length <= rightLength) run = new Int32Array(rightLength * 2);
  run.fill(0, 0, rightLength + 1);
  let longest = 0;
  for (let i = 0; i < leftLength; i += 1) {
    // From the right, so that run[j] is still the row before when run[j + 1] is written.
    for (let j = rightLength - 1; j >= 0; j -= 1) {
      const length = left.codes[i] === right.codes[j] ? (run[j] as number) + 1 : 0;
      run[j + 1] = length;
      if (length > longest) longest = length;
    }
  }
  return (2 * longest) / (leftLength + rightLength);
}

/** How many leading characters two texts share. */
export function prefix(a: string, b: string): number {
  const shorter = Math.min(readCodePoints(left, a), readCodePoints(right, b));
  let length = 0;
  while (length < shorter && left.codes[length] === right.codes[length]) length += 1;
  return length;
}

/** 1 when the shorter text begins the longer ('j' and 'john', 'will' and 'william'), else 0. */
export function startsWith(a: string, b: string): number {
  if (a === '' || b === '') return a === b ? 1 : 0;
  return a.startsWith(b) || b.startsWith(a) ? 1 : 0;
}

/** 1 when both texts are made of the same characters in any order, else 0. */
export function sameLetters(a: string, b: string): number {
  if (a === b) return 1;
  const length = readCodePoints(left, a);
  if (readCodePoints(right, b) !== length) return 0;
  left.codes.subarray(0, length).sort();
  right.codes.subarray(0, length).sort();
  for (let i = 0; i < length; i += 1) if (left.codes[i] !== right.codes[i]) return 0;
  return 1;
}
