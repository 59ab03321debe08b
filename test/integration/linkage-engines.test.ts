import { tmpdir } from 'node:os';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLinkageDuckdb } from '../../subgraphs/crossmatch/linkage/engine/duckdb.ts';
import type { LinkageDatabase } from '../../subgraphs/crossmatch/linkage/engine/linkage-database.ts';
import { openLinkagePostgres } from '../../subgraphs/crossmatch/linkage/engine/postgres.ts';
import { evaluateLinkage } from '../../subgraphs/crossmatch/linkage/evaluate.ts';
import { planLinkage } from '../../subgraphs/crossmatch/linkage/plan.ts';
import { hashOfLinkage } from '../../subgraphs/crossmatch/linkage/result-hash.ts';
import { runLinkage, type LinkageResult } from '../../subgraphs/crossmatch/linkage/run-linkage.ts';
import type { Records } from '../../subgraphs/crossmatch/linkage/records.ts';
import {
  entitiesOfPattern,
  truthOfEntities,
  type Truth,
} from '../../subgraphs/crossmatch/linkage/truth.ts';
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
  test('has one result and one evaluation on every engine, any number of threads and a second run', async () => {
    const results = [];
    const engines = [1, 2, 4, 4].map(duckdb);
    for (const open of [...engines, () => openLinkagePostgres(client)]) {
      results.push(await linked(open, cardinality));
    }
    const [first] = results;
    expect(first?.matches).toBeGreaterThan(20);
    expect(first?.evaluation.blocking.recall.value).toBeGreaterThan(0.9);
    expect(first?.evaluation.thresholds.length).toBeGreaterThan(10);
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
      evaluation: await evaluateLinkage(engine, result, truthOf(result)),
      hash: hashOfLinkage(result),
      model: result.model,
      candidates: result.candidates,
      matches: result.pairs.filter(({ decision }) => decision === 'MATCH').length,
    };
  } finally {
    await engine.close();
  }
}

/** Ids tell who is who: a7 and b7 are one. */
function truthOf({ plan, left, right }: LinkageResult): Truth {
  const entities = (records: Records) => entitiesOfPattern(String.raw`(\d+)$`, records);
  return truthOfEntities(entities(left), plan.dedupe ? null : entities(right));
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
