import { expect, test } from 'vitest';
import { nearBirthDates } from './near-birth-dates.ts';

const WRONG = '310191196403154577';

test.each([
  ['a digit mistyped', '31019119640915457X'],
  ['two neighbours exchanged', '31019119460315457X'],
  ['a digit left out', '3101911964035457X'],
  ['a digit put in', '310191196403155457X'],
  ['a slip elsewhere', WRONG],
])('finds the birth date behind %s', (_, written) => {
  expect(nearBirthDates(written)).toContain('1964-03-15');
});

test('gives only days that were', () => {
  const dates = nearBirthDates(WRONG);
  expect(dates[0]).toBe('1964-03-15');
  expect(dates).not.toContain('1964-13-15');
  expect(dates).not.toContain('1964-02-30');
  expect(new Set(dates).size).toBe(dates.length);
  expect(dates.length).toBeLessThan(60);
});

test('takes a valid number at its word', () => {
  expect(nearBirthDates('310191196403154570')).toEqual(['1964-03-15']);
});

test.each([['310***********457X'], ['310191640315457'], ['12345'], ['']])(
  'gives none for %j',
  (written) => {
    expect(nearBirthDates(written)).toEqual([]);
  },
);
