import type { Logger } from 'pino';
import { Pool } from 'undici';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { HubError } from '../kernel/errors.ts';
import type { ActorSigner } from '../kernel/runtime/actor-signer.ts';
import { createBoundedCache } from '../kernel/runtime/bounded-cache.ts';
import { bodyHashOf } from '../kernel/runtime/proven-body.ts';
import { ACTOR_HEADER, callTarget, type SignedActor } from '../kernel/runtime/signed-actor.ts';
import { DEADLINE_HEADER } from '../kernel/runtime/statement-deadline.ts';
import type { SubgraphResponse } from '../kernel/runtime/subgraph-executor.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import type { Deadline } from './deadline.ts';
import { createFlights, type Fetching } from './flights.ts';
import { postJson } from './subgraph-fetch.ts';
import type { SubgraphSource } from './subgraph-source.ts';

export type RemoteDataSource = SubgraphSource & { close(): Promise<void> };

export type RemoteSubgraph = {
  name: string;
  /** The subgraph's GraphQL endpoint, for example http://127.0.0.1:4001/graphql. */
  url: string;
  /** Milliseconds for the head and, again, for the body of an answer. */
  timeoutMs?: number;
};

const CONNECTIONS = 64;
/** The connection broke under the request, so it is safe to ask again what only reads. */
const RESET_CODES = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/**
 * Reaches a subgraph over kept-alive HTTP connections, as the caller's signed actor.
 *
 * Stock RemoteGraphQLDataSource has no timeout, no retry, no cancellation, and costs several times the
 * processor time (docs/adr/0012-own-data-source.md); this is all the hub needs of it.
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
  });
  const breaker = createCircuitBreaker(deps.clock);
  const flights = createFlights();

  const target = callTarget('POST', address.pathname);

  /** Signed at each sending: a token is good for one, and a broken connection may have delivered it. */
  function send({ identity, requestId, deadline, body }: Call): Fetching {
    const { actor, purpose } = identity;
    const call = { actor, purpose, subgraph: subgraph.name, target, bodyHash: bodyHashOf(body) };
    let posting: Fetching | undefined;
    let cancelled = false;
    return {
      result: deps.signer.sign(call).then((token) => {
        if (cancelled) throw new Error('cancelled');
        const left = String(deadline.remaining());
        const headers = [...headersOf(token, requestId), DEADLINE_HEADER, left];
        posting = postJson(pool, address.pathname, headers, body);
        return posting.result;
      }),
      cancel() {
        cancelled = true;
        posting?.cancel();
      },
    };
  }

  /** Asks at most twice: again only what reads, and only when the connection broke. */
  function ask(call: Call): Fetching {
    let current = send(call);
    let cancelled = false;
    return {
      cancel() {
        cancelled = true;
        current.cancel();
      },
      result: current.result.catch((error: unknown) => {
        if (cancelled || !call.readsOnly || !RESET_CODES.has(codeOf(error))) throw error;
        current = send(call);
        return current.result;
      }),
    };
  }

  /** Tells the breaker how a fetch ended; one that nobody waits for any more says nothing. */
  function watched(call: Call): Fetching {
    const fetching = ask(call);
    let cancelled = false;
    return {
      cancel() {
        cancelled = true;
        fetching.cancel();
      },
      result: fetching.result.then(
        (text) => {
          breaker.succeeded();
          return text;
        },
        (cause: unknown) => {
          if (!cancelled) breaker.failed();
          throw new HubError('SUBGRAPH_UNAVAILABLE', { subgraph: subgraph.name }, { cause });
        },
      ),
    };
  }

  return {
    async process({ request, context }) {
      const { actor, purpose, requestId, deadline } = context;
      const { query } = request;
      try {
        if (!breaker.allows())
          throw new HubError('SUBGRAPH_UNAVAILABLE', { subgraph: subgraph.name });
        const body = bodyOf(query, request.operationName, request.variables);
        const readsOnly = !query.startsWith('mutation');
        // Whoever asks the same as the same actor at the same moment shares one fetch; each parses the
        // text itself, because the executor merges into what it is given. A change is never shared.
        const key = (readsOnly ? whoAsks(actor, purpose) : requestId) + body;
        const text = await flights.join(key, deadline, () =>
          watched({ body, identity: { actor, purpose }, requestId, deadline, readsOnly }),
        );
        return readAnswer(text, subgraph.name);
      } catch (error) {
        deps.log.warn({ err: error, subgraph: subgraph.name, requestId }, 'subgraph fetch failed');
        throw error;
      }
    },
    close: () => pool.close(),
  };
}

type Call = {
  body: string;
  identity: SignedActor;
  requestId: string;
  deadline: Deadline;
  readsOnly: boolean;
};

/** All that a subgraph learns of who asks and why: equal for two callers only if it cannot tell them apart. */
function whoAsks(actor: Actor, purpose: string | null): string {
  const { subject, role, streetCode, departmentCode, displayName } = actor;
  return JSON.stringify([subject, role, streetCode, departmentCode, displayName, purpose]);
}

function headersOf(token: string, requestId: string): string[] {
  return ['content-type', 'application/json', ACTOR_HEADER, token, 'x-request-id', requestId];
}

/** The planner makes each query text once, so its JSON form is made once too. */
const openings = createBoundedCache<string>(2_000);

function bodyOf(query: string, operationName: string | undefined, variables: unknown): string {
  let opening = openings.get(query);
  if (opening === undefined) {
    opening = JSON.stringify({ query, operationName }).slice(0, -1);
    openings.set(query, opening);
  }
  return `${opening},"variables":${JSON.stringify(variables ?? {})}}`;
}

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
