import { expect, test } from 'vitest';
import { makeStep, STANDARDISERS } from './index.ts';
import { LIST_SEPARATOR } from './standardiser.ts';

type WrittenStep = string | Record<string, unknown>;

const EXAMPLES: readonly [step: WrittenStep, value: string, expected: string | string[] | null][] =
  [
    ['trim', '\u3000 a b\t', 'a b'],
    ['trim', '  ', null],
    [{ trim: true }, ' a ', 'a'],
    ['lowercase', 'ÀB', 'àb'],
    ['uppercase', 'straße', 'STRASSE'],
    ['nfkc', 'ＡＢ１２ﬁ', 'AB12fi'],
    ['stripAccents', 'Żółć Ærø Straße', 'Zolc AEro Strasse'],
    ['stripAccents', 'がぎ', 'がぎ'],
    ['collapseSpaces', ' a \u00a0 b\n', 'a b'],
    ['letters', "O'Brien-Smith 3", 'OBrienSmith'],
    ['letters', '王·小明1', '王小明'],
    ['asciiLetters', "O'Brién ２", 'obrien'],
    ['asciiLetters', '王', null],
    ['digits', 'No. １2-3', '123'],
    ['alphanumeric', '3/F, A座', '3FA座'],
    [{ nullIf: ['x', ''] }, 'x', null],
    [{ nullIf: ['x'] }, 'X', 'X'],
    ['missingWords', ' Ｎ/A ', null],
    ['missingWords', '无', null],
    ['missingWords', 'Nancy', 'Nancy'],
    [{ missingWords: ['none given'] }, 'None Given', null],
    [{ first: 2 }, '𠮷田三', '𠮷田'],
    [{ first: 4 }, 'ab', 'ab'],
    [{ last: 4 }, '19800312', '0312'],
    [{ last: 1 }, 'a𠮷', '𠮷'],
    [{ drop: 2 }, 'abc', 'c'],
    [{ drop: 3 }, 'abc', null],
    ['sortWords', 'smith,  john', 'john smith'],
    ['words', "John  O'Neil john", ['John', "O'Neil", 'john']],
    ['words', ' ', null],
    ['bigrams', 'aaba', ['aa', 'ab', 'ba']],
    ['bigrams', 'a', ['a']],
    ['trigrams', '王小明', ['王小明']],
    ['trigrams', 'abcd', ['abc', 'bcd']],
    [{ grams: 4 }, 'abcde', ['abcd', 'bcde']],
    ['date', '2026-10-03', '20261003'],
    ['date', ' 2026/1/3 ', '20260103'],
    ['date', '20261003', '20261003'],
    ['date', '2026年10月3日', '20261003'],
    ['date', '２０２６．１０．０３', '20261003'],
    ['date', '2026-10-03T08:00:00Z', '20261003'],
    ['date', '2026-10-03 00:00:00.000', '20261003'],
    ['date', '13/4/2026', '20260413'],
    ['date', '4/13/2026', '20260413'],
    ['date', '4/4/2026', '20260404'],
    ['date', '3/4/2026', null],
    [{ date: 'dmy' }, '3/4/2026', '20260403'],
    [{ date: 'mdy' }, '3/4/2026', '20260304'],
    [{ date: 'dmy' }, '03042026', '20260403'],
    [{ date: 'mdy' }, '03042026', '20260304'],
    [{ date: 'dmy' }, '2026-04-03', '20260403'],
    [{ date: 'dmy' }, '19561231', '19561231'],
    ['date', '3 Oct 2026', '20261003'],
    ['date', '03-OCT-2026', '20261003'],
    ['date', 'October 3rd, 2026', '20261003'],
    ['date', '3 Abc 2026', null],
    ['date', '2026-02-29', null],
    ['date', '2024-02-29', '20240229'],
    ['date', '20260431', null],
    ['date', '26-10-03', null],
    ['year', '20261003', '2026'],
    ['yearMonth', '2026-10-03', '202610'],
    ['dayMonth', '20261003', '1003'],
    ['dayMonth', '2026', null],
    ['number', '￥1,200.50元', '1200.5'],
    ['number', '-0.00', '0'],
    ['number', '007', '7'],
    ['number', '.5', '0.5'],
    ['number', '-12.', '-12'],
    ['number', '1.2.3', null],
    ['number', '-', null],
    [{ roundTo: 10 }, '1,204.9', '1200'],
    [{ roundTo: 10 }, '-4', '0'],
    [{ roundTo: 10 }, 'x', null],
    ['postcode', 'sw1a 1aa', 'SW1A1AA'],
    ['phone', '+86 138-0000-1111', '13800001111'],
    ['phone', '0086 13800001111', '13800001111'],
    ['phone', '8613800001111', '13800001111'],
    ['phone', '021-5555 1234 转 802', '02155551234'],
    ['phone', '（021）55551234', '02155551234'],
    ['phone', '+86 21 5555 1234', '02155551234'],
    ['phone', '55551234', '55551234'],
    ['phone', '8655512345', '8655512345'],
    ['phone', '+44 20 7946 0958', '442079460958'],
    ['phone', '00000000000', null],
    ['phone', '12345', null],
    ['phones', '13800001111、无；021-55551234', ['02155551234', '13800001111']],
    ['emailUser', 'Ann.B@Example.org', 'ann.b'],
    ['emailDomain', 'Ann.B@Example.org', 'example.org'],
    ['emailDomain', 'ann', null],
    ['doubleMetaphone', 'Schmidt', 'XMT'],
    ['doubleMetaphones', 'Schmidt', ['SMT', 'XMT']],
    ['doubleMetaphone', '王', null],
  ];

