import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { ensureDatabase } from '../../kernel/runtime/embedded-postgres.ts';
import { migrate } from '../../prisma/migrate.ts';
import { runChaos } from '../support/chaos.ts';

// node --import tsx test/bench/chaos.ts [--seed 20261105] [--kills 20]
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '20261105' },
    kills: { type: 'string', default: '20' },
  },
});
const dataDir = mkdtempSync(path.join(tmpdir(), 'yikou-bench-'));
const lease = await ensureDatabase({ databaseUrl: undefined, dataDir }, { durable: false });
try {
  const client = new pg.Client({ connectionString: lease.url });
  await client.connect();
  await client.query('CREATE DATABASE chaos_template');
  await client.end();
  const template = new URL(lease.url);
  template.pathname = '/chaos_template';
  await migrate(template.toString());
  const figures = await runChaos({
    clusterUrl: lease.url,
    template: 'chaos_template',
    sample: path.resolve(import.meta.dirname, '../fixtures/district-sample'),
    seed: Number(values.seed),
    kills: Number(values.kills),
  });
  console.log(JSON.stringify(figures, null, 2));
} finally {
  await lease.release();
  rmSync(dataDir, { recursive: true, force: true });
}
