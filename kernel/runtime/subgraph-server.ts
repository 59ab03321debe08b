import type { KeyObject } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { HubError } from '../errors.ts';
import { createHttpServer } from './http-server.ts';
import { ACTOR_HEADER, createActorVerifier } from './signed-actor.ts';
import { DEADLINE_HEADER, readDeadline, withinDeadline } from './statement-deadline.ts';
import type { Subgraph } from './subgraph.ts';
import { createSubgraphExecutor, type SubgraphRequest } from './subgraph-executor.ts';

export type SubgraphServerOptions = {
  /** 0 picks a free port. */
  port: number;
  host: string;
  /** The gateway's public key: the only identity a subgraph believes. */
  actorKey: KeyObject;
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
 * Serves a subgraph over HTTP to the gateway. Nothing of a request is read, parsed or executed before
 * the signed actor of its head is verified, and that includes `_service`.
 */
export async function serveSubgraph(
  subgraph: Subgraph,
  options: SubgraphServerOptions,
): Promise<RunningServer> {
  const app = createHttpServer({ log: options.log, bodyLimit: BODY_LIMIT, ready: options.ready });
  const verifier = createActorVerifier({
    publicKey: options.actorKey,
    subgraph: subgraph.name,
    clock: options.clock,
  });
  const executor = createSubgraphExecutor(subgraph, options.log);

  await app.register((routes, _options, done) => {
    routes.addHook('onRequest', async (request) => {
      const signed = await verifier.verify(header(request, ACTOR_HEADER));
      request.actor = signed.actor;
      request.purpose = signed.purpose;
      request.id = requestIdOf(request);
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
  const given = header(request, 'x-request-id');
  return given && REQUEST_ID.test(given) ? given : request.id;
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}
