import closeWithGrace from 'close-with-grace';
import type { FastifyInstance } from 'fastify';
import { systemClock } from '../clock.ts';
import { assertConfined } from './confined-role.ts';
import type { DatabaseRole } from './db.ts';
import { ensureDatabase } from './embedded-postgres.ts';
import { exitOnInvalidEnv } from './env.ts';
import { databaseAnswers, openSubgraphDeps } from './hub-deps.ts';
import { assertKeysFit } from './key-fingerprint.ts';
import { loadKeys } from './keys.ts';
import { createLogger } from './log.ts';
import { withRequestLogins } from './request-logins.ts';
import type { Subgraph, SubgraphDeps } from './subgraph.ts';
import { serveSubgraph } from './subgraph-server.ts';

/** How a subgraph's `main.ts` describes itself. */
export type SubgraphProcess = {
  create(deps: SubgraphDeps): Subgraph;
  /** Brings an embedded database up to date; a server's is migrated by `hub migrate`. */
  migrate(url: string): Promise<unknown>;
  /** Further routes; their own dependencies have no time limit per statement, as a file of a million rows needs. */
  routes?(app: FastifyInstance, deps: SubgraphDeps): void;
};

const GRACE_MS = 10_000;

/** Runs one subgraph as a process of its own until it is told to stop; requests in flight finish first. */
export async function runSubgraphProcess(
  name: DatabaseRole,
  process: SubgraphProcess,
): Promise<void> {
  const given = exitOnInvalidEnv('subgraph');
  const log = createLogger(given, `yikou-${name}`);
  const lease = await ensureDatabase(given);
  if (lease.embedded) await process.migrate(lease.url);
  const env = await withRequestLogins(given, lease);
  const keys = loadKeys({ ...env, embedded: lease.embedded });
  const clock = systemClock;
  const common = { env, databaseUrl: lease.url, keys, clock, log };
  const deps = openSubgraphDeps(name, common);
  const patientDeps = openSubgraphDeps(name, { ...common, statementTimeoutMs: 0, asHub: true });
  await assertKeysFit(deps.database, keys);
  await assertConfined(deps.database, name);
  if (env.production && keys.actorSigning)
    log.warn('the keys file holds the private key of the gateway: a subgraph needs the public one');
  const subgraph = process.create(deps);
  const server = await serveSubgraph(subgraph, {
    port: env.portGiven ? env.port : Number(new URL(env.subgraphUrls[name]).port || 80),
    host: env.host,
    actorKeys: keys.actorVerifying,
    clock,
    log,
    ready: () => databaseAnswers(deps),
    routes: (app) => process.routes?.(app, patientDeps),
  });
  log.info({ url: server.url }, 'subgraph serves');
  closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ err }) => {
    if (err) log.error({ err }, 'subgraph stops');
    await server.close();
    await Promise.all([deps.database.close(), patientDeps.database.close()]);
    await lease.release();
  });
}
