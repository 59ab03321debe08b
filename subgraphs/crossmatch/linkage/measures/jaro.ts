import { createCodePoints, readCodePoints } from './code-points.ts';

const PREFIX_WEIGHT = 0.1;
const LONGEST_PREFIX = 4;
const BOOST_ABOVE = 0.7;

const left = createCodePoints();
const right = createCodePoints();
let leftMatched = new Uint8Array(256);
let rightMatched = new Uint8Array(256);

/**
 * Jaro similarity, 0..1 (Jaro, JASA 84, 1989): characters in common within half the longer length, less
 * half of those out of order (whole transpositions, as in the Census Bureau's own program).
 */
export function jaro(a: string, b: string): number {
  if (a === b) return 1;
  const leftLength = readCodePoints(left, a);
  const rightLength = readCodePoints(right, b);
  if (leftLength === 0 || rightLength === 0) return 0;
  const common = matchCharacters(leftLength, rightLength);
  if (common === 0) return 0;
  const swapped = transpositions(leftLength);
  return (common / leftLength + common / rightLength + (common - swapped) / common) / 3;
}

/**
 * Jaro–Winkler similarity, 0..1 (Winkler 1990): a Jaro above 0.7 is raised by a tenth of what it lacks for
 * each of up to four leading characters in common.
 */
export function jaroWinkler(a: string, b: string): number {
  const similarity = jaro(a, b);
  if (similarity <= BOOST_ABOVE || similarity === 1) return similarity;
  const longest = Math.min(LONGEST_PREFIX, left.length, right.length);
  let prefix = 0;
  while (prefix < longest && left.codes[prefix] === right.codes[prefix]) prefix += 1;
  return similarity + prefix * PREFIX_WEIGHT * (1 - similarity);
}

function matchCharacters(leftLength: number, rightLength: number): number {
  const window = Math.max(0, (Math.max(leftLength, rightLength) >> 1) - 1);
  leftMatched = cleared(leftMatched, leftLength);
  rightMatched = cleared(rightMatched, rightLength);
  let common = 0;
  for (let i = 0; i < leftLength; i += 1) {
    const code = left.codes[i];
    const end = Math.min(rightLength, i + window + 1);
    for (let j = Math.max(0, i - window); j < end; j += 1) {
      if (right.codes[j] !== code || rightMatched[j] === 1) continue;
      leftMatched[i] = 1;
      rightMatched[j] = 1;
      common += 1;
      break;
    }
  }
  return common;
}

function transpositions(leftLength: number): number {
  let outOfOrder = 0;
  let j = 0;
  for (let i = 0; i < leftLength; i += 1) {
    if (leftMatched[i] === 0) continue;
    while (rightMatched[j] === 0) j += 1;
    if (left.codes[i] !== right.codes[j]) outOfOrder += 1;
    j += 1;
  }
  return outOfOrder >> 1;
}

function cleared(flags: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  if (flags.length < length) return new Uint8Array(length * 2);
  for (let i = 0; i < length; i += 1) flags[i] = 0;
  return flags;
}
