import { readFileSync } from 'node:fs';
import { Kind, parse, type DirectiveNode } from 'graphql';
import { pino } from 'pino';
import { expect } from 'vitest';
import { createSubgraphExecutor } from '../../kernel/runtime/subgraph-executor.ts';
import { anActor, aRequest, refusalOf } from '../support/crossmatch-builders.ts';
import { ask } from '../support/running-hub.ts';
import { createSampleGraph } from '../support/sample-graph.ts';
import { raw, type BadInput } from './bad-input.ts';
import { fragmentBomb, GOOD } from './hostile-texts.ts';

const JSON_POST = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';

/** Bad inputs that are more than one request to the gateway's GraphQL route. */
export const SENT: readonly BadInput[] = [
  {
    id: 'B06',
    input: 'five fresh fragment bombs, each beside an innocent query',
    outcome: 'the bombs refused, the queries answered',
    by: 'SENDING',
    async send({ hub, token }) {
      const pairs: number[][] = [];
      for (let n = 0; n < 5; n += 1) {
        const bomb = ask(hub.url, token, `${fragmentBomb(18)} # ${n}`);
        const both = await Promise.all([bomb, ask(hub.url, token, GOOD)]);
        pairs.push(both.map(({ status }) => status));
      }
      return pairs;
    },
    expected: Array(5).fill([400, 200]),
  },
  {
    id: 'B17',
    input: 'every field of the graph, asked for by whoever has no token',
    outcome: 'one 401 for all of them: 0 fields recovered',
    by: 'SENDING',
    send: async ({ hub }) => {
      const names = ['alerts', 'person', 'case', 'alert', 'slow', 'nothing', '__schema', '}{'];
      const answers = await Promise.all(names.map((name) => ask(hub.url, '', `{ ${name} }`)));
      return [...new Set(answers.map(withoutReference))].map((text) => JSON.parse(text) as unknown);
    },
    expected: [
      expect.objectContaining({
        status: 401,
        errors: [{ message: '请先登录。', extensions: { code: 'UNAUTHENTICATED' } }],
      }),
    ],
  },
  {
    id: 'B30',
    input: 'a body sent drop by drop',
    outcome: '408 in JSON within eight seconds, and the connection closed',
    by: 'SENDING',
    async send({ hub, token }) {
      const head = `${JSON_POST}authorization: Bearer ${token}\r\ncontent-length: 1000\r\n\r\n{`;
      const started = performance.now();
      const answer = await raw(hub.url, head, 20_000);
      return { inTime: performance.now() - started < 8_000, answer };
    },
    expected: {
      inTime: true,
      answer: expect.stringMatching(/^HTTP\/1\.1 408 [^]*"code":"TIMEOUT"/) as unknown,
    },
  },
  ...(
    [
      ['announced and not sent', 'content-length: 1000', ''],
      ['begun and not ended', 'content-length: 1000', '{"query":'],
      ['in chunks without an end', 'transfer-encoding: chunked', '5\r\n{"que\r\n'],
    ] as const
  ).map(([what, length, begun]): BadInput => ({
    id: 'B30',
    input: `a body ${what}, without a token`,
    outcome: '401 at once, and the connection closed',
    by: 'SENDING',
    send: ({ hub }) => raw(hub.url, `${JSON_POST}${length}\r\n\r\n${begun}`, 20_000),
    expected: expect.stringMatching(
      /^HTTP\/1\.1 401 [^]*connection: close[^]*"code":"UNAUTHENTICATED"/i,
    ),
  })),
  ...['/nothing', '/livez', '/extracts/a.csv'].map((path): BadInput => ({
    id: 'B30',
    input: `a body begun and not ended, to ${path}, where nobody takes one`,
    outcome: '404 at once, and the connection closed',
    by: 'SENDING',
    send: ({ hub }) =>
      raw(hub.url, `${JSON_POST.replace('/graphql', path)}content-length: 9\r\n\r\n{`, 20_000),
    expected: expect.stringMatching(/^HTTP\/1\.1 404 [^]*connection: close[^]*"code":"NOT_FOUND"/i),
  })),
  {
    id: 'B32',
    input: 'an Origin that is not listed, with a preflight',
    outcome: 'no CORS header at all',
    by: 'SENDING',
    async send({ hub, token }) {
      const origin = { origin: 'https://evil.example' };
      const asked = await ask(hub.url, token, GOOD, undefined, origin);
      const preflight = await fetch(`${hub.url}/graphql`, { method: 'OPTIONS', headers: origin });
      return [asked.headers, preflight.headers].flatMap((headers) =>
        [...headers.keys()].filter((name) => name.startsWith('access-control')),
      );
    },
    expected: [],
  },
  {
    id: 'B33',
    input: 'forged identity headers of a supervisor, sent by an officer',
    outcome: 'the officer sees the own street and no more',
    by: 'SENDING',
    async send({ hub }) {
      const officer = await hub.token({ role: 'CASE_OFFICER', streetCode: '310106012' });
      const forged = {
        'x-yikou-actor': 'forged',
        'x-user': 'root',
        'x-role': 'BUREAU_SUPERVISOR',
        'x-forwarded-for': '127.0.0.1',
      };
      return (await ask(hub.url, officer, GOOD, undefined, forged)).body;
    },
    expected: { data: { alerts: { totalCount: 30 } } },
  },
  {
    id: 'B34',
    input: 'a WebSocket: without a token, and with one and a foreign Origin',
    outcome: 'refused: the hub has no subscriptions and upgrades no connection',
    by: 'SENDING',
    async send({ hub, token }) {
      const upgrade =
        'GET /graphql HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade, close\r\n' +
        'sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
      const signedIn = `authorization: Bearer ${token}\r\norigin: https://evil.example\r\n`;
      const answers = [`${upgrade}\r\n`, `${upgrade}${signedIn}\r\n`].map((head) =>
        raw(hub.url, head),
      );
      return (await Promise.all(answers)).map((answer) => answer.slice(9, 12));
    },
    expected: ['401', '405'],
  },
  ...(
    [
      ['TRACE', 'TRACE /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'],
      [
        'content-length beside transfer-encoding',
        'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n0\r\n\r\nGET',
      ],
      [
        'a head of 64 KB',
        `GET /livez HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(65_536)}\r\n\r\n`,
      ],
      ['no HTTP at all', 'HELO hub\r\n\r\n'],
      ['no host header', 'GET /livez HTTP/1.1\r\nconnection: close\r\n\r\n'],
    ] as const
  ).map(([input, head]): BadInput => ({
    id: 'B35',
    input,
    outcome: 'a 4xx without a page and without a framework’s name',
    by: 'SENDING',
    send: ({ hub }) => raw(hub.url, head),
    expected: expect.stringMatching(/^HTTP\/1\.1 4\d\d (?![^]*(<html|fastify))/i),
  })),
  {
    id: 'B36',
    input: '_service of each subgraph, asked directly and without the gateway’s token',
    outcome: '401 from each',
    by: 'SENDING',
    send: ({ hub }) =>
      Promise.all(
        [...hub.subgraphUrls.values()].map(
          async (url) => (await ask(url, '', '{ _service { sdl } }')).status,
        ),
      ),
    expected: [401, 401, 401],
  },
  {
    id: 'B37',
    input: '_entities of a subgraph with a forged __typename',
    outcome: 'the call refused, whatever else it asks for',
    by: 'SENDING',
    send: () =>
      Promise.all(
        [{ __typename: 'Query' }, { __typename: '__proto__' }, { id: 'p1' }, null, 1].map(
          (forged) => entities([{ __typename: 'Person', id: 'p1' }, forged]),
        ),
      ),
    expected: Array(5).fill('REQUEST_INVALID'),
  },
  {
    id: 'B40',
    input: '10,000 references in one call of a subgraph',
    outcome: 'refused before any is resolved',
    by: 'SENDING',
    send: () => entities(Array(10_000).fill({ __typename: 'Person', id: 'p1' })),
    expected: 'LIMIT_EXCEEDED',
  },
  {
    id: 'B44',
    input: 'two subgraphs that disagree on a street',
    outcome: 'cannot be: beyond keys and page numbers every field has one owner',
    by: 'SENDING',
    send: () => Promise.resolve(fieldsOfTwo(readFileSync('gateway/supergraph.graphql', 'utf8'))),
    expected: [],
  },
];

