import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { thrownBy } from '../../../kernel/errors.test-support.ts';
import { inventedRecords, inventedSpec } from '../../../test/support/linkage-people.ts';
import { openLinkageDuckdb } from './engine/duckdb.ts';
import {
  bits,
  explainPair,
  explanationText,
  scoreAskedPairs,
  shownParts,
  type ExplanationPart,
} from './explain.ts';
import { planLinkage } from './plan.ts';
import { runLinkage, type LinkageResult } from './run-linkage.ts';
import { linkageSpec, type LinkageSpecInput } from './spec.ts';
import type { LinkageDatabase } from './engine/linkage-database.ts';

const WAYS = (['dedupe', 'one-to-one', 'many-to-many'] as const).flatMap((cardinality) =>
  [11, 12, 13].map((seed) => ({ cardinality, seed })),
);

describe('an explanation', () => {
  test.each(WAYS)('adds up to the score of every pair ($cardinality, seed $seed)', async (way) => {
    const { left, right } = inventedRecords(way.seed, 150);
    const spec = inventedSpec(way.cardinality);
    await linked(spec, { left, right: way.cardinality === 'dedupe' ? null : right }, (result) => {
      expect(result.pairs.length).toBeGreaterThan(20);
      for (const pair of result.pairs) {
        const { parts, weight } = explainPair(result, pair);
        expect(parts.reduce((sum, part) => sum + part.weight, 0)).toBe(pair.weight);
        expect(weight).toBe(pair.weight);
        expect(parts.every((part) => Number.isInteger(part.weight))).toBe(true);
      }
    });
  });

  test('is refused when the parts do not make the score', async () => {
    await linked(people(), TWO, (result) => {
      const [pair] = result.pairs;
      if (!pair) throw new Error('no pair');
      const changed = { ...pair, weight: pair.weight + 1 };
      expect(thrownBy(() => explainPair(result, changed))).toBe('INTERNAL');
    });
  });

  test('names the level, the values and the rule; sensitive values and what is made of them are masked', async () => {
    await linked(people(), TWO, (result) => {
      const { left, right, rules, parts } = explainPair(result, result.pairs[0] ?? NO_PAIR);
      expect({ left, right, rules }).toEqual({
        left: 'a',
        right: 'b',
        rules: [{ zh: 'town', en: 'town' }],
      });
      const shown = parts.flatMap(({ comparison, values }) =>
        values.map((value) => [comparison, value.left, value.right]),
      );
      expect(shown).toEqual([
        ['number', '12****78', '12****79'],
        ['tail', '***', '***'],
        ['town', 'ghent', 'ghent'],
        ['note', 'x', null],
      ]);
    });
  });

  test('reads as a line in either language, without what is missing', async () => {
    await linked(people(), TWO, (result) => {
      const explained = explainPair(result, result.pairs[0] ?? NO_PAIR);
      const zh = explanationText(explained, 'zh');
      expect(zh).toContain('号码相差一位 (+');
      expect(zh).toContain('town：完全一致 (+');
      expect(zh).not.toContain('note');
      expect(explanationText(explained, 'en')).toContain('town: exactly equal (+');
    });
  });

  test('can be had of a pair that no rule proposed, in either order', async () => {
    await linked(people(), TWO, async (result, database) => {
      const [asked] = await scoreAskedPairs(database, result, [{ l: 3, r: 1 }]);
      expect(asked).toMatchObject({ l: 1, r: 3, rules: 0 });
      const explained = explainPair(result, asked ?? NO_PAIR);
      expect(explained).toMatchObject({ left: 'a', right: 'c', rules: [] });
      expect(explained.weight).toBe(asked?.weight);
    });
  });
});

test('bits are shown to the thousandth that weights are made of, with their sign', () => {
  expect([14_200, -2_149, 0, -4].map(bits)).toEqual(['+14.200', '−2.149', '+0.000', '−0.004']);
});

test('a rarity that adds nothing is not shown; a level that adds nothing is', () => {
  const part = (kind: ExplanationPart['kind'], weight: number): ExplanationPart => ({
    kind,
    weight,
    comparison: 'a',
    title: { zh: kind, en: kind },
    values: [],
  });
  const parts = [part('level', 0), part('rarity', 0), part('rarity', 1), part('missing', 0)];
  expect(shownParts(parts)).toEqual([parts[0], parts[2], parts[3]]);
  const explanation = { left: 'a', right: 'b', weight: 1, probability: 0.5, rules: [], parts };
  expect(explanationText(explanation, 'en')).toBe('rarity (+0.001); level (+0.000)');
});

const NO_PAIR = { l: 0, r: 0, weight: 0, rules: 0, levels: [] };

const TWO = {
  left: {
    columns: ['id', 'town', 'number', 'note'],
    rows: [
      [
        ['a', 'ghent', '12345678', 'x'],
        ['b', 'ghent', '12345679', ''],
        ['c', 'mons', '99990000', 'y'],
      ],
    ],
  },
  right: null,
};

function people() {
  const fixed: LinkageSpecInput = {
    name: 'people',
    cardinality: 'dedupe',
    id: 'id',
    fields: {
      town: { column: 'town' },
      number: { column: 'number', sensitive: true },
      tail: { field: 'number', steps: [{ last: 3 }] },
      note: { column: 'note' },
    },
    blocking: [{ on: ['town'] }],
    comparisons: [
      {
        name: 'number',
        levels: [
          { when: { equal: 'number' }, m: 0.8, u: 0.001 },
          {
            when: { measure: 'levenshtein', field: 'number', atMost: 1 },
            title: { zh: '号码相差一位', en: 'one digit differs' },
            m: 0.15,
            u: 0.002,
          },
          { when: 'else', m: 0.05, u: 0.997 },
        ],
      },
      { name: 'tail', kind: 'exact', field: 'tail' },
      { name: 'town', kind: 'exact', field: 'town', termFrequency: false },
      { name: 'note', kind: 'exact', field: 'note' },
    ],
    thresholds: { match: 0.9, review: 0.001 },
  };
  return linkageSpec(fixed);
}

async function linked(
  spec: ReturnType<typeof linkageSpec>,
  inputs: Parameters<typeof runLinkage>[2],
  look: (result: LinkageResult, database: LinkageDatabase) => void | Promise<void>,
): Promise<void> {
  const database = await openLinkageDuckdb({
    threads: 1,
    memoryLimitMb: 256,
    spillDir: `${tmpdir()}/linkage-spill`,
  });
  try {
    const result = await runLinkage(database, planLinkage(spec), inputs, { leastWeight: -60_000 });
    await look(result, database);
  } finally {
    await database.close();
  }
}
