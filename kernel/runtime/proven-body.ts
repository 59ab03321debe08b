import { createHash, hash } from 'node:crypto';
import { Transform, type Readable } from 'node:stream';
import { HubError } from '../errors.ts';

/** SHA-256 of a body's exact bytes, base64url: what an actor token vouches for. */
export function bodyHashOf(body: string | Buffer): string {
  return hash('sha256', body, 'base64url');
}

/** The same from the hex that senders of files know; null unless it is one. */
export function bodyHashOfHex(hex: string): string | null {
  return /^[0-9a-f]{64}$/.test(hex) ? Buffer.from(hex, 'hex').toString('base64url') : null;
}

/**
 * Passes a request's body on, and fails at its end unless its bytes are those that were vouched for. A
 * parser or a handler that waits for the end of the stream, as all do, never reads another body's content.
 */
export function provenBody(payload: Readable, bodyHash: string): Readable {
  const sum = createHash('sha256');
  const proven = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      done(sum.digest('base64url') === bodyHash ? null : unauthenticated());
    },
  });
  // Not `pipeline`, which would close the connection that the answer has to go out on.
  payload.on('error', (error) => proven.destroy(error));
  return payload.pipe(proven);
}

/** The server gives whatever breaks a body the status 400, unless the error names one. */
function unauthenticated(): Error {
  return Object.assign(new HubError('UNAUTHENTICATED'), { statusCode: 401 });
}