function withoutReference({ status, text }: { status: number; text: string }): string {
  const body = JSON.parse(text) as { errors: { extensions: { reference?: string } }[] };
  for (const { extensions } of body.errors) delete extensions.reference;
  return JSON.stringify({ status, ...body });
}

const ENTITIES =
  'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }';

/** What the households subgraph of the sample graph answers, as the gateway gets it. */
async function entities(representations: readonly unknown[]): Promise<unknown> {
  const [households] = createSampleGraph().subgraphs;
  if (!households) throw new Error('no sample subgraph');
  const executor = createSubgraphExecutor(households, pino({ level: 'silent' }));
  const request = { query: ENTITIES, variables: { representations } };
  return refusalOf(executor.execute(request, aRequest(anActor('BUREAU_SUPERVISOR'))));
}

/** Fields that several subgraphs answer, beyond keys and the types that all of them page with. */
function fieldsOfTwo(supergraph: string): string[] {
  return parse(supergraph).definitions.flatMap((type) => {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION || SHARED.has(type.name.value)) return [];
    const joins = named(type, 'join__type');
    const keys = new Set(joins.map((join) => argument(join, 'key')));
    return (type.fields ?? [])
      .filter((field) => !keys.has(field.name.value))
      .filter((field) => {
        const owners = named(field, 'join__field').filter((join) => !argument(join, 'external'));
        return (owners.length || joins.length) !== 1;
      })
      .map((field) => `${type.name.value}.${field.name.value}`);
  });
}

const SHARED = new Set(['PageInfo', 'Query', 'Mutation']);

function named({ directives }: { directives?: readonly DirectiveNode[] }, name: string) {
  return (directives ?? []).filter((directive) => directive.name.value === name);
}

function argument({ arguments: given = [] }: DirectiveNode, name: string): unknown {
  const value = given.find((candidate) => candidate.name.value === name)?.value;
  return value && 'value' in value ? value.value : undefined;
}
