import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { pino, type Logger } from 'pino';
import type { AdmissionLimits } from '../../gateway/admission.ts';
import { createAuthenticate, type Authenticate } from '../../gateway/authenticate.ts';
import type { DisabledAccounts } from '../../gateway/disabled-accounts.ts';
import { createRemoteDataSource } from '../../gateway/data-source.ts';
import { createExtractProxy } from '../../gateway/extract-proxy.ts';
import { createInProcessDataSource } from '../../gateway/in-process-data-source.ts';
import { createLocalIssuer, type TokenRequest } from '../../gateway/local-issuer.ts';
import { createGateway } from '../../gateway/server.ts';
import { createDocumentGate, type DocumentGate } from '../../gateway/trusted-documents.ts';
import { ROLES } from '../../kernel/actor.ts';
import { systemClock } from '../../kernel/clock.ts';
import { actorSigningOf, newKeysFile, parseKeys, type Keys } from '../../kernel/runtime/keys.ts';
import { createActorSigner } from '../../kernel/runtime/actor-signer.ts';
import type { Subgraph, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { createSubgraphExecutor } from '../../kernel/runtime/subgraph-executor.ts';
import { serveSubgraph, type RunningServer } from '../../kernel/runtime/subgraph-server.ts';
import { extractRoutes } from '../../subgraphs/crossmatch/extract.http.ts';
import { SAMPLE_TYPE_DEFS } from './sample-graph.ts';

export type Shape = 'in-process' | 'split';
export const SHAPES: readonly Shape[] = ['in-process', 'split'];

export type RunningHub = {
  url: string;
  keys: Keys;
  /** The subgraphs' own addresses; empty in process. */
  subgraphUrls: ReadonlyMap<string, string>;
  /** Ends one subgraph's process, in the split shape. */
  stopSubgraph(name: Subgraph['name']): Promise<void>;
  token(request: Partial<TokenRequest> & Pick<TokenRequest, 'role'>): Promise<string>;
  close(): Promise<void>;
};

export type Answer = {
  status: number;
  headers: Headers;
  text: string;
  body: {
    data?: Record<string, unknown> | null;
    errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[];
  };
};

/** The list of disabled accounts of a hub in which nobody is. */
export const NOBODY: DisabledAccounts = { has: () => false };
/** Everybody may run any document. */
export const ANY_DOCUMENT = createDocumentGate({ manifest: {}, adHocRoles: new Set(ROLES) });
export const UNLIMITED: AdmissionLimits = {
  ...{ perSecond: 1e9, burst: 1e9 },
  ...{ concurrent: 1e9, deliveries: 1e9 },
};

/** A gateway with real ports and real tokens over the given subgraphs, in one process or as in production. */
export async function startHub(options: {
  shape: Shape;
  subgraphs: readonly Subgraph[];
  supergraphSdl: string;
  introspection?: boolean;
  log?: Logger;
  timeoutMs?: number;
  /** Which documents who may run; by default everybody any. */
  documents?: DocumentGate;
  /** How much one account may ask for; by default more than any test does. */
  admission?: AdmissionLimits;
  /** Who callers are; by default whom their tokens name. */
  authenticate?: Authenticate;
  /** With the file routes, over the crossmatch dependencies. */
  files?: SubgraphDeps;
}): Promise<RunningHub> {
  const { files } = options;
  const keys = parseKeys(newKeysFile());
  const log = options.log ?? pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const clock = systemClock;
  const issuer = await createLocalIssuer({ keys, clock, production: false });
  const signer = createActorSigner({ privateKey: actorSigningOf(keys).privateKey, clock });
  const servers = new Map<string, RunningServer>();
  const closing: (() => Promise<void>)[] = [];
  for (const subgraph of options.shape === 'split' ? options.subgraphs : []) {
    const server = await serveSubgraph(subgraph, {
      port: 0,
      host: '127.0.0.1',
      actorKeys: keys.actorVerifying,
      clock,
      log,
      ready: () => Promise.resolve(true),
      routes: (app) => {
        if (files && subgraph.name === 'crossmatch') extractRoutes(app, files);
      },
    });
    servers.set(subgraph.name, server);
  }

  function dataSourceOf(name: string) {
    const server = servers.get(name);
    if (server) {
      const remote = createRemoteDataSource(
        { name, url: `${server.url}/graphql`, timeoutMs: options.timeoutMs ?? 5_000 },
        { signer, clock, log },
      );
      closing.push(() => remote.close());
      return remote;
    }
    const subgraph = options.subgraphs.find((candidate) => candidate.name === name);
    if (!subgraph) throw new Error(`no subgraph ${name}`);
    return createInProcessDataSource(createSubgraphExecutor(subgraph, log));
  }

  const gateway = await createGateway({
    supergraphSdl: options.supergraphSdl,
    dataSourceOf,
    authenticate:
      options.authenticate ??
      createAuthenticate({ trust: issuer.trust, disabled: NOBODY, clock, log }),
    introspection: options.introspection ?? false,
    admission: options.admission ?? UNLIMITED,
    documents: options.documents ?? ANY_DOCUMENT,
    log,
    ready: () => Promise.resolve(true),
    routes(app) {
      const remote = servers.get('crossmatch');
      if (files && !remote) extractRoutes(app, files);
      if (!files || !remote) return;
      const proxy = createExtractProxy({ url: `${remote.url}/graphql`, signer });
      closing.push(() => proxy.close());
      proxy.routes(app);
    },
  });
  const url = await gateway.app.listen({ port: 0, host: '127.0.0.1' });
  return {
    url,
    keys,
    subgraphUrls: new Map([...servers].map(([name, server]) => [name, server.url])),
    stopSubgraph: async (name) => {
      await servers.get(name)?.close();
      servers.delete(name);
    },
    token: (request) => issuer.issueToken({ subject: 'account-1', hours: 1, ...request }),
    async close() {
      await gateway.close();
      await Promise.all(closing.map((close) => close()));
      await Promise.all([...servers.values()].map((server) => server.close()));
    },
  };
}

/** The supergraph of the sample graph. */
export function sampleSupergraph(): string {
  const result = composeServices(
    Object.entries(SAMPLE_TYPE_DEFS).map(([name, typeDefs]) => ({
      name,
      url: `http://${name}`,
      typeDefs: parse(typeDefs),
    })),
  );
  if (!result.supergraphSdl) throw new Error(JSON.stringify(result.errors));
  return result.supergraphSdl;
}

/** Posts a GraphQL request as a signed-in caller. */
export async function ask(
  url: string,
  token: string,
  query: string,
  variables?: Record<string, unknown>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  return readAnswer(response);
}

/** An answer with its JSON body; a body that is no JSON fails the test that reads it. */
export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: JSON.parse(text) as Answer['body'],
  };
}
