import { expect, it } from 'vitest';
import { sumOfBits } from './review-score.ts';

it.each([
  [['12.5', '-3.375'], 9_125],
  [['0.1', '0.2', '-0.3'], 0],
  [['9.125000'], 9_125],
  [['-0.001', '1'], 999],
  [[], 0],
])('adds %j up to %i millibits', (texts, sum) => {
  expect(sumOfBits(texts)).toBe(sum);
});

it.each([['12.5004'], ['1e-7'], ['viel'], [''], [null]])('has no sum with %j in it', (text) => {
  expect(sumOfBits(['1', text])).toBeNull();
});
