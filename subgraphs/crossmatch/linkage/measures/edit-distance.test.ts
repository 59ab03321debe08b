import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  damerauLevenshtein,
  hamming,
  levenshtein,
  levenshteinSimilarity,
} from './edit-distance.ts';

test.each([
  ['kitten', 'sitting', 3, 3],
  ['saturday', 'sunday', 3, 3],
  ['ca', 'abc', 3, 3],
  ['ab', 'ba', 2, 1],
  ['19800312', '19800321', 2, 1],
  ['中', 'a', 1, 1],
  ['王小明', '王晓明', 1, 1],
  ['𠮷田', '田𠮷', 2, 1],
  ['', 'abc', 3, 3],
  ['abc', 'abc', 0, 0],
])('%s → %s takes %i edits, %i with exchanges', (a, b, edits, withExchanges) => {
  expect(levenshtein(a, b)).toBe(edits);
  expect(damerauLevenshtein(a, b)).toBe(withExchanges);
});

test.each([
  ['karolin', 'kathrin', 3],
  ['10', '01', 2],
  ['abc', 'ab', 3],
  ['', '', 0],
  ['中文', '中国', 1],
])('%s and %s differ in %i places', (a, b, places) => {
  expect(hamming(a, b)).toBe(places);
  expect(hamming(b, a)).toBe(places);
});

test('similarity is the share of the longer text that stays', () => {
  expect(levenshteinSimilarity('kitten', 'sitting')).toBeCloseTo(1 - 3 / 7, 12);
  expect(levenshteinSimilarity('', '')).toBe(1);
  expect(levenshteinSimilarity('', 'ab')).toBe(0);
  expect(levenshteinSimilarity('𠮷', '吉')).toBe(0);
});

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '明', '𠮷'), maxLength: 9 });

test('both distances are what the full table gives, from either side', () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(levenshtein(a, b)).toBe(fullTable([...a], [...b], false));
      expect(damerauLevenshtein(a, b)).toBe(fullTable([...a], [...b], true));
      expect(levenshtein(b, a)).toBe(levenshtein(a, b));
      expect(damerauLevenshtein(b, a)).toBe(damerauLevenshtein(a, b));
      expect(levenshtein(a, b) === 0).toBe(a === b);
    }),
    { numRuns: 1000 },
  );
});

test('texts wider than a machine word are what the full table gives', () => {
  const long = fc.string({ unit: fc.constantFrom('a', 'b', '明'), minLength: 28, maxLength: 72 });
  fc.assert(
    fc.property(long, long, (a, b) => {
      expect(levenshtein(a, b)).toBe(fullTable([...a], [...b], false));
      expect(damerauLevenshtein(a, b)).toBe(fullTable([...a], [...b], true));
    }),
    { numRuns: 300 },
  );
});

test('Levenshtein keeps the triangle inequality', () => {
  fc.assert(
    fc.property(word, word, word, (a, b, c) => {
      expect(levenshtein(a, c)).toBeLessThanOrEqual(levenshtein(a, b) + levenshtein(b, c));
    }),
    { numRuns: 500 },
  );
});

test('a text longer than any buffer is compared whole', () => {
  const long = 'ab'.repeat(500);
  expect(levenshtein(`x${long}`, `${long}y`)).toBe(2);
  expect(damerauLevenshtein(`ba${long}yx`, `ab${long}xy`)).toBe(2);
});

function fullTable(a: readonly string[], b: readonly string[], exchanges: boolean): number {
  const table = a.map(() => b.map(() => 0));
  const at = (i: number, j: number): number =>
    i < 0 || j < 0 ? i + j + 2 : (table[i]?.[j] ?? NaN);
  a.forEach((left, i) => {
    b.forEach((right, j) => {
      const replaced = at(i - 1, j - 1) + (left === right ? 0 : 1);
      let best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced);
      if (exchanges && i > 0 && j > 0 && left === b[j - 1] && a[i - 1] === right) {
        best = Math.min(best, at(i - 2, j - 2) + 1);
      }
      (table[i] as number[])[j] = best;
    });
  });
  return at(a.length - 1, b.length - 1);
}