test.each(EXAMPLES)('%j of %j is %j', (step, value, expected) => {
  const wanted = Array.isArray(expected) ? expected.join(LIST_SEPARATOR) : expected;
  expect(makeStep(step)(value)).toBe(wanted);
});

test.each([
  // The National Archives' own examples, and those of TAOCP 6.4.
  ...[
    ['Washington', 'W252'],
    ['Lee', 'L000'],
    ['Gutierrez', 'G362'],
    ['Pfister', 'P236'],
  ],
  ...[
    ['Jackson', 'J250'],
    ['Tymczak', 'T522'],
    ['Ashcraft', 'A261'],
    ['Ashcroft', 'A261'],
  ],
  ...[
    ['Robert', 'R163'],
    ['Rupert', 'R163'],
    ['Rubin', 'R150'],
    ['Honeyman', 'H555'],
  ],
  ...[
    ['Euler', 'E460'],
    ['Gauss', 'G200'],
    ['Hilbert', 'H416'],
    ['Lukasiewicz', 'L222'],
  ],
])('the Soundex of %s is %s', (name, code) => {
  expect(makeStep('soundex')(name)).toBe(code);
});

test.each([
  ...[
    ['Worthy', 'WARTY'],
    ['Ogata', 'OGAT'],
    ['montgomery', 'MANTGANARY'],
    ['Costales', 'CASTAL'],
  ],
  ...[
    ['Tu', 'T'],
    ['martincevic', 'MARTANCAFAC'],
    ['Catherine', 'CATARAN'],
    ['Katerina', 'CATARAN'],
  ],
  ...[
    ['Johnathan', 'JANATAN'],
    ['John', 'JAN'],
    ['Theresa', 'TARAS'],
    ['Jessica', 'JASAC'],
  ],
  ...[
    ['Joshua', 'JAS'],
    ['Bosch', 'BAS'],
    ['Lapher', 'LAFAR'],
    ['wiyh', 'WY'],
    ['Macaw', 'MC'],
  ],
  ...[
    ['MacArthur', 'MCARTAR'],
    ['Pheenard', 'FANAD'],
    ['Schmittie', 'SNATY'],
    ['Knaqze', 'NAGS'],
  ],
  ...[
    ['Knokno', 'NAN'],
    ['Knoko', 'NAC'],
    ['S', 'S'],
    ['K', 'C'],
    ['E', 'E'],
    ['Bishop', 'BASAP'],
  ],
  ...[
    ['Carlson', 'CARLSAN'],
    ['Chapman', 'CAPNAN'],
    ['Greene', 'GRAN'],
    ['Jacobs', 'JACAB'],
  ],
  ...[
    ['Lawrence', 'LARANC'],
    ['Lawson', 'LASAN'],
    ['Mackenzie', 'MCANSY'],
    ['Matthews', 'MAT'],
  ],
  ...[
    ['McDonald', 'MCDANALD'],
    ['Mclaughlin', 'MCLAGLAN'],
    ["O'Banion", 'OBANAN'],
  ],
  ...[
    ['Richards', 'RACARD'],
    ['Silva', 'SALV'],
    ['Watkins', 'WATCAN'],
    ['Wheeler', 'WALAR'],
  ],
  ...[
    ['browne, IV', 'BRANAV'],
    ['knight', 'NAGT'],
    ['mitchell', 'MATCAL'],
    ['Schmidt', 'SNAD'],
  ],
])('the NYSIIS code of %s is %s', (name, code) => {
  expect(makeStep('nysiis')(name)).toBe(code);
});

test('a sound code of a text without a Latin letter is missing', () => {
  expect(makeStep('soundex')('王小明')).toBeNull();
  expect(makeStep('nysiis')('42')).toBeNull();
});

test('a step takes a list item by item', () => {
  const sounds = makeStep('soundex')(['Robert', 'Rubin', 'Rupert'].join(LIST_SEPARATOR));
  expect(sounds).toBe(['R150', 'R163'].join(LIST_SEPARATOR));
  expect(makeStep('digits')(['a', 'b'].join(LIST_SEPARATOR))).toBeNull();
});

test.each<[WrittenStep, string]>([
  ['lower', 'lower'],
  ['constructor', 'constructor'],
  [{}, '只能有一个名称'],
  [{ first: 1, last: 1 }, '只能有一个名称'],
  [{ first: 0 }, 'first'],
  [{ first: '2' }, 'first'],
  ['first', 'first'],
  [{ trim: 'x' }, 'trim'],
  ['nullIf', 'nullIf'],
  [{ nullIf: [1] }, 'nullIf'],
  [{ date: 'dym' }, 'ymd, dmy, mdy'],
])('a spec with the step %j is refused, naming it', (step, named) => {
  expect(() => makeStep(step)).toThrow(
    expect.objectContaining({
      code: 'LINK_SPEC_INVALID',
      message: expect.stringContaining(named) as string,
    }),
  );
});

test.each(Object.entries(STANDARDISERS))(
  '%s is named as registered, in both languages',
  (name, step) => {
    expect(step.name).toBe(name);
    expect(step.title.zh).not.toBe('');
    expect(step.title.en).toMatch(/^[A-Za-z0-9].+/);
  },
);
