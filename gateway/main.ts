import closeWithGrace from 'close-with-grace';
import { systemClock } from '../kernel/clock.ts';
import { exitOnInvalidEnv } from '../kernel/runtime/env.ts';
import { actorSigningOf, loadKeys } from '../kernel/runtime/keys.ts';
import { createLogger } from '../kernel/runtime/log.ts';
import { createActorSigner } from '../kernel/runtime/actor-signer.ts';
import { createRemoteDataSource, type RemoteDataSource } from './data-source.ts';
import { createExtractProxy } from './extract-proxy.ts';
import { openRoutes } from './open-routes.ts';
import { createGateway } from './server.ts';
import { readSupergraph } from './supergraph-file.ts';
import { createTrust } from './trust.ts';
import { createDocumentGate, readManifest } from './trusted-documents.ts';

// The gateway as a process of its own: the subgraphs are reached over HTTP.
const GRACE_MS = 10_000;
const env = exitOnInvalidEnv('gateway');
const log = createLogger(env, 'yikou-gateway');
const clock = systemClock;
const keys = loadKeys({ ...env, embedded: env.databaseUrl === undefined && !env.production });
const signer = createActorSigner({ privateKey: actorSigningOf(keys).privateKey, clock });
const { authenticate, localIssuer } = await createTrust({ env, keys, clock, log });
const extracts = createExtractProxy({ url: env.subgraphUrls.crossmatch, signer });
const remotes: RemoteDataSource[] = [];

const gateway = await createGateway({
  supergraphSdl: readSupergraph(),
  dataSourceOf(name) {
    const addresses: Partial<Record<string, string>> = env.subgraphUrls;
    const url = new URL('/graphql', addresses[name]).href;
    const remote = createRemoteDataSource({ name, url }, { signer, clock, log });
    remotes.push(remote);
    return remote;
  },
  authenticate,
  introspection: !env.production,
  admission: env.admission,
  documents: createDocumentGate({ manifest: readManifest(), adHocRoles: env.adHocRoles }),
  log,
  ready: () => Promise.resolve(true),
  openRoutes: (app) => openRoutes(app, { localIssuer, env, clock }),
  routes: (app) => extracts.routes(app),
});
const url = await gateway.app.listen({ port: env.port, host: env.host });
log.info({ url }, 'the gateway serves');

closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ err }) => {
  if (err) log.error({ err }, 'the gateway stops');
  await gateway.close();
  await extracts.close();
  await Promise.all(remotes.map((remote) => remote.close()));
});
