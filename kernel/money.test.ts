import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatYuan, parseYuan } from './money.ts';

test('what is formatted is read back to the fen', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (fen) => {
      expect(parseYuan(formatYuan(fen))).toBe(fen === 0 ? 0 : fen);
    }),
  );
});

test.each([
  ['1595', 159_500],
  ['1,595.00', 159_500],
  ['1595.5', 159_550],
  [' 12,345,678.09 ', 1_234_567_809],
  ['-300.01', -30_001],
  ['−300', -30_000],
  ['+0.10', 10],
  ['-0.00', 0],
  ['１５９５．５０', 159_550],
  ['１，５９５', 159_500],
])('%j is %i fen', (text, fen) => {
  expect(parseYuan(text)).toBe(fen);
});

test.each([
  '',
  '-',
  '1,59',
  '15,95.00',
  '1595.001',
  '1e3',
  '.5',
  '5.',
  '¥5',
  '1 595',
  '--5',
  'abc',
])('%j is no amount', (text) => {
  expect(parseYuan(text)).toBeNull();
});

describe('amounts too large to count exactly', () => {
  test('are refused rather than rounded', () => {
    expect(parseYuan('90071992547409.91')).toBe(Number.MAX_SAFE_INTEGER);
    expect(parseYuan('90071992547409.92')).toBeNull();
  });
});

test.each([
  [0, '0.00'],
  [5, '0.05'],
  [-5, '-0.05'],
  [159_500, '1,595.00'],
  [-123_456_789, '-1,234,567.89'],
])('%i fen is written %s', (fen, text) => {
  expect(formatYuan(fen)).toBe(text);
});
