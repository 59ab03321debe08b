import { HeaderMap, type ApolloServer } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HubError } from '../kernel/errors.ts';
import { sendError } from '../kernel/runtime/http-server.ts';
import type { GatewayContext } from './context.ts';
import { startDeadline, type RunningDeadline } from './deadline.ts';
import type { DocumentGate, DocumentRequest } from './trusted-documents.ts';
import { limitExceeded, LIMITS, nestsTooDeep, type Limits } from './limits.ts';
import { whenOver } from './when-over.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** When the operation's time is over; started with the request. */
    deadline: RunningDeadline;
  }
}

const MEDIA_TYPE = /^application\/json\s*(;\s*charset=("?)utf-8\2\s*)?$/i;

type Deps = { apollo: ApolloServer<GatewayContext>; limits: Limits; documents: DocumentGate };

type GraphQLBody = {
  document: DocumentRequest;
  variables?: Record<string, unknown>;
  operationName?: string | null;
};

/**
 * POST /graphql, and nothing else of it: GET is refused because a link must not run a query, and only
 * application/json is read because a form on another site can send anything but that.
 */
export function graphqlRoute(app: FastifyInstance, deps: Deps): void {
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseBody(String(body)));
    } catch (error) {
      done(error as Error);
    }
  });
  app.route({
    method: 'POST',
    url: '/graphql',
    onRequest: (request, reply, done) => {
      request.deadline = startClock(request, reply);
      const type = request.headers['content-type'] ?? '';
      const encoding = request.headers['content-encoding'] ?? 'identity';
      done(MEDIA_TYPE.test(type) && encoding === 'identity' ? undefined : unsupportedMedia());
    },
    handler: (request, reply) => answer(deps, request, reply),
  });
  app.route({
    method: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: '/graphql',
    handler: (_request, reply) =>
      sendError(reply.header('allow', 'POST'), new HubError('REQUEST_INVALID'), 405),
  });
}

/** The operation's time runs from its first byte: a body sent drop by drop uses it up. */
function startClock(request: FastifyRequest, reply: FastifyReply): RunningDeadline {
  const deadline = startDeadline(LIMITS.operationMs);
  whenOver(request, reply, deadline.pass);
  deadline.onPass(() => {
    if (request.raw.complete || reply.sent || request.raw.destroyed) return;
    reply.raw.once('finish', () => request.raw.destroy());
    sendError(reply.header('connection', 'close'), new HubError('TIMEOUT'), 408);
  });
  return deadline;
}

async function answer(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { document, ...rest } = request.body as GraphQLBody;
  const accept = request.headers.accept;
  if (accept && !accepts(accept)) return sendError(reply, new HubError('REQUEST_INVALID'), 406);
  const body = { ...rest, query: deps.documents.textFor(document, request.actor.role) };
  deps.limits.check(body.query, body.variables, body.operationName);

  const { deadline } = request;
  try {
    const response = await deps.apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: 'POST',
        headers: headersOf(accept),
        search: '',
        body,
      },
      context: () =>
        Promise.resolve({
          actor: request.actor,
          purpose: request.purpose,
          requestId: request.id,
          deadline,
        }),
    });
    if (response.body.kind !== 'complete') throw new HubError('REQUEST_INVALID');
    return await reply
      .code(response.status ?? 200)
      .header('content-type', response.headers.get('content-type') ?? 'application/json')
      .header('cache-control', 'no-store')
      .send(response.body.string);
  } finally {
    deadline.clear();
  }
}

/** @throws HubError REQUEST_INVALID unless the text is one GraphQL request, LIMIT_EXCEEDED when it nests too deep */
function parseBody(text: string): GraphQLBody {
  if (nestsTooDeep(text)) throw limitExceeded('nesting');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new HubError('REQUEST_INVALID');
  }
  if (!isRecord(body)) throw new HubError('REQUEST_INVALID');
  const { variables, operationName, extensions } = body;
  const document = readDocument(body);
  const valid =
    document !== null &&
    (variables === undefined || variables === null || isRecord(variables)) &&
    (operationName === undefined || operationName === null || typeof operationName === 'string') &&
    (extensions === undefined || extensions === null || isRecord(extensions));
  if (!valid) throw new HubError('REQUEST_INVALID');
  return {
    document,
    ...(isRecord(variables) ? { variables } : {}),
    ...(operationName ? { operationName } : {}),
  };
}

/** A text, or the hash of a published document; both at once would be the attempt to register one. */
function readDocument(body: Record<string, unknown>): DocumentRequest | null {
  const { query, documentId, extensions } = body;
  const persisted = isRecord(extensions) ? extensions['persistedQuery'] : undefined;
  const hash = isRecord(persisted) ? persisted['sha256Hash'] : documentId;
  if (hash === undefined || hash === null) return typeof query === 'string' ? { query } : null;
  if (query !== undefined || typeof hash !== 'string') return null;
  return { hash: hash.replace(/^sha256:/, '') };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unsupportedMedia(): Error {
  return Object.assign(new Error('only application/json is read'), { statusCode: 415 });
}

function accepts(accept: string): boolean {
  return /application\/(graphql-response\+)?(json|\*)|\*\/\*/i.test(accept);
}

function headersOf(accept: string | undefined): HeaderMap {
  const headers = new HeaderMap();
  headers.set('content-type', 'application/json');
  if (accept) headers.set('accept', accept);
  return headers;
}
