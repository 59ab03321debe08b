import closeWithGrace from 'close-with-grace';
import { systemClock } from '../../../kernel/clock.ts';
import { startSealer } from '../../../kernel/runtime/audit-seal/sealer.ts';
import { ensureDatabase } from '../../../kernel/runtime/embedded-postgres.ts';
import { exitOnInvalidEnv } from '../../../kernel/runtime/env.ts';
import { openSubgraphDeps } from '../../../kernel/runtime/hub-deps.ts';
import { assertKeysFit } from '../../../kernel/runtime/key-fingerprint.ts';
import { loadKeys } from '../../../kernel/runtime/keys.ts';
import { createLogger } from '../../../kernel/runtime/log.ts';
import { migrate } from '../../../prisma/migrate.ts';
import { startSchedule } from './schedule.ts';

// The worker: jobs and the sealing of the audit trail, no port. Any number of them may run; the ledger decides who does what.
const GRACE_MS = 60_000;
const env = exitOnInvalidEnv('subgraph');
const log = createLogger(env, 'yikou-worker');
const lease = await ensureDatabase(env);
if (lease.embedded) await migrate(lease.url);
const keys = loadKeys({ ...env, embedded: lease.embedded });
const deps = openSubgraphDeps('crossmatch', {
  env,
  databaseUrl: lease.url,
  keys,
  clock: systemClock,
  log,
  statementTimeoutMs: 0,
  asHub: true,
});
await assertKeysFit(deps.database, keys);
const sealer = await startSealer({ env, databaseUrl: lease.url, keys, log });
const schedule = startSchedule(deps);
log.info('the worker looks for due jobs');

closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ err }) => {
  if (err) log.error({ err }, 'the worker stops');
  await schedule.stop();
  await sealer.stop();
  await deps.database.close();
  await lease.release();
});
