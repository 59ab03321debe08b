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
  return (bestOfEach(left, right) + bestOfEach(right, left)) / 2;
}

function bestOfEach(words: readonly string[], others: readonly string[]): number {
  let sum = 0;
  for (const word of words) {
    let best = 0;
    for (const other of others) best = Math.max(best, jaroWinkler(word, other));
    sum += best;
  }
  return sum / words.length;
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
