import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import fastify, {
  LogController,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Logger } from 'pino';
import type { Actor } from '../actor.ts';
import { ERRORS, HubError, type ErrorCode } from '../errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set by the authentication hook of the process before any handler runs. */
    actor: Actor;
    /** 查询事由 as the caller gave it. */
    purpose: string | null;
  }
}

/** What every error answer looks like, GraphQL or not. */
export type ErrorBody = {
  errors: [{ message: string; extensions: { code: string; reference: string } }];
};

const STATUS_OF_KIND = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  INVALID: 400,
  CONFLICT: 409,
  UNAVAILABLE: 503,
  TOO_MANY: 429,
  INTERNAL: 500,
} as const;

/**
 * On every answer. What is sent as JSON or CSV must never be read as a page, framed or run; the query page
 * says for itself what it may load. Browsers heed HSTS where the hub is reached by TLS only.
 */
const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/**
 * A fastify instance that answers in JSON only, whatever goes wrong, and never shows a stack, a file
 * path or a framework's own words. Used by the gateway and by each subgraph process.
 *
 * @param options.ready whether the process can serve; asked by /readyz
 */
export function createHttpServer(options: {
  log: Logger;
  bodyLimit: number;
  ready: () => Promise<boolean>;
}): FastifyInstance {
  const { log } = options;
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimit,
    genReqId: () => randomUUID(),
    // A head sent drop by drop is cut off early; a large upload has its own, longer time.
    http: { headersTimeout: 10_000, requestTimeout: 30 * 60_000 },
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 300 },
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: (error, socket) => answerBrokenHead(error, socket),
  }) as unknown as FastifyInstance;
  app.decorateRequest('purpose', null);
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    // Before the body is waited for: nobody is asked who they are here, and a body may take its time.
    if (request.is404) sendError(reply, new HubError('NOT_FOUND'), 404);
    else done();
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    // Who is answered before the whole body came may never send the rest: nobody waits for it.
    if (!request.raw.complete && hasBody(request)) reply.header('connection', 'close');
    done();
  });
  app.setErrorHandler((error: FastifyError | HubError, request, reply) => {
    const hubError = asHubError(error);
    if (hubError.code === 'INTERNAL')
      log.error({ err: error, requestId: request.id }, 'request failed');
    // What the caller is not told: which limit, which check. A flood without a token fills no log.
    else if (hubError.code !== 'UNAUTHENTICATED')
      log.info(
        { code: hubError.code, reason: hubError.details['check'], requestId: request.id },
        'request refused',
      );
    return sendError(reply, hubError, statusOf(error, hubError));
  });
  app.setNotFoundHandler((_request, reply) => sendError(reply, new HubError('NOT_FOUND'), 404));
  app.get('/livez', () => ({ status: 'ok' }));
  let asking: Promise<boolean> | null = null;
  app.get('/readyz', async (_request, reply) => {
    // Anybody may ask, so the database is asked once for all who ask at the same time.
    asking ??= options.ready().finally(() => (asking = null));
    const ready = await asking;
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'not ready' });
  });
  return app;
}

/** Answers an error as JSON; its reference is the request's id, which the log lines carry too. */
export function sendError(reply: FastifyReply, error: HubError, status?: number): FastifyReply {
  const { retryAfter } = error.details;
  if (typeof retryAfter === 'number') reply.header('retry-after', String(retryAfter));
  return reply
    .code(status ?? STATUS_OF_KIND[ERRORS[error.code].kind])
    .type('application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(errorBody(error, reply.request.id));
}

/** The JSON of one error. An error that may not be shown leaves as INTERNAL with its reference only. */
export function errorBody(error: HubError, reference: string): ErrorBody {
  const shown = ERRORS[error.code].shown;
  const code: ErrorCode = shown ? error.code : 'INTERNAL';
  const message = shown ? error.message : ERRORS.INTERNAL.zh;
  return { errors: [{ message, extensions: { code, reference } }] };
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function asHubError(error: FastifyError | HubError): HubError {
  if (error instanceof HubError) return error;
  const status = error.statusCode ?? 500;
  if (status === 413) return new HubError('LIMIT_EXCEEDED', { limit: '请求正文大小' });
  if (status >= 400 && status < 500) return new HubError('REQUEST_INVALID');
  return new HubError('INTERNAL');
}

function statusOf(error: FastifyError | HubError, hubError: HubError): number {
  if ('statusCode' in error && error.statusCode && error.statusCode < 500) return error.statusCode;
  return STATUS_OF_KIND[ERRORS[hubError.code].kind];
}

/** A request whose head node could not read never reaches fastify: answered on the bare socket. */
function answerBrokenHead(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? 431
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? 408
        : 400;
  const body = JSON.stringify(errorBody(new HubError('REQUEST_INVALID'), randomUUID()));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
