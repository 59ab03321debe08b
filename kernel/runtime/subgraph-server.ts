import type { KeyObject } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { HubError } from '../errors.ts';
import { createHttpServer } from './http-server.ts';
import { provenBody } from './proven-body.ts';
import { ACTOR_HEADER, callTarget, createActorVerifier } from './signed-actor.ts';
import { singleHeader } from './single-header.ts';
import { DEADLINE_HEADER, readDeadline, withinDeadline } from './statement-deadline.ts';
import type { Subgraph } from './subgraph.ts';
import { createSubgraphExecutor, type SubgraphRequest } from './subgraph-executor.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the verified actor token says of the body; see `bodyHashOf`. */
    bodyHash: string;
  }
}

export type SubgraphServerOptions = {
  /** 0 picks a free port. */
  port: number;
  host: string;
  /** The gateway's public keys, two while one is being replaced: the only identity a subgraph believes. */
  actorKeys: readonly KeyObject[];
  clock: Clock;
  log: Logger;
  /** Whether the database answers; asked by /readyz. */
  ready: () => Promise<boolean>;
  /** Further routes of this subgraph, behind the same authentication. */
  routes?(app: FastifyInstance): void;
};

export type RunningServer = { url: string; close(): Promise<void> };

const BODY_LIMIT = 2 * 1024 * 1024;
const REQUEST_ID = /^[0-9a-f-]{36}$/;

/**
 * Serves a subgraph over HTTP to the gateway. Nothing of a request is read before the signed actor of its
 * head is verified, and nothing parsed or executed before the body proves to be the one that was signed
 * for; that includes `_service`.
 */
export async function serveSubgraph(
  subgraph: Subgraph,
  options: SubgraphServerOptions,
): Promise<RunningServer> {
  const app = createHttpServer({ log: options.log, bodyLimit: BODY_LIMIT, ready: options.ready });
  const verifier = createActorVerifier({
    publicKeys: options.actorKeys,
    subgraph: subgraph.name,
    clock: options.clock,
  });
  const executor = createSubgraphExecutor(subgraph, options.log);

  await app.register((routes, _options, done) => {
    routes.decorateRequest('bodyHash', '');
    routes.addHook('onRequest', async (request) => {
      const token = singleHeader(request.raw, ACTOR_HEADER);
      const signed = await verifier.verify(token, callTarget(request.method, request.url));
      request.actor = signed.actor;
      request.purpose = signed.purpose;
      request.bodyHash = signed.bodyHash;
      request.id = requestIdOf(request);
    });
    routes.addHook('preParsing', (request, _reply, payload, done) => {
      done(null, provenBody(payload, request.bodyHash));
    });
    routes.post('/graphql', (request) =>
      withinDeadline(readDeadline(request.headers[DEADLINE_HEADER]), () =>
        executor.execute(readRequest(request.body), {
          actor: request.actor,
          purpose: request.purpose,
          requestId: request.id,
        }),
      ),
    );
    options.routes?.(routes);
    done();
  });
  const url = await app.listen({ port: options.port, host: options.host });
  return { url, close: () => app.close() };
}

function readRequest(body: unknown): SubgraphRequest {
  if (typeof body !== 'object' || body === null) throw new HubError('REQUEST_INVALID');
  const { query, variables, operationName } = body as Record<string, unknown>;
  if (typeof query !== 'string') throw new HubError('REQUEST_INVALID');
  return {
    query,
    variables: isRecord(variables) ? variables : undefined,
    operationName: typeof operationName === 'string' ? operationName : undefined,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The gateway's reference, so that one id runs through the log lines of all processes. */
function requestIdOf(request: FastifyRequest): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : request.id;
}
