import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkCharacter, checkIdNumber } from '../../../kernel/id-number.ts';
import { makeStep } from '../linkage/standardisers/index.ts';
import { LIST_SEPARATOR } from '../linkage/standardisers/standardiser.ts';
import { numbersOneSlipOff } from './one-slip-off.ts';

const RIGHT = '310191196403154570';
const deletions = makeStep('idDeletions');

const number = fc
  .record({
    area: fc.constantFrom('310191', '320199'),
    birth: fc.date({
      min: new Date('1930-01-01'),
      max: new Date('2020-12-31'),
      noInvalidDate: true,
    }),
    serial: fc.integer({ min: 0, max: 999 }),
  })
  .map(({ area, birth, serial }) => {
    const day = birth.toISOString().slice(0, 10).replaceAll('-', '');
    const first17 = area + day + String(serial).padStart(3, '0');
    return first17 + checkCharacter(first17);
  });

test.each([
  ['a digit mistyped', '310191196409154570'],
  ['the check character mistyped', '310191196403154571'],
  ['two neighbours exchanged', '310191196403514570'],
  ['a digit left out', '31019196403154570'],
  ['a digit put in', '3101911964031554570'],
  ['nothing', RIGHT],
])('finds the number behind %s', (_, written) => {
  expect(numbersOneSlipOff(written)).toContain(RIGHT);
});

test('finds exactly the valid numbers that share a deletion with the written one', () => {
  const slip = fc.record({
    at: fc.nat(17),
    kind: fc.nat(3),
    digit: fc.integer({ max: 9, min: 0 }),
  });
  const listOf = (text: string) => deletions(text)?.split(LIST_SEPARATOR) ?? [];
  fc.assert(
    fc.property(number, slip, number, (right, { at, kind, digit }, other) => {
      const written = [
        right.slice(0, at) + String(digit) + right.slice(at + 1),
        right.slice(0, at) + right.slice(at + 1),
        right.slice(0, at) + String(digit) + right.slice(at),
        right.slice(0, at) + right.charAt(at + 1) + right.charAt(at) + right.slice(at + 2),
      ][kind] as string;
      const found = numbersOneSlipOff(written);
      expect(found).toContain(right);
      for (const one of found) expect(checkCharacter(one.slice(0, 17))).toBe(one.slice(17));
      const known = new Set(listOf(written));
      const isNear = listOf(other).some((text) => known.has(text));
      expect(found.includes(other)).toBe(isNear);
    }),
  );
});

test('gives a few', () => {
  const found = numbersOneSlipOff('310191196403154577');
  expect(found.length).toBeGreaterThan(10);
  expect(found.length).toBeLessThan(40);
  expect(found.filter((one) => checkIdNumber(one).ok).length).toBeGreaterThan(5);
});

test.each([['310***********457X'], ['310191640315457'], ['12345'], ['']])(
  'gives none for %j',
  (written) => {
    expect(numbersOneSlipOff(written)).toEqual([]);
  },
);
