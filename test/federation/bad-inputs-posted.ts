import { expect } from 'vitest';
import type { BadInput, Stand } from './bad-input.ts';
import { HOSTILE_QUERIES, type Hostile } from './hostile-queries.ts';
import { HOSTILE_REQUESTS, json } from './hostile-requests.ts';

/** What no refusal may hold: framework words, paths, schema names nobody asked for, markup. */
const NEVER =
  /node_modules| at .*:\d+:\d+|Did you mean|graphql-js|fastify|Apollo|<html|<!doctype|\bPerson\b|Alert\b|reason|Cannot query field/i;

/** Every request body of the list. */
export const HOSTILE: readonly Hostile[] = [...HOSTILE_QUERIES, ...HOSTILE_REQUESTS];

const COMMON = {
  type: expect.stringMatching(/json/) as unknown,
  sniffing: 'nosniff',
  leaks: null,
  inTime: true,
};
const ANSWERED = { ...COMMON, status: 200, errors: [] };

/** The bad inputs that are one request to the gateway's GraphQL route. */
export const POSTED: readonly BadInput[] = HOSTILE.map((hostile) => ({
  id: hostile.id.slice(0, 3),
  input: hostile.what,
  outcome: String(hostile.status),
  by: 'SENDING',
  async send(stand) {
    const started = performance.now();
    const answer = await read(hostile, await post(stand, hostile));
    // A busy machine delays single answers; an unprotected gateway takes fifteen seconds for some of these.
    return { ...answer, inTime: performance.now() - started < 2_000 };
  },
  expected: [hostile.status].flat().includes(200) ? ANSWERED : refusedAs(hostile),
}));

/** Posts one of them as a signed-in caller. */
export function post({ hub, token }: Stand, hostile: Hostile): Promise<Response> {
  const { query, variables } = hostile;
  const init = hostile.request ?? json({ query, variables });
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  return fetch(`${hub.url}/graphql`, { ...init, headers });
}

function refusedAs({ status }: Hostile) {
  const statuses = [status].flat().join('|');
  return {
    ...COMMON,
    status: expect.toSatisfy((got: number) => statuses.includes(String(got))) as unknown,
    errors: [expect.stringMatching(/\p{Script=Han}/u)],
  };
}

async function read({ status }: Hostile, response: Response) {
  const text = await response.text();
  const { errors = [] } = JSON.parse(text) as { errors?: { message: string }[] };
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    sniffing: response.headers.get('x-content-type-options'),
    errors: errors.map(({ message }) => message),
    leaks: status === 200 ? null : (NEVER.exec(text)?.[0] ?? null),
  };
}
