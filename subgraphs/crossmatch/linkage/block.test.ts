import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLinkageDuckdb } from './engine/duckdb.ts';
import type { LinkageDatabase } from './engine/linkage-database.ts';
import { planLinkage } from './plan.ts';
import { runLinkage } from './run-linkage.ts';
import { linkageSpec, type LinkageSpecInput } from './spec.ts';

let database: LinkageDatabase;
beforeAll(async () => {
  const spillDir = `${tmpdir()}/linkage-spill`;
  database = await openLinkageDuckdb({ threads: 1, memoryLimitMb: 256, spillDir });
});
afterAll(() => database.close());

const PEOPLE = [
  ['1', 'ann', 'ghent', 'red blue'],
  ['2', 'ann', 'ghent', 'blue red red'],
  ['3', 'bob', 'ghent', 'blue'],
  ['4', '', 'mons', ''],
  ['5', '', 'mons', 'red'],
];

describe('blocking', () => {
  test('proposes each pair once, with every rule that does', async () => {
    const { pairs, blocks } = await blocked([{ on: ['name'] }, { on: ['town'] }]);
    expect(pairs).toEqual(['1 2 11', '1 3 10', '2 3 10', '4 5 10']);
    expect(blocks.map((block) => block.pairs)).toEqual([1, 4]);
  });

  test('puts a record with a missing key in no block', async () => {
    expect((await blocked([{ on: ['name', 'town'] }])).pairs).toEqual(['1 2 1']);
  });

  test('on each item of a list proposes a pair once however many items it shares', async () => {
    const { pairs } = await blocked([{ on: [{ each: 'words' }] }]);
    expect(pairs).toEqual(['1 2 1', '1 3 1', '1 5 1', '2 3 1', '2 5 1']);
    expect((await blocked([{ on: [{ each: 'words' }, 'town'] }])).pairs).toEqual([
      '1 2 1',
      '1 3 1',
      '2 3 1',
    ]);
  });

  test('leaves out a key that is too common, and counts what it left out', async () => {
    const limits = { pairs: 100, hotKeyPairs: 2 };
    const { pairs, blocks } = await blocked([{ on: ['town'] }], { limits });
    expect(pairs).toEqual(['4 5 1']);
    expect(blocks).toEqual([
      { title: { zh: 'town', en: 'town' }, pairs: 1, hotKeys: 1, hotPairs: 3 },
    ]);
  });

  test('stops before it makes more pairs than allowed', async () => {
    const limits = { pairs: 3, hotKeyPairs: 100 };
    await expect(blocked([{ on: ['town'] }], { limits })).rejects.toMatchObject({
      code: 'LINK_TOO_MANY_PAIRS',
      details: { pairs: 4, limit: 3 },
    });
  });

  test('of two files proposes every pair across and none within', async () => {
    const { pairs } = await blocked([{ on: ['town'] }], { cardinality: 'many-to-many' }, [
      ['x', 'cy', 'mons', ''],
      ['y', 'di', 'mons', ''],
    ]);
    expect(pairs).toEqual(['4 1 1', '4 2 1', '5 1 1', '5 2 1']);
  });

  test('takes thirty rules', async () => {
    const rules = Array.from({ length: 30 }, () => ({ on: ['name'] }));
    expect((await blocked(rules)).pairs).toEqual([`1 2 ${'1'.repeat(30)}`]);
    await expect(blocked([...rules, { on: ['name'] }])).rejects.toMatchObject({
      code: 'LINK_SPEC_INVALID',
    });
  });
});

test('a comparison whose every value is missing says nothing and spoils nothing', async () => {
  const { result } = await blocked([{ on: ['town'] }], {
    comparisons: [
      { name: 'name', kind: 'exact', field: 'name' },
      { name: 'never', kind: 'text', field: 'never' },
    ],
  });
  expect(result.model.comparisons[1]).toMatchObject({ name: 'never', trained: false });
  expect(result.weights.levels.flat().every(Number.isInteger)).toBe(true);
  expect(result.pairs.every(({ levels }) => levels[1] === -1)).toBe(true);
  expect(result.pairs.length).toBeGreaterThan(0);
});

test('two missing values are no agreement on a rare one', async () => {
  const levels = [
    { when: { equal: 'town' }, termFrequency: 'name', m: 0.9, u: 0.1 },
    { when: 'else' as const, m: 0.1, u: 0.9 },
  ];
  const common = Array.from({ length: 12 }, (_, n) => [`z${n}`, 'zoe', `town ${n}`, '']);
  const change = { comparisons: [{ name: 'town', levels }] };
  const { result } = await blocked([{ on: ['town'] }], change, null, [...PEOPLE, ...common]);
  const weightOf = (l: number) => result.pairs.find((pair) => pair.l === l)?.weight;
  expect(weightOf(4)).toBe(result.weights.prior + (result.weights.levels[0]?.[0] ?? 0));
  expect(weightOf(1)).not.toBe(weightOf(4));
});

test.each([
  ['a field that is unknown', { blocking: [{ on: ['nobody'] }] }],
  ['a measure that is none', { comparisons: [measured('constructor')] }],
  ['a field derived from itself', { fields: { name: { field: 'name' } } }],
  ['a comparison named twice', { comparisons: [exact('name'), exact('name')] }],
])('a spec with %s is refused', (_, change) => {
  expect(() => planLinkage(linkageSpec({ ...SPEC, ...change }))).toThrow(
    expect.objectContaining({ code: 'LINK_SPEC_INVALID' }) as Error,
  );
});

const SPEC: LinkageSpecInput = {
  name: 'blocks',
  cardinality: 'dedupe',
  id: 'id',
  fields: {
    name: { column: 'name' },
    town: { column: 'town' },
    words: { column: 'words', steps: ['words'] },
    never: { column: 'name', steps: [{ drop: 99 }] },
  },
  blocking: [{ on: ['town'] }],
  comparisons: [exact('name')],
  thresholds: { match: 0.9, review: 1e-9 },
};

function exact(field: string) {
  return { name: field, kind: 'exact' as const, field };
}

function measured(measure: string): NonNullable<LinkageSpecInput['comparisons']>[number] {
  return {
    name: 'name',
    levels: [{ when: { measure, field: 'name', atLeast: 1 } }, { when: 'else' }],
  };
}

async function blocked(
  blocking: LinkageSpecInput['blocking'],
  change: Partial<LinkageSpecInput> = {},
  right: string[][] | null = null,
  left = PEOPLE,
) {
  const plan = planLinkage(linkageSpec({ ...SPEC, ...change, blocking }));
  const columns = ['id', 'name', 'town', 'words'];
  const input = (rows: string[][]) => ({ columns, rows: [rows] });
  const inputs = { left: input(left), right: right && input(right) };
  const result = await runLinkage(database, plan, inputs);
  const pairs: string[] = [];
  for await (const rows of database.rows('SELECT l, r, rules FROM pairs ORDER BY l, r')) {
    for (const [l, r, rules = 0] of rows) pairs.push(`${l} ${r} ${rules.toString(2)}`);
  }
  return { pairs, blocks: result.blocks, result };
}
