import type { Dispatcher, Pool } from 'undici';
import type { Fetching } from './flights.ts';

const LARGEST_ANSWER = 32 * 1024 * 1024;

/**
 * Posts a body and collects the answer's text. It speaks to undici's dispatcher directly: the stream that
 * `pool.request` wraps around a few hundred bytes of JSON costs as much as sending them.
 *
 * The result rejects with undici's error, or with a plain one when the answer is too large or is a failure
 * without a GraphQL body.
 */
export function postJson(pool: Pool, path: string, headers: string[], body: string): Fetching {
  let controller: Dispatcher.DispatchController | undefined;
  let cancelled = false;
  return {
    result: new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let status = 0;
      let size = 0;
      pool.dispatch(
        { method: 'POST', path, headers, body },
        {
          onRequestStart(started) {
            controller = started;
            if (cancelled) started.abort(new Error('cancelled'));
          },
          onResponseStart(_controller, statusCode) {
            status = statusCode;
          },
          onResponseData(receiving, chunk) {
            chunks.push(chunk);
            size += chunk.length;
            if (size > LARGEST_ANSWER) receiving.abort(new Error('the answer is too large'));
          },
          onResponseEnd() {
            const [only] = chunks;
            const text = (chunks.length === 1 && only ? only : Buffer.concat(chunks)).toString();
            if (status >= 500 && !text.startsWith('{')) reject(new Error(`answered ${status}`));
            else resolve(text);
          },
          onResponseError(_controller, error) {
            reject(error);
          },
        },
      );
    }),
    cancel() {
      cancelled = true;
      controller?.abort(new Error('cancelled'));
    },
  };
}
