import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { generatePersonCorpus } from '../../cli/district/person-corpus.ts';
import { ensureDatabase } from '../../kernel/runtime/embedded-postgres.ts';
import { readHubEnv } from '../../kernel/runtime/env.ts';
import { openLinkageDuckdb } from '../../subgraphs/crossmatch/linkage/engine/duckdb.ts';
import type { LinkageDatabase } from '../../subgraphs/crossmatch/linkage/engine/linkage-database.ts';
import { openLinkagePostgres } from '../../subgraphs/crossmatch/linkage/engine/postgres.ts';
import type { Model } from '../../subgraphs/crossmatch/linkage/model.ts';
import { planLinkage } from '../../subgraphs/crossmatch/linkage/plan.ts';
import { hashOfLinkage } from '../../subgraphs/crossmatch/linkage/result-hash.ts';
import { runLinkage, type Stage } from '../../subgraphs/crossmatch/linkage/run-linkage.ts';
import { parseLinkageSpec } from '../../subgraphs/crossmatch/linkage/spec.ts';
import chinesePerson from '../../subgraphs/crossmatch/linkage/specs/chinese-person.json' with { type: 'json' };

// npm run bench:engines -- [--sizes 20000,100000]
// One linkage on DuckDB and on PostgreSQL: the same hash, and what each engine takes for it. The model is trained
// once on DuckDB, so that both score with the same numbers.
const { values } = parseArgs({ options: { sizes: { type: 'string', default: '20000,100000' } } });
const dir = await mkdtemp(path.join(os.tmpdir(), 'yikou-engines-'));
const env = readHubEnv({ ...process.env, YIKOU_DATA_DIR: dir });
const database = await ensureDatabase(env);
const client = new pg.Client({ connectionString: database.url });
await client.connect();
const plan = planLinkage(parseLinkageSpec(chinesePerson));
const engines = {
  duckdb: () =>
    openLinkageDuckdb({ threads: 2, memoryLimitMb: 2048, spillDir: path.join(dir, 'spill') }),
  postgres: () => openLinkagePostgres(client),
};

async function measured(open: () => Promise<LinkageDatabase>, size: number, model?: Model) {
  const { columns, records, roster } = generatePersonCorpus(1, size, size);
  const inputs = { left: { columns, rows: [records] }, right: { columns, rows: [roster] } };
  const seconds: Partial<Record<Stage, number>> = {};
  let [stage, began]: [Stage | null, number] = [null, performance.now()];
  const onStage = (next: Stage | null): void => {
    if (stage !== null) seconds[stage] = (performance.now() - began) / 1000;
    [stage, began] = [next, performance.now()];
  };
  const engine = await open();
  try {
    const result = await runLinkage(engine, plan, inputs, { ...(model ? { model } : {}), onStage });
    onStage(null);
    return { hash: hashOfLinkage(result), seconds, candidates: result.candidates, result };
  } finally {
    await engine.close();
  }
}

try {
  const runs = [];
  for (const size of values.sizes.split(',').map(Number)) {
    const { result } = await measured(engines.duckdb, size);
    const byEngine: Record<string, unknown> = {};
    const hashes = new Set<string>();
    for (const [name, open] of Object.entries(engines)) {
      const { hash, seconds, candidates } = await measured(open, size, result.model);
      hashes.add(hash);
      const inEngine = (seconds.block ?? 0) + (seconds.compare ?? 0) + (seconds.score ?? 0);
      byEngine[name] = {
        seconds,
        inEngine,
        candidates,
        peakMemoryMb: process.memoryUsage.rss() / 2 ** 20,
      };
    }
    runs.push({ records: size, persons: size, sameHash: hashes.size === 1, ...byEngine });
  }
  console.log(JSON.stringify(runs, null, 2));
} finally {
  await client.end();
  await database.release();
  await rm(dir, { recursive: true, force: true });
}
