import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LIST_SEPARATOR } from '../standardisers/standardiser.ts';
import { MEASURES } from './index.ts';
import { INCOMPARABLE } from './measure.ts';

const list = (...items: string[]): string => items.join(LIST_SEPARATOR);

const EXAMPLES: readonly [measure: string, a: string, b: string, value: number][] = [
  ['jaccard', list('a', 'b', 'c'), list('b', 'c', 'd'), 0.5],
  ['jaccard', 'a', list('a', 'b'), 0.5],
  ['jaccard', '', 'a', 0],
  ['overlap', list('a', 'b', 'c'), list('b', 'c', 'd'), 2],
  ['overlap', 'ab', 'ab', 1],
  ['overlap', '', '', 0],
  ['bigramJaccard', 'night', 'nacht', 1 / 7],
  ['bigramDice', 'night', 'nacht', 0.25],
  ['bigramDice', '明', '明亮', 0],
  ['tokenCosine', 'john smith', 'smith john', 1],
  ['tokenCosine', 'a a b', 'a b b', 0.8],
  ['tokenCosine', 'a', 'b', 0],
  ['mongeElkan', 'john smith', 'smith john', 1],
  ['mongeElkan', 'john', 'john smith', 0.75],
  ['mongeElkan', '', 'john', 0],
  ['longestCommonSubstring', 'abcdef', 'zbcdy', 6 / 11],
  ['longestCommonSubstring', 'abab', 'baba', 0.75],
  ['longestCommonSubstring', '', 'a', 0],
  ['prefix', 'martha', 'marhta', 3],
  ['prefix', '𠮷田', '𠮷野', 1],
  ['startsWith', 'j', 'john', 1],
  ['startsWith', 'jo', 'jane', 0],
  ['startsWith', '', 'jane', 0],
  ['sameLetters', 'listen', 'silent', 1],
  ['sameLetters', 'aab', 'abb', 0],
  ['sameLetters', '小明王', '王小明', 1],
  ['numericDifference', '10', '12.5', 2.5],
  ['numericDifference', '10', 'ten', INCOMPARABLE],
  ['numericDifference', '', '0', INCOMPARABLE],
  ['numericRatio', '100', '95', 0.05],
  ['numericRatio', '0', '0', 0],
  ['numericRatio', '-1', '1', 2],
  ['numericRatio', '1e308', '-1e308', 2],
  ['numericRatio', '', '1', INCOMPARABLE],
  ['dayDifference', '20240228', '20240301', 2],
  ['dayDifference', '20230228', '20230301', 1],
  ['dayDifference', '1999-12-31', '20000101', 1],
  ['dayDifference', '19000228', '19000301', 1],
  ['dayDifference', '20001301', '20000101', INCOMPARABLE],
  ['dayDifference', 'x', 'x', INCOMPARABLE],
  ['yearDifference', '19800101', '1983', 3],
  ['yearDifference', '', '1983', INCOMPARABLE],
  ['dateTypo', '19800312', '19800312', 0],
  ['dateTypo', '19800312', '19800313', 1],
  ['dateTypo', '19800312', '19800321', 1],
  ['dateTypo', '19800312', '19801203', 2],
  ['dateTypo', '19891231', '19900101', 3],
  ['dateTypo', '19891005', '19901005', 3],
  ['dateTypo', '19950105', '20050105', 3],
  ['dateTypo', '19800930', '19801030', 3],
  ['dateTypo', '19800312', '19800327', 4],
  ['dateTypo', '19800312', '19620312', 4],
  ['dateTypo', '19800312', '19751127', 5],
  ['dateTypo', '19800312', 'unknown', 5],
];

