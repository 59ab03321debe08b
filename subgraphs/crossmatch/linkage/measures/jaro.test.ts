import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jaro, jaroWinkler } from './jaro.ts';

test.each([
  ['MARTHA', 'MARHTA', 0.9444, 0.9611],
  ['DIXON', 'DICKSONX', 0.7667, 0.8133],
  ['DWAYNE', 'DUANE', 0.8222, 0.84],
  ['JONES', 'JOHNSON', 0.7905, 0.8324],
  ['ABROMS', 'ABRAMS', 0.8889, 0.9222],
  ['DUNNINGHAM', 'CUNNIGHAM', 0.8963, 0.8963],
  ['JERALDINE', 'GERALDINE', 0.9259, 0.9259],
  ['NICHLESON', 'NICHULSON', 0.9259, 0.9556],
  ['王小明', '王晓明', 0.7778, 0.8],
  ['王秀英', '王秀芳', 0.7778, 0.8222],
  ['李娜', '王磊', 0, 0],
])('%s and %s are as alike as published (Jaro, Jaro–Winkler)', (a, b, plain, boosted) => {
  expect(jaro(a, b)).toBeCloseTo(plain, 4);
  expect(jaroWinkler(a, b)).toBeCloseTo(boosted, 4);
});

test('a character outside the basic plane is one character', () => {
  expect(jaro('𠮷田', '𠮷野')).toBe(jaro('吉田', '吉野'));
});

test('nothing is like the empty text but itself', () => {
  expect([jaro('', ''), jaro('', 'a'), jaro('a', '')]).toEqual([1, 0, 0]);
});

test('a low similarity is not raised for its prefix', () => {
  expect(jaroWinkler('abxxxxxx', 'abyyyyyy')).toBe(jaro('abxxxxxx', 'abyyyyyy'));
});

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '明', '𠮷'), maxLength: 12 });

test('both are symmetric, within 0..1, 1 for equals only, and Winkler never lowers', () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      const [plain, boosted] = [jaro(a, b), jaroWinkler(a, b)];
      expect(jaro(b, a)).toBe(plain);
      expect(jaroWinkler(b, a)).toBe(boosted);
      expect(plain).toBeGreaterThanOrEqual(0);
      expect(boosted).toBeGreaterThanOrEqual(plain);
      expect(boosted).toBeLessThanOrEqual(1);
      expect(boosted === 1).toBe(a === b);
    }),
    { numRuns: 500 },
  );
});

test('is what the definition says, written plainly', () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(jaro(a, b)).toBeCloseTo(plainJaro([...a], [...b]), 12);
    }),
    { numRuns: 500 },
  );
});

function plainJaro(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 && b.length === 0) return 1;
  const window = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const free = b.map(() => true);
  const matched = a.map((character, i) => {
    const j = b.findIndex(
      (other, k) => free[k] && other === character && Math.abs(k - i) <= window,
    );
    if (j >= 0) free[j] = false;
    return j >= 0;
  });
  const left = a.filter((_, i) => matched[i]);
  const right = b.filter((_, j) => !free[j]);
  if (left.length === 0) return 0;
  const swapped = Math.floor(left.filter((character, i) => character !== right[i]).length / 2);
  const m = left.length;
  return (m / a.length + m / b.length + (m - swapped) / m) / 3;
}
