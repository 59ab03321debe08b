import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parseKeys } from '../../cli/audit-verify/note.ts';
import { databaseStore } from '../../cli/audit-verify/database-store.ts';
import { verifyTrail } from '../../cli/audit-verify/verify.ts';
import { readLine } from '../../kernel/runtime/audit-seal/checkpoint.ts';
import { startSealer } from '../../kernel/runtime/audit-seal/sealer.ts';
import { ensureDatabase } from '../../kernel/runtime/embedded-postgres.ts';
import { readHubEnv } from '../../kernel/runtime/env.ts';
import { createLogger } from '../../kernel/runtime/log.ts';
import { migrate } from '../../prisma/migrate.ts';
import { testKeys } from '../support/database.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { sealedTrail, type SealedTrail } from '../support/sealing.ts';
import { runTampers, tamperTarget } from '../support/tamper-run.ts';

// npm run bench:audit -- [--tampers 10000] [--seed bench] [--blocks 30] [--rows 200000] [--acts 40]
// Tampers with an audit store in every way and looks whether the verifier finds it; rows verified and sealed per
// second; the delay from an act's commit to its root in the file, with the sealer running at its own pace.
const { values } = parseArgs({
  options: {
    tampers: { type: 'string', default: '10000' },
    seed: { type: 'string', default: 'bench' },
    blocks: { type: 'string', default: '30' },
    rows: { type: 'string', default: '200000' },
    acts: { type: 'string', default: '40' },
  },
});
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'yikou-bench-audit-'));
chmodSync(dataDir, 0o711);
const lease = await ensureDatabase({ databaseUrl: undefined, dataDir });
try {
  const results = {
    load: os.loadavg()[0],
    ...(Number(values.tampers) > 0 && { tampers: await onDatabase('tampers', tampers) }),
    ...(Number(values.rows) > 0 && { rate: await onDatabase('rate', rate) }),
    ...(Number(values.acts) > 0 && { delay: await onDatabase('delay', delay) }),
  };
  console.log(JSON.stringify(results, null, 2));
} finally {
  await lease.release();
  rmSync(dataDir, { recursive: true, force: true });
}

async function onDatabase<Result>(
  name: string,
  measure: (trail: SealedTrail) => Promise<Result>,
): Promise<Result> {
  const address = new URL(lease.url);
  const own = path.join(dataDir, name);
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: lease.url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  address.pathname = `/${name}`;
  await migrate(address.toString());
  const trail = await sealedTrail({ url: address.toString(), dataDir: own });
  try {
    return await measure(trail);
  } finally {
    await trail.close();
  }
}

async function tampers(trail: SealedTrail) {
  const keys = await tamperTarget(trail, Number(values.blocks));
  const { rows, blocks } = await trail.verify();
  const started = performance.now();
  const run = await runTampers(trail, keys, { count: Number(values.tampers), seed: values.seed });
  return { store: { rows, blocks }, ...run, seconds: seconds(started) };
}

/** A year's worth in large blocks, as after a first sealing; three verifications, the best and the worst told. */
async function rate(trail: SealedTrail) {
  await trail.owner.query(
    `INSERT INTO audit.event (subgraph, subject, role, purpose, request_id, kind, detail)
     SELECT 'households', 'account-' || n % 300, 'CASE_OFFICER', '复核家庭情况', gen_random_uuid()::text, 'PERSON_READ',
            jsonb_build_object('personId', gen_random_uuid())
       FROM generate_series(1, $1::int) n`,
    [Number(values.rows)],
  );
  let started = performance.now();
  const { sealed } = await trail.seal();
  const sealedPerSecond = sealed / seconds(started);
  const verified: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    started = performance.now();
    const keys = parseKeys(trail.verifierKey) ?? [];
    const report = await verifyTrail({
      store: databaseStore(trail.owner),
      roots: trail.roots(),
      keys,
    });
    if (!report.ok) throw new Error('the store does not verify');
    verified.push(report.rows / seconds(started));
  }
  return {
    rows: sealed,
    sealedPerSecond: Math.round(sealedPerSecond),
    verifiedPerSecond: verified.map(Math.round).sort((one, other) => one - other),
  };
}

async function delay(trail: SealedTrail) {
  const random = randomNumbers(values.seed);
  const env = readHubEnv(
    { YIKOU_DATA_DIR: path.dirname(path.dirname(trail.rootsPath)) },
    'subgraph',
  );
  const log = createLogger({ logLevel: 'error' }, 'bench');
  const sealer = await startSealer({ env, databaseUrl: trail.url, keys: testKeys(), log });
  const delays: number[] = [];
  for (let size = 1; size <= Number(values.acts); size += 1) {
    await trail.addRows(1);
    const committed = performance.now();
    while (sizeOf(trail.roots()) < size) await sleep(5);
    delays.push(performance.now() - committed);
    await sleep(random.below(2_000));
  }
  await sealer.stop();
  delays.sort((one, other) => one - other);
  const at = (share: number) => Math.round(delays[Math.floor(share * (delays.length - 1))] ?? 0);
  return { acts: delays.length, milliseconds: { median: at(0.5), p95: at(0.95), worst: at(1) } };
}

function sizeOf(roots: string): number {
  return readLine(roots.trimEnd().split('\n').at(-1) ?? '')?.size ?? 0;
}

function seconds(started: number): number {
  return (performance.now() - started) / 1_000;
}
