import { tmpdir } from 'node:os';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLinkageDuckdb } from '../../subgraphs/crossmatch/linkage/engine/duckdb.ts';
import type { LinkageDatabase } from '../../subgraphs/crossmatch/linkage/engine/linkage-database.ts';
import { openLinkagePostgres } from '../../subgraphs/crossmatch/linkage/engine/postgres.ts';
import { planLinkage } from '../../subgraphs/crossmatch/linkage/plan.ts';
import { hashOfLinkage } from '../../subgraphs/crossmatch/linkage/result-hash.ts';
import { runLinkage } from '../../subgraphs/crossmatch/linkage/run-linkage.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';
import { inventedRecords, inventedSpec } from '../support/linkage-people.ts';

let database: FreshDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await freshDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

const duckdb = (threads: number) => () =>
  openLinkageDuckdb({ threads, memoryLimitMb: 512, spillDir: `${tmpdir()}/linkage-spill` });

describe.each(['dedupe', 'one-to-one', 'many-to-many'] as const)('a linkage %s', (cardinality) => {
  test('has one result on every engine and any number of threads', async () => {
    const results = [];
    for (const open of [duckdb(1), duckdb(4), () => openLinkagePostgres(client)]) {
      results.push(await linked(open, cardinality));
    }
    const [first] = results;
    expect(first?.matches).toBeGreaterThan(20);
    expect(results).toEqual(results.map(() => first));
  });
});

test('leaves nothing behind in PostgreSQL', async () => {
  const { rows } = await client.query(
    `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'linkage%'`,
  );
  expect(rows).toEqual([]);
});

async function linked(
  open: () => Promise<LinkageDatabase>,
  cardinality: 'dedupe' | 'one-to-one' | 'many-to-many',
) {
  const plan = planLinkage(inventedSpec(cardinality));
  const { left, right } = inventedRecords(3, 800);
  const inputs = { left: cardinality === 'dedupe' ? both(left, right) : left };
  const engine = await open();
  try {
    const result = await runLinkage(
      engine,
      plan,
      { ...inputs, right: cardinality === 'dedupe' ? null : right },
      { leastWeight: -10_000 },
    );
    return {
      hash: hashOfLinkage(result),
      model: result.model,
      candidates: result.candidates,
      matches: result.pairs.filter(({ decision }) => decision === 'MATCH').length,
    };
  } finally {
    await engine.close();
  }
}

function both(
  left: ReturnType<typeof inventedRecords>['left'],
  right: ReturnType<typeof inventedRecords>['right'],
) {
  return { columns: left.columns, rows: joined(left.rows, right.rows) };
}

async function* joined<T>(a: AsyncIterable<T> | Iterable<T>, b: AsyncIterable<T> | Iterable<T>) {
  yield* a;
  yield* b;
}
