import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Pool } from 'undici';
import { can } from '../kernel/actor.ts';
import { HubError } from '../kernel/errors.ts';
import type { ActorSigner } from '../kernel/runtime/actor-signer.ts';
import { bodyHashOf, bodyHashOfHex } from '../kernel/runtime/proven-body.ts';
import { ACTOR_HEADER, callTarget } from '../kernel/runtime/signed-actor.ts';

/** Comparing a file of ten million rows takes minutes; the answer comes when it is done. */
const INGEST_TIMEOUT_MS = 30 * 60_000;
const DIGEST_HEADER = 'x-yikou-sha256';
const MANIFEST_HEADER = 'x-yikou-manifest';
const ANSWER_HEADERS = ['content-type', 'content-disposition', 'cache-control'] as const;

export type ExtractProxy = { routes(app: FastifyInstance): void; close(): Promise<void> };

/**
 * Passes the extract routes on to the crossmatch process as the caller's signed actor, in both directions
 * as streams: the gateway never holds a file. What it vouches for is therefore the digest that the sender
 * gives, and the subgraph reads no file that has another.
 */
export function createExtractProxy(deps: { url: string; signer: ActorSigner }): ExtractProxy {
  const pool = new Pool(new URL(deps.url).origin, {
    connections: 16,
    headersTimeout: INGEST_TIMEOUT_MS,
    bodyTimeout: INGEST_TIMEOUT_MS,
  });

  async function pass(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    // The subgraph refuses and keeps the trace of it; a file that it will not read does not go there.
    const file = can(request.actor, 'BATCH_DELIVER') ? request.raw : null;
    const digest = request.headers[DIGEST_HEADER];
    const manifest = request.headers[MANIFEST_HEADER];
    const length = file && request.headers['content-length'];
    const method = request.method === 'POST' ? 'POST' : 'GET';
    const token = await deps.signer.sign({
      actor: request.actor,
      purpose: request.purpose,
      subgraph: 'crossmatch',
      target: callTarget(method, request.url),
      bodyHash: method === 'POST' && file ? declaredHash(digest) : bodyHashOf(''),
    });
    const response = await pool.request({
      method,
      path: request.url,
      headers: {
        [ACTOR_HEADER]: token,
        'x-request-id': request.id,
        ...(method === 'POST' ? { 'content-type': 'application/octet-stream' } : {}),
        ...(typeof digest === 'string' ? { [DIGEST_HEADER]: digest } : {}),
        ...(typeof manifest === 'string' ? { [MANIFEST_HEADER]: manifest } : {}),
        ...(length ? { 'content-length': length } : {}),
      },
      body: method === 'POST' ? file : null,
    });
    reply.code(response.statusCode);
    for (const name of ANSWER_HEADERS) {
      const value = response.headers[name];
      if (value !== undefined) reply.header(name, value);
    }
    return reply.send(response.body);
  }

  return {
    routes(app) {
      app.addContentTypeParser('application/octet-stream', (_request, payload, done) =>
        done(null, payload),
      );
      app.post('/extracts/:fileName', pass);
      app.get('/extracts/:batchId/set-aside.csv', pass);
    },
    close: () => pool.close(),
  };
}

function declaredHash(digest: unknown): string {
  const hash = typeof digest === 'string' ? bodyHashOfHex(digest) : null;
  if (hash === null) throw new HubError('INVALID_INPUT', { field: DIGEST_HEADER });
  return hash;
}