test.each(EXAMPLES)('%s of %j and %j is %d', (measure, a, b, value) => {
  expect(MEASURES[measure]?.of(a, b)).toBeCloseTo(value, 12);
});

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', ' ', '1', '9', '明', '𠮷', LIST_SEPARATOR) }),
  fc.string({ unit: 'binary' }),
  fc
    .tuple(
      fc.integer({ min: 1900, max: 2026 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 31 }),
    )
    .map(([y, m, d]) => `${y}${String(m).padStart(2, '0')}${String(d).padStart(2, '0')}`),
  fc.double({ noNaN: true }).map(String),
);

describe.each(Object.values(MEASURES))('$name', (measure) => {
  test('is named as it is registered, in both languages', () => {
    expect(MEASURES[measure.name]).toBe(measure);
    expect(measure.title.zh).not.toBe('');
    expect(measure.title.en).toMatch(/^[A-Za-z0-9].+/);
  });

  test('is finite for any texts, keeps nothing from the pair before, and is symmetric if it says so', () => {
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        const value = measure.of(a, b);
        expect(Number.isFinite(value)).toBe(true);
        if (measure.closer === 'lower') expect(value).toBeGreaterThanOrEqual(0);
        measure.of(c, a);
        expect(measure.of(a, b)).toBe(value);
        if (measure.symmetric) expect(measure.of(b, a)).toBe(value);
      }),
      { numRuns: 300 },
    );
  });

  test('finds nothing nearer to a text than the text itself', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [self, other] = [measure.of(a, a), measure.of(a, b)];
        if (measure.closer === 'higher') expect(other).toBeLessThanOrEqual(self);
        else expect(other).toBeGreaterThanOrEqual(self);
      }),
      { numRuns: 300 },
    );
  });
});

test('days apart are those of the calendar', () => {
  const day = fc.date({
    min: new Date('1800-01-01'),
    max: new Date('2100-12-31'),
    noInvalidDate: true,
  });
  const written = (date: Date): string => date.toISOString().slice(0, 10);
  fc.assert(
    fc.property(day, day, (a, b) => {
      const [left, right] = [written(a), written(b)];
      const days = Math.abs(Date.parse(left) - Date.parse(right)) / 86_400_000;
      expect(MEASURES['dayDifference']?.of(left, right.replaceAll('-', ''))).toBe(days);
    }),
  );
});

test('the bigram measures are those of the sets written out', () => {
  const word = fc.string({
    unit: fc.constantFrom('a', 'b', '明', '𠮷'),
    minLength: 1,
    maxLength: 12,
  });
  const pairs = (text: string): Set<string> => {
    const characters = [...text];
    return new Set(
      characters.length === 1 ? text : characters.slice(1).map((c, i) => characters[i] + c),
    );
  };
  fc.assert(
    fc.property(word, word, (a, b) => {
      const [left, right] = [pairs(a), pairs(b)];
      const both = [...left].filter((pair) => right.has(pair)).length;
      const all = left.size + right.size - both;
      expect(MEASURES['bigramJaccard']?.of(a, b)).toBeCloseTo(both / all, 12);
      expect(MEASURES['bigramDice']?.of(a, b)).toBeCloseTo(
        (2 * both) / (left.size + right.size),
        12,
      );
    }),
    { numRuns: 500 },
  );
});

test('Monge–Elkan is the mean of the best Jaro–Winkler of each word, both ways', () => {
  const words = fc.array(
    fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 5 }),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
  const alike = (a: string, b: string): number => MEASURES['jaroWinkler']?.of(a, b) ?? NaN;
  const oneWay = (from: string[], to: string[]): number =>
    from.reduce((sum, word) => sum + Math.max(...to.map((other) => alike(word, other))), 0) /
    from.length;
  fc.assert(
    fc.property(words, words, (a, b) => {
      const expected = (oneWay(a, b) + oneWay(b, a)) / 2;
      expect(MEASURES['mongeElkan']?.of(a.join(' '), b.join('  '))).toBeCloseTo(expected, 12);
    }),
  );
});

test('a name that no measure has finds none', () => {
  expect(MEASURES['constructor']).toBeUndefined();
});
