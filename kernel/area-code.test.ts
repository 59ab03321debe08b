import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areaLevel, covers, districtOf, subdistrictOf } from './area-code.ts';

const part = (digits: number) =>
  fc.integer({ min: 1, max: 10 ** digits - 1 }).map((n) => String(n).padStart(digits, '0'));
const areas = fc
  .tuple(
    fc.constantFrom('310106', '310112', '310118'),
    fc.constantFrom(0, 1, 2),
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 3 }),
  )
  .map(([district, depth, street, committee]) =>
    [district, `00${street}`, `00${committee}`].slice(0, depth + 1).join(''),
  );

test('the level is read from the digits that say something', () => {
  expect(areaLevel('310106')).toBe('DISTRICT');
  expect(areaLevel('310106012')).toBe('SUBDISTRICT');
  expect(areaLevel('310106012003')).toBe('COMMITTEE');
});

test('twelve-digit statistical codes padded with zeros name the upper level', () => {
  expect(areaLevel('310106000000')).toBe('DISTRICT');
  expect(areaLevel('310106000')).toBe('DISTRICT');
  expect(areaLevel('310106012000')).toBe('SUBDISTRICT');
  expect(covers('310106012000', '310106012003')).toBe(true);
});

test.each(['', '3101', '3101060', '31010601', '310106012003004', '31010A', '３１０１０６'])(
  '%j is no area code',
  (text) => {
    expect(areaLevel(text)).toBeNull();
    expect(districtOf(text)).toBeNull();
    expect(subdistrictOf(text)).toBeNull();
    expect(covers(text, '310106') || covers('310106', text)).toBe(false);
  },
);

describe('covers', () => {
  test('is a partial order', () => {
    fc.assert(
      fc.property(areas, areas, areas, (a, b, c) => {
        expect(covers(a, a)).toBe(true);
        if (covers(a, b) && covers(b, a)) expect(a).toBe(b);
        if (covers(a, b) && covers(b, c)) expect(covers(a, c)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('holds for every part of an area', () => {
    fc.assert(
      fc.property(part(3), part(3), (street, committee) => {
        const code = `310106${street}${committee}`;
        expect(covers('310106', code) && covers(`310106${street}`, code)).toBe(true);
        expect(districtOf(code)).toBe('310106');
        expect(subdistrictOf(code)).toBe(`310106${street}`);
        expect(subdistrictOf('310106')).toBeNull();
      }),
    );
  });

  test('the old district prefix of a card is another district', () => {
    expect(covers('310106', '310108012')).toBe(false);
  });
});
