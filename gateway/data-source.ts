import type { GraphQLDataSource } from '@apollo/gateway';
import type { Logger } from 'pino';
import { Pool } from 'undici';
import type { Clock } from '../kernel/clock.ts';
import { HubError } from '../kernel/errors.ts';
import { ACTOR_HEADER, type ActorSigner } from '../kernel/runtime/signed-actor.ts';
import type { SubgraphResponse } from '../kernel/runtime/subgraph-executor.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import type { GatewayContext } from './context.ts';
import { createFlights } from './flights.ts';

export type RemoteDataSource = GraphQLDataSource & { close(): Promise<void> };

export type RemoteSubgraph = {
  name: string;
  /** The subgraph's GraphQL endpoint, for example http://127.0.0.1:4001/graphql. */
  url: string;
  /** Milliseconds for the head and, again, for the body of an answer. */
  timeoutMs?: number;
};

const CONNECTIONS = 64;
const LARGEST_ANSWER = 32 * 1024 * 1024;
/** The connection broke under the request, so it is safe to ask again what only reads. */
const RESET_CODES = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/**
 * Reaches a subgraph over kept-alive HTTP connections, as the caller's signed actor.
 *
 * Stock RemoteGraphQLDataSource has no timeout, no retry, no cancellation, and costs about three times
 * the processor time (docs/adr); this is all the hub needs of it.
 */
export function createRemoteDataSource(
  subgraph: RemoteSubgraph,
  deps: { signer: ActorSigner; clock: Clock; log: Logger },
): RemoteDataSource {
  const address = new URL(subgraph.url);
  const timeout = subgraph.timeoutMs ?? 5_000;
  const pool = new Pool(address.origin, {
    connections: CONNECTIONS,
    headersTimeout: timeout,
    bodyTimeout: timeout,
    connect: { timeout: Math.min(timeout, 2_000) },
    maxResponseSize: LARGEST_ANSWER,
  });
  const breaker = createCircuitBreaker(deps.clock);
  const flights = createFlights();

  async function send(body: string, token: string, requestId: string, signal: AbortSignal) {
    const response = await pool.request({
      method: 'POST',
      path: address.pathname,
      headers: {
        'content-type': 'application/json',
        [ACTOR_HEADER]: token,
        'x-request-id': requestId,
      },
      body,
      signal,
    });
    return { status: response.statusCode, text: await response.body.text() };
  }

  /** Asks at most twice: again only what reads, and only when the connection broke. */
  async function ask(call: Call, signal: AbortSignal): Promise<string> {
    if (!breaker.allows()) throw new HubError('SUBGRAPH_UNAVAILABLE', { subgraph: subgraph.name });
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { status, text } = await send(call.body, call.token, call.requestId, signal);
        if (status >= 500 && !text.startsWith('{')) throw new Error(`answered with ${status}`);
        breaker.succeeded();
        return text;
      } catch (error) {
        if (signal.aborted) throw new HubError('TIMEOUT', {}, { cause: error });
        if (attempt === 1 && call.readsOnly && RESET_CODES.has(codeOf(error))) continue;
        breaker.failed();
        throw new HubError('SUBGRAPH_UNAVAILABLE', { subgraph: subgraph.name }, { cause: error });
      }
    }
  }

  return {
    async process({ request, context }) {
      const { actor, purpose, requestId, signal } = context as GatewayContext;
      const token = await deps.signer.sign(actor, subgraph.name, purpose);
      const query = request.query ?? '';
      const body = JSON.stringify({
        query,
        variables: request.variables,
        operationName: request.operationName,
      });
      const call = { body, token, requestId, readsOnly: !query.startsWith('mutation') };
      try {
        // Whoever asks the same as the same actor at the same moment shares one fetch; each parses the
        // text itself, because the executor merges into what it is given.
        const text = call.readsOnly
          ? await flights.join(`${token}\n${body}`, signal, (shared) => ask(call, shared))
          : await ask(call, signal);
        return readAnswer(text, subgraph.name);
      } catch (error) {
        deps.log.warn({ err: error, subgraph: subgraph.name, requestId }, 'subgraph fetch failed');
        throw error;
      }
    },
    close: () => pool.close(),
  };
}

type Call = { body: string; token: string; requestId: string; readsOnly: boolean };

function readAnswer(text: string, subgraph: string): SubgraphResponse {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw new HubError('SUBGRAPH_UNAVAILABLE', { subgraph }, { cause });
  }
  if (typeof answer === 'object' && answer !== null && ('data' in answer || 'errors' in answer))
    return answer as SubgraphResponse;
  throw new HubError('SUBGRAPH_UNAVAILABLE', { subgraph });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}
