import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { assertCan } from '../../kernel/actor.ts';
import { today } from '../../kernel/clock.ts';
import { HubError } from '../../kernel/errors.ts';
import type { AuditScope } from '../../kernel/runtime/audit.ts';
import { actingFor } from '../../kernel/runtime/acting.ts';
import { recordDenials } from '../../kernel/runtime/denials.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { makeRunDir, removeRunDir } from './duckdb/temp-dirs.ts';
import { signedInHeader } from './extract/manifest.ts';
import { createExtractService } from './extract.service.ts';

/** The body's SHA-256 in hex: the sender vouches for the file, and nothing else is read. */
const DIGEST_HEADER = 'x-yikou-sha256';
/** Manifest and signature in base64url, joined by a dot. */
const MANIFEST_HEADER = 'x-yikou-manifest';
const SHA256 = /^[0-9a-f]{64}$/;
const LARGEST_FILE = 2 * 1024 ** 3;
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;
const BATCH_ID = /^[0-9a-f-]{36}$/;

/**
 * What GraphQL carries badly: a department's file going in, its set-aside rows coming out. The process that
 * registers these routes has already established `request.actor`.
 *
 * - `POST /extracts/<fileName>?supersede=true` — the file as application/octet-stream → the ingest report
 * - `GET /extracts/<batchId>/set-aside.csv` — the rows set aside, in the same template with 错误原因
 */
export function extractRoutes(app: FastifyInstance, deps: SubgraphDeps): void {
  const extracts = createExtractService(deps);
  const onError = (request: FastifyRequest, _reply: FastifyReply, error: Error) =>
    recordDenials(deps, scopeOf(request), [error]);
  // The body stays a stream: a file is larger than memory should be.
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) =>
    done(null, payload),
  );

  app.post<{ Params: { fileName: string }; Querystring: { supersede?: string } }>(
    '/extracts/:fileName',
    {
      onRequest: (request, _reply, done) => {
        assertCan(request.actor, 'BATCH_DELIVER');
        done();
      },
      onError,
    },
    async (request) => {
      const { fileName } = request.params;
      if (!FILE_NAME.test(fileName))
        throw new HubError('FILE_NAME_INVALID', { file: fileName, pattern: FILE_NAME.source });
      // A directory of this process: what a killed one leaves goes with its directory.
      const dir = await makeRunDir(path.join(deps.dataDir, 'tmp'));
      try {
        const file = await receive(request, dir);
        return await extracts.ingest(request.actor, {
          file,
          fileName,
          supersede: request.query.supersede === 'true',
          signed: signedInHeader(request.headers[MANIFEST_HEADER]),
          asOf: today(deps.clock),
          requestId: request.id,
        });
      } finally {
        await removeRunDir(dir);
      }
    },
  );

  app.get<{ Params: { batchId: string } }>(
    '/extracts/:batchId/set-aside.csv',
    { onError },
    async (request, reply) => {
      const { batchId } = request.params;
      if (!BATCH_ID.test(batchId)) throw new HubError('NOT_FOUND');
      const rows = extracts.setAsideTemplate(request.actor, batchId, request.id);
      // The first piece is asked for here, so that a refusal is still an error answer and not half a file.
      const iterator = rows[Symbol.asyncIterator]();
      const first = await actingFor(request.actor, () => iterator.next());
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${batchId}_set-aside.csv"`)
        .header('cache-control', 'no-store')
        .send(Readable.from(resume(first, iterator)));
    },
  );
}

function scopeOf({ actor, purpose, id: requestId }: FastifyRequest): AuditScope {
  return { subgraph: 'crossmatch', actor, purpose, requestId };
}

/** Writes the body to a file in the directory, checking size and digest on the way. */
async function receive(request: FastifyRequest, dir: string): Promise<string> {
  if (!(request.body instanceof Readable)) throw new HubError('REQUEST_INVALID');
  // Before a gigabyte is sent for nothing.
  const expected = request.headers[DIGEST_HEADER];
  if (typeof expected !== 'string' || !SHA256.test(expected)) throw notTheFile();
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_FILE) throw fileTooLarge();
  const file = path.join(dir, 'delivered');
  const hash = createHash('sha256');
  let size = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      hash.update(chunk);
      done(size > LARGEST_FILE ? fileTooLarge() : null, chunk);
    },
  });
  await pipeline(request.body, measure, createWriteStream(file, { mode: 0o600 })).catch(explain);
  if (expected !== hash.digest('hex')) throw notTheFile();
  return file;
}

async function* resume(first: IteratorResult<string>, rest: AsyncIterator<string>) {
  for (let step = first; !step.done; step = await rest.next()) yield step.value;
}

/** In a process of its own the server has compared before us what the gateway vouched for: the same digest. */
function explain(error: unknown): never {
  throw error instanceof HubError && error.code === 'UNAUTHENTICATED' ? notTheFile() : error;
}

function notTheFile(): HubError {
  return new HubError('INVALID_INPUT', { field: DIGEST_HEADER });
}

function fileTooLarge(): HubError {
  return new HubError('FILE_TOO_LARGE', { limit: '2 GiB' });
}
