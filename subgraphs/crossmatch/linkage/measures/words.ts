import { jaroWinkler } from './jaro.ts';
import { wordsOf } from './text-items.ts';

/** Cosine of the word counts of two texts (or list values), 0..1. */
export function tokenCosine(a: string, b: string): number {
  if (a === b) return 1;
  const left = counted(wordsOf(a));
  const right = counted(wordsOf(b));
  let product = 0;
  for (const [word, times] of left) product += times * (right.get(word) ?? 0);
  // A product of the squares, not of the roots: the same whichever side comes first.
  return product === 0 ? 0 : Math.min(1, product / Math.sqrt(squares(left) * squares(right)));
}

/**
 * Monge–Elkan with Jaro–Winkler, 0..1: each word with the most similar word of the other side, averaged;
 * then the mean of both directions, because a word too many counts on one side only.
 */
export function mongeElkan(a: string, b: string): number {
  if (a === b) return 1;
  const left = wordsOf(a);
  const right = wordsOf(b);
  if (left.length === 0 || right.length === 0) return left.length === right.length ? 1 : 0;
  const bestOfRight = right.map(() => 0);
  let leftSum = 0;
  for (const word of left) {
    let best = 0;
    for (let j = 0; j < right.length; j += 1) {
      const alike = jaroWinkler(word, right[j] as string);
      if (alike > best) best = alike;
      if (alike > (bestOfRight[j] as number)) bestOfRight[j] = alike;
    }
    leftSum += best;
  }
  const rightSum = bestOfRight.reduce((sum, best) => sum + best, 0);
  return (leftSum / left.length + rightSum / right.length) / 2;
}

function counted(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function squares(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const times of counts.values()) sum += times * times;
  return sum;
}
