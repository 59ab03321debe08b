import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { thrownBy } from './errors.test-support.ts';
import {
  birthDateOf,
  checkCharacter,
  checkIdNumber,
  foldIdNumber,
  isMasked,
  maskIdNumber,
  matchKey,
  sexOf,
} from './id-number.ts';
import { addDays, plainDate } from './plain-date.ts';

// 999999 is no region: none of these numbers can be a person's.
const births = fc.nat({ max: 73_000 }).map((days) => addDays(plainDate('1850-01-01'), days));
const serials = fc.nat({ max: 999 }).map((n) => String(n).padStart(3, '0'));
const idNumbers = fc.tuple(births, serials).map(([birth, serial]) => complete(birth, serial));

function complete(birth: string, serial: string, region = '999999'): string {
  const first17 = region + birth.replaceAll('-', '') + serial;
  return first17 + checkCharacter(first17);
}

function problemOf(text: string): string | null {
  const check = checkIdNumber(text);
  return check.ok ? null : check.code;
}

describe('GB 11643', () => {
  test('the number printed in the standard is valid', () => {
    expect(problemOf('11010519491231002X')).toBeNull();
    expect(problemOf('440524188001010014')).toBeNull();
  });

  test('a number with its own check character is valid and tells birth date and sex', () => {
    fc.assert(
      fc.property(births, serials, (birth, serial) => {
        const idNumber = complete(birth, serial);
        const documentClass = 'FOREIGN_PERMANENT_RESIDENT';
        expect(checkIdNumber(idNumber)).toEqual({
          ok: true,
          idNumber,
          converted: false,
          documentClass,
        });
        expect(birthDateOf(idNumber)).toBe(birth);
        expect(sexOf(idNumber)).toBe(Number(serial) % 2 === 1 ? 'MALE' : 'FEMALE');
      }),
    );
  });

  test('no number with one character changed is valid', () => {
    fc.assert(
      fc.property(
        idNumbers,
        fc.nat({ max: 17 }),
        fc.constantFrom(...'0123456789X'),
        (idNumber, position, other) => {
          if (idNumber[position] === other) return;
          const changed = idNumber.slice(0, position) + other + idNumber.slice(position + 1);
          expect(problemOf(changed)).toBe('ID_CHECKSUM');
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('no number with two neighbours swapped is valid', () => {
    fc.assert(
      fc.property(idNumbers, fc.nat({ max: 16 }), (idNumber, i) => {
        const [a = '', b = ''] = [idNumber[i], idNumber[i + 1]];
        if (a === b) return;
        expect(problemOf(idNumber.slice(0, i) + b + a + idNumber.slice(i + 2))).toBe('ID_CHECKSUM');
      }),
      { numRuns: 2_000 },
    );
  });

  test('fifteen digits become the eighteen of the same person', () => {
    fc.assert(
      fc.property(
        births.filter((birth) => birth.startsWith('19')),
        serials,
        (birth, serial) => {
          const idNumber = complete(birth, serial, '310106');
          const old = idNumber.slice(0, 6) + idNumber.slice(8, 17);
          expect(checkIdNumber(old)).toEqual({
            ok: true,
            idNumber,
            converted: true,
            documentClass: 'RESIDENT_ID',
          });
        },
      ),
    );
  });
});

describe('a number that is not usable', () => {
  test.each([
    ['', 'ID_LENGTH'],
    ['31010619900101', 'ID_LENGTH'],
    ['31010619900101001', 'ID_LENGTH'],
    ['3101061990010100123', 'ID_LENGTH'],
    ['无', 'ID_LENGTH'],
    ['310106********002X', 'ID_MASKED'],
    ['３１０１０６＊＊＊＊＊＊＊＊００２Ｘ', 'ID_MASKED'],
    ['310106●●●●●●●●002X', 'ID_MASKED'],
    ['310106******002', 'ID_MASKED'],
    ['310***1614', 'ID_LENGTH'],
    ['31010619900230001X', 'ID_CHECKSUM'],
    ['31010619900101ABCD', 'ID_CHECKSUM'],
    ['310106X90010100', 'ID_CHECKSUM'],
    ['310106900231001', 'ID_CHECKSUM'],
    [`310106${'X'.repeat(8)}002X`, 'ID_CHECKSUM'],
    [complete('1750-01-01', '001'), 'ID_CHECKSUM'],
    [complete('2101-01-01', '001'), 'ID_CHECKSUM'],
    [complete('1990-02-30', '001'), 'ID_CHECKSUM'],
  ])('%j is %s', (text, code) => {
    expect(problemOf(text)).toBe(code);
  });

  test('has no birth date', () => {
    expect(thrownBy(() => birthDateOf('310106'))).toBe('INVALID_INPUT');
  });
});

describe('folding', () => {
  test.each([
    '11010519491231002x',
    ' 110105 19491231 002X ',
    '１１０１０５１９４９１２３１００２Ｘ',
    '110105\u200b19491231\ufeff002ｘ',
    '110105\u300019491231002X',
  ])('%j is 11010519491231002X', (text) => {
    expect(foldIdNumber(text)).toBe('11010519491231002X');
    expect(checkIdNumber(text)).toMatchObject({ ok: true, idNumber: '11010519491231002X' });
  });

  test('twice is the same as once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(foldIdNumber(foldIdNumber(text))).toBe(foldIdNumber(text));
      }),
      { numRuns: 1_000 },
    );
  });
});

test.each([
  [complete('1990-01-01', '001', '310106'), 'RESIDENT_ID'],
  [complete('1990-01-01', '001', '310108'), 'RESIDENT_ID'],
  [complete('1990-01-01', '001', '810000'), 'HMT_RESIDENCE_PERMIT'],
  [complete('1990-01-01', '001', '820000'), 'HMT_RESIDENCE_PERMIT'],
  [complete('1990-01-01', '001', '830000'), 'HMT_RESIDENCE_PERMIT'],
  [complete('1990-01-01', '001', '931840'), 'FOREIGN_PERMANENT_RESIDENT'],
  ['CAN110078052101', 'FOREIGN_PERMANENT_RESIDENT'],
])('%s is the number of a %s', (number, documentClass) => {
  expect(checkIdNumber(number)).toMatchObject({ ok: true, documentClass });
});

describe('masking', () => {
  test.each([
    ['31010619900101002X', '310106********002X'],
    ['31010619900101002x', '310106********002X'],
    ['310106900101002', '310106******002'],
    ['310***********1614', '310***********1614'],
    ['CAN110078052101', 'CA***********01'],
    ['E12345678', 'E1*****78'],
    ['H1234', 'H1*34'],
    ['1234', '****'],
    ['', ''],
  ])('%j is shown as %j', (text, masked) => {
    expect(maskIdNumber(text)).toBe(masked);
  });

  test('never shows the birth date, keeps the length, and masks what is masked to itself', () => {
    fc.assert(
      fc.property(idNumbers, (idNumber) => {
        const masked = maskIdNumber(idNumber);
        expect(masked).toHaveLength(18);
        expect(masked.slice(6, 14)).toBe('********');
        expect(maskIdNumber(masked)).toBe(masked);
        expect(isMasked(masked)).toBe(true);
        expect(isMasked(idNumber)).toBe(false);
      }),
    );
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        maskIdNumber(text);
      }),
    );
  });
});

