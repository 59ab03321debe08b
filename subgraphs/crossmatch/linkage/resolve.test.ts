import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolvePairs, type PairDecision, type ScoredPair } from './resolve.ts';

const LIMITS = { match: 3_000, review: 0 };
const CARDINALITIES = [
  'dedupe',
  'one-to-one',
  'one-to-many',
  'many-to-one',
  'many-to-many',
] as const;
type Cardinality = (typeof CARDINALITIES)[number];

/** "l r weight" in bits, and what becomes of each. */
const CASES: [string, Cardinality, string[], string[]][] = [
  ['a clear pair is a match', 'one-to-one', ['1 1 20'], ['MATCH SCORE']],
  ['between the thresholds a person decides', 'many-to-many', ['1 1 2'], ['REVIEW SCORE']],
  ['below the review threshold there is nothing', 'many-to-many', ['1 1 -1'], ['NONE SCORE']],
  ['the best takes the place', 'one-to-one', ['1 1 20', '1 2 10'], ['MATCH SCORE', 'NONE RIVAL']],
  ['two that are near are a tie', 'one-to-one', ['1 1 20', '1 2 18'], ['REVIEW TIE', 'REVIEW TIE']],
  [
    'three that are equal are a tie',
    'one-to-one',
    ['1 1 20', '2 1 20', '3 1 20'],
    ['REVIEW TIE', 'REVIEW TIE', 'REVIEW TIE'],
  ],
  [
    'a rival that has its own partner is none',
    'one-to-one',
    ['2 2 30', '1 1 20', '2 1 19'],
    ['MATCH SCORE', 'MATCH SCORE', 'NONE RIVAL'],
  ],
  [
    'a left may have many where it may',
    'one-to-many',
    ['1 1 20', '1 2 19'],
    ['MATCH SCORE', 'MATCH SCORE'],
  ],
  ['but a right has one', 'one-to-many', ['1 1 20', '2 1 10'], ['MATCH SCORE', 'NONE RIVAL']],
  [
    'the other way round',
    'many-to-one',
    ['1 1 20', '2 1 19', '1 2 10'],
    ['MATCH SCORE', 'MATCH SCORE', 'NONE RIVAL'],
  ],
];

describe('a pair', () => {
  test.each(CASES)('%s (%s)', (_, cardinality, pairs, expected) => {
    expect(resolved(pairs.map(pairOf), cardinality)).toEqual(expected);
  });

  test('is what a person said, and takes the place before any score', () => {
    const said = [{ l: 1, r: 2, same: true }];
    const pairs = ['1 1 20', '1 2 -9'].map(pairOf);
    expect(resolved(pairs, 'one-to-one', said)).toEqual(['NONE RIVAL', 'MATCH PERSON']);
  });

  test('that a person parted is no rival', () => {
    const said = [{ l: 1, r: 2, same: false }];
    const pairs = ['1 1 20', '1 2 20'].map(pairOf);
    expect(resolved(pairs, 'one-to-one', said)).toEqual(['MATCH SCORE', 'NONE PERSON']);
  });
});

const row = fc.integer({ min: 1, max: 5 });
const pairs = fc.uniqueArray(
  fc.record({ l: row, r: row, weight: fc.integer({ min: -5, max: 20 }) }),
  {
    selector: ({ l, r }) => `${l} ${r}`,
    maxLength: 25,
  },
);
const decisions = fc.uniqueArray(fc.record({ l: row, r: row, same: fc.boolean() }), {
  selector: ({ l, r }) => `${l} ${r}`,
  maxLength: 3,
});
const inMillibits = (all: readonly ScoredPair[]): ScoredPair[] =>
  all.map((pair) => ({ ...pair, weight: pair.weight * 1000 }));

describe('whatever the pairs', () => {
  test('their order does not matter', () => {
    const cardinality = fc.constantFrom(...CARDINALITIES);
    fc.assert(
      fc.property(
        pairs,
        decisions,
        cardinality,
        fc.infiniteStream(fc.nat()),
        (all, said, how, keys) => {
          const given = inMillibits(all);
          const shuffled = given
            .map((pair) => ({ pair, key: keys.next().value as number }))
            .sort((a, b) => a.key - b.key)
            .map(({ pair }) => pair);
          const byPair = (list: ScoredPair[]) =>
            new Map(
              resolved(list, how, said).map((one, at) => [`${list[at]?.l} ${list[at]?.r}`, one]),
            );
          expect(byPair(shuffled)).toEqual(byPair(given));
        },
      ),
    );
  });

  test('no record gets more partners by score than it may have, and persons are obeyed', () => {
    fc.assert(
      fc.property(pairs, decisions, (all, said) => {
        const given = inMillibits(all);
        const result = resolved(given, 'one-to-one', said);
        const matched = given.filter((_, at) => result[at] === 'MATCH SCORE');
        expect(new Set(matched.map(({ l }) => l)).size).toBe(matched.length);
        expect(new Set(matched.map(({ r }) => r)).size).toBe(matched.length);
        given.forEach(({ l, r }, at) => {
          const word = said.find((one) => one.l === l && one.r === r);
          if (word) expect(result[at]).toBe(word.same ? 'MATCH PERSON' : 'NONE PERSON');
        });
      }),
    );
  });
});

function pairOf(text: string): ScoredPair {
  const [l = 0, r = 0, bits = 0] = text.split(' ').map(Number);
  return { l, r, weight: bits * 1000 };
}

function resolved(
  given: readonly ScoredPair[],
  cardinality: Cardinality,
  said: readonly PairDecision[] = [],
): string[] {
  const result = resolvePairs(given, { cardinality, tieBits: 3 }, LIMITS, said);
  return result.map(({ decision, because }) => `${decision} ${because}`);
}
