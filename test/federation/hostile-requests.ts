import { gzipSync } from 'node:zlib';
import type { Hostile } from './hostile-queries.ts';
import { GOOD } from './hostile-texts.ts';

export const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const typed = (
  type: string,
  body: string | Uint8Array<ArrayBuffer> = JSON.stringify({ query: GOOD }),
): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': type },
  body,
});

/** What is hostile in the method, the media type or the body around the query. */
export const HOSTILE_REQUESTS: readonly Hostile[] = [
  {
    id: 'B10',
    what: 'a batch of 10',
    status: 400,
    request: json(Array(10).fill({ query: GOOD })),
  },
  {
    id: 'B13',
    what: 'JSON nested 20,000 deep',
    status: 400,
    request: json(
      `{"query":"${GOOD}","variables":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`,
    ),
  },
  {
    id: 'B14',
    what: 'an operation name of 1 MB',
    status: 413,
    request: json({ query: GOOD, operationName: 'x'.repeat(1_000_000) }),
  },
  {
    id: 'B18',
    what: 'an operation name that is not there',
    status: 400,
    request: json({ query: `query A ${GOOD}`, operationName: 'B' }),
  },
  {
    id: 'B20b',
    what: '__proto__ as variable and input key',
    status: 200,
    request: json(
      `{"query":"query ($id: ID!) { person(id: $id) { id } }","variables":{"id":"p1","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}`,
    ),
  },
  {
    id: 'B21b',
    what: 'an incremental accept header only',
    status: 406,
    request: json({ query: GOOD }, { accept: 'multipart/mixed' }),
  },
  {
    id: 'B22',
    what: 'a persisted query that registers itself',
    status: 400,
    request: json(
      JSON.stringify({
        extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } },
      }),
    ),
  },
  {
    id: 'B23',
    what: 'the hash of a document nobody published',
    status: 400,
    request: json({ documentId: `sha256:${'a'.repeat(64)}` }),
  },
  { id: 'B24', what: 'a GET query', status: 405, request: { method: 'GET' } },
  {
    id: 'B25',
    what: 'a GET query with a JSON content type',
    status: 405,
    request: { method: 'GET', headers: { 'content-type': 'application/json' } },
  },
  { id: 'B26', what: 'a DELETE', status: 405, request: { method: 'DELETE' } },
  { id: 'B27', what: 'text/plain', status: 415, request: typed('text/plain') },
  {
    id: 'B27b',
    what: 'a form',
    status: 415,
    request: typed('application/x-www-form-urlencoded', 'query=%7B__typename%7D'),
  },
  {
    id: 'B27c',
    what: 'multipart',
    status: 415,
    request: typed('multipart/form-data; boundary=x', '--x--'),
  },
  { id: 'B27d', what: 'message/http', status: 415, request: typed('message/http') },
  {
    id: 'B27e',
    what: 'two media types in one header',
    status: 415,
    request: typed('application/json, text/plain'),
  },
  {
    id: 'B28',
    what: 'charset utf-7',
    status: 415,
    request: typed('application/json; charset=utf-7'),
  },
  {
    id: 'B28b',
    what: 'charset utf-16',
    status: 415,
    request: typed('application/json; charset=utf-16'),
  },
  {
    id: 'B29',
    what: 'a gzip bomb',
    status: [413, 415],
    request: {
      ...typed('application/json', gzipSync('0'.repeat(50_000_000))),
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    },
  },
  { id: 'B31', what: 'truncated JSON', status: 400, request: json('{"query":"{ __typen') },
  { id: 'B31b', what: 'an empty body', status: 400, request: json('') },
  { id: 'B31c', what: 'a query that is a number', status: 400, request: json('{"query":1}') },
  {
    id: 'B31d',
    what: 'variables that are a list',
    status: 400,
    request: json(`{"query":"${GOOD}","variables":[]}`),
  },
];