describe('the key of a match', () => {
  const resident = complete('1990-01-01', '001', '310106');

  test('of a resident is the eighteen characters, however they were written', () => {
    expect(matchKey('RESIDENT_ID', resident)).toBe(resident);
    expect(matchKey('RESIDENT_ID', ` ${resident.slice(0, 6)} ${resident.slice(6)}`)).toBe(resident);
    expect(matchKey('RESIDENT_ID', resident.slice(0, 6) + resident.slice(8, 17))).toBe(resident);
  });

  test('of a residence permit is its number, whichever class the sender chose', () => {
    const permit = complete('1990-01-01', '001', '810000');
    expect(matchKey('HMT_RESIDENCE_PERMIT', permit)).toBe(permit);
    expect(matchKey('RESIDENT_ID', permit)).toBe(permit);
  });

  test('of another document holds its class: equal digits of two classes never meet', () => {
    expect(matchKey('PASSPORT', 'e1234 5678')).toBe('PASSPORT|E12345678');
    expect(matchKey('OTHER', resident)).toBe(`OTHER|${resident}`);
    expect(matchKey('RESIDENT_ID', 'CAN110078052101')).toBe(
      matchKey('FOREIGN_PERMANENT_RESIDENT', 'can110078052101'),
    );
  });

  test('of a broken resident number equals no valid one', () => {
    expect(matchKey('RESIDENT_ID', '310106')).toBe('RESIDENT_ID|310106');
  });
});
