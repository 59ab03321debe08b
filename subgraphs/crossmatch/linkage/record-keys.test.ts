import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLinkageDuckdb } from './engine/duckdb.ts';
import type { LinkageDatabase } from './engine/linkage-database.ts';
import { planLinkage } from './plan.ts';
import { recordKeys } from './record-keys.ts';
import { runLinkage } from './run-linkage.ts';
import { linkageSpec } from './spec.ts';
import { createStandardiser } from './standardise.ts';

let database: LinkageDatabase;
beforeAll(async () => {
  const spillDir = `${tmpdir()}/linkage-spill`;
  database = await openLinkageDuckdb({ threads: 1, memoryLimitMb: 256, spillDir });
});
afterAll(() => database.close());

const COLUMNS = ['id', 'name', 'town', 'words'];
const PLAN = planLinkage(
  linkageSpec({
    name: 'people',
    cardinality: 'many-to-many',
    id: 'id',
    fields: {
      name: { column: 'name' },
      town: { column: 'town' },
      words: { column: 'words', steps: ['words'] },
    },
    blocking: [
      { on: ['name', 'town'] },
      { on: [{ each: 'words' }, 'town'] },
      { on: ['name', { each: 'words' }] },
    ],
    comparisons: [{ name: 'name', kind: 'exact', field: 'name' }],
    thresholds: { match: 0.9, review: 1e-9 },
  }),
);

/** Every way of filling three cells, so that every rule meets every gap. */
const EVERYBODY = ['', 'ann', 'bob', 'cy']
  .flatMap((name) => ['', 'ghent', 'mons'].map((town) => [name, town]))
  .flatMap((cells) => ['', 'red', 'red blue', 'sky'].map((words) => [...cells, words]))
  .map((cells, at) => [String(at + 1), ...cells]);

/** Each side read by itself, as keys that are kept were. */
async function keysOf(side: 'left' | 'right', rows: string[][]): Promise<number[][]> {
  const standardiser = createStandardiser(PLAN);
  const read = await standardiser.read(side, { columns: COLUMNS, rows: [rows] });
  return recordKeys(PLAN, standardiser.dictionaryOfKey, read);
}

test('two records share a key exactly when a rule proposes them', async () => {
  const input = { columns: COLUMNS, rows: [EVERYBODY] };
  await runLinkage(database, PLAN, { left: input, right: input });
  const proposed: string[] = [];
  for await (const rows of database.rows('SELECT l, r FROM pairs ORDER BY l, r'))
    proposed.push(...rows.map(([l, r]) => `${l} ${r}`));
  const [left, right] = [await keysOf('left', EVERYBODY), await keysOf('right', EVERYBODY)];
  const sharing = left.flatMap((keys, l) =>
    right.flatMap((others, r) =>
      keys.some((key) => others.includes(key)) ? [`${l + 1} ${r + 1}`] : [],
    ),
  );
  expect(sharing.length).toBeGreaterThan(100);
  expect(sharing).toEqual(proposed);
});

test('a key is a whole number of 32 bits, whatever the text', async () => {
  const rows = [['1', '欧阳\t娜娜\n', '𠮷野', 'a b']];
  const [keys = []] = await keysOf('left', rows);
  expect(keys).toHaveLength(5);
  expect(keys.every((key) => Number.isInteger(key) && key >= 0 && key < 2 ** 32)).toBe(true);
});
