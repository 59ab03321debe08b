import closeWithGrace from 'close-with-grace';
import type { FastifyInstance } from 'fastify';
import { systemClock } from '../clock.ts';
import type { DatabaseRole } from './db.ts';
import { ensureDatabase } from './embedded-postgres.ts';
import { exitOnInvalidEnv } from './env.ts';
import { databaseAnswers, openSubgraphDeps } from './hub-deps.ts';
import { assertKeysFit } from './key-fingerprint.ts';
import { loadKeys } from './keys.ts';
import { createLogger } from './log.ts';
import type { Subgraph, SubgraphDeps } from './subgraph.ts';
import { serveSubgraph } from './subgraph-server.ts';

/** How a subgraph's `main.ts` describes itself. */
export type SubgraphProcess<Services> = {
  create(deps: SubgraphDeps): Subgraph<Services>;
  /** Brings an embedded database up to date; a server's is migrated by `hub migrate`. */
  migrate(url: string): Promise<unknown>;
  routes?(app: FastifyInstance, services: Services, deps: SubgraphDeps): void;
};

const GRACE_MS = 10_000;

/** Runs one subgraph as a process of its own until it is told to stop; requests in flight finish first. */
export async function runSubgraphProcess<Services>(
  name: DatabaseRole,
  process: SubgraphProcess<Services>,
): Promise<void> {
  const env = exitOnInvalidEnv('subgraph');
  const log = createLogger(env, `yikou-${name}`);
  const lease = await ensureDatabase(env);
  if (lease.embedded) await process.migrate(lease.url);
  const keys = loadKeys({ ...env, embedded: lease.embedded });
  const clock = systemClock;
  const deps = openSubgraphDeps(name, { env, databaseUrl: lease.url, keys, clock, log });
  await assertKeysFit(deps.database, keys);
  const subgraph = process.create(deps);
  const server = await serveSubgraph(subgraph, {
    port: env.portGiven ? env.port : Number(new URL(env.subgraphUrls[name]).port || 80),
    host: env.host,
    actorKey: keys.actorSigning.publicKey,
    clock,
    log,
    ready: () => databaseAnswers(deps),
    routes: (app) => process.routes?.(app, subgraph.services, deps),
  });
  log.info({ url: server.url }, 'subgraph serves');
  closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ err }) => {
    if (err) log.error({ err }, 'subgraph stops');
    await server.close();
    await deps.database.close();
    await lease.release();
  });
}
