import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../kernel/runtime/log.ts';
import {
  ask,
  sampleSupergraph,
  SHAPES,
  startHub,
  type RunningHub,
} from '../support/running-hub.ts';
import { createSampleGraph, type SampleGraph } from '../support/sample-graph.ts';

describe.each(SHAPES)('what a caller hears of an error, %s', (shape) => {
  let hub: RunningHub;
  let graph: SampleGraph;
  let token: string;
  const lines: string[] = [];

  beforeAll(async () => {
    graph = createSampleGraph();
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    });
    hub = await startHub({
      shape,
      subgraphs: graph.subgraphs,
      supergraphSdl: sampleSupergraph(),
      log: createLogger({ logLevel: 'info' }, 'test', sink),
    });
    token = await hub.token({ role: 'BUREAU_SUPERVISOR' });
  });
  afterAll(() => hub.close());

  it('an error of the hub keeps its code and its Chinese message', async () => {
    const { status, body } = await ask(
      hub.url,
      token,
      'mutation { touchCase(caseNo: "c1") { caseNo } }',
    );
    expect(status).toBe(200);
    expect(body).toEqual({
      data: { touchCase: null },
      errors: [
        {
          message: '请填写查询事由。',
          path: ['touchCase'],
          extensions: { code: 'PURPOSE_REQUIRED', reference: expect.any(String) as string },
        },
      ],
    });
  });

  it('the purpose of the head reaches the subgraph, Chinese and all', async () => {
    const headers = { 'x-yikou-purpose': encodeURIComponent('低保复核') };
    const { body } = await ask(
      hub.url,
      token,
      'mutation { touchCase(caseNo: "c1") { caseNo } }',
      undefined,
      headers,
    );
    expect(body).toEqual({ data: { touchCase: { caseNo: 'c1' } } });
  });

  it.each([
    '%E4%BD',
    encodeURIComponent('行\n行'),
    'x'.repeat(201),
    encodeURIComponent('\u202e反'),
  ])('an unreadable purpose is refused: %.20s', async (purpose) => {
    const { status, body } = await ask(hub.url, token, '{ __typename }', undefined, {
      'x-yikou-purpose': purpose,
    });
    expect([status, body.errors?.[0]?.extensions['code']]).toEqual([400, 'INVALID_INPUT']);
  });

  it('anything else is INTERNAL with a reference that the log explains', async () => {
    lines.length = 0;
    const { text, body } = await ask(hub.url, token, '{ fail person(id: "p1") { name } }');
    const reference = body.errors?.[0]?.extensions['reference'];
    expect(body.errors).toEqual([
      {
        message: '系统内部错误，请将参考号告知管理员。',
        path: ['fail'],
        extensions: { code: 'INTERNAL', reference },
      },
    ]);
    expect(body.data?.['person']).toEqual({ name: '甲1' });
    expect(text).not.toMatch(/ECONNREFUSED|secret|hunter2| at |households/);
    expect(lines.filter((line) => line.includes(String(reference)))).toHaveLength(1);
  });

  it('a faulty query is told nothing of the schema, and the log holds no word of the caller', async () => {
    lines.length = 0;
    const faults = [
      '{ person(id: "p1") { zhangsan } }',
      '{ person(id: "p1") { zhangsan',
      'query ($zhangsan: ID!) { person(id: $zhangsan) { id } }',
      '{ __type(name: "zhangsan") { name } }',
    ];
    const answers = [];
    for (const fault of faults) answers.push((await ask(hub.url, token, fault)).body);
    for (const { errors } of answers)
      expect(errors).toEqual([
        {
          message: '请求不符合接口约定。',
          extensions: { code: 'REQUEST_INVALID', reference: expect.any(String) as string },
        },
      ]);
    for (const { errors } of answers)
      expect(lines.join('')).toContain(String(errors?.[0]?.extensions['reference']));
    expect(lines.join('')).toContain('Cannot query field');
    expect(lines.join('')).not.toContain('zhangsan');
  });

  it('a limit is named in the log alone', async () => {
    lines.length = 0;
    const { body } = await ask(hub.url, token, '{ alerts(first: 5000) { totalCount } }');
    expect(body.errors?.[0]?.message).not.toMatch(/cost|depth/);
    const [line = '{}'] = lines;
    expect(JSON.parse(line)).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      reason: 'cost',
      requestId: body.errors?.[0]?.extensions['reference'],
    });
  });

  it('an operation ends at its deadline, and the gateway answers others meanwhile', async () => {
    const started = performance.now();
    const slow = ask(hub.url, token, '{ slow(ms: 8000) }');
    const other = await ask(hub.url, token, '{ person(id: "p1") { name } }');
    expect(other.body.data).toEqual({ person: { name: '甲1' } });
    const { body } = await slow;
    expect(performance.now() - started).toBeLessThan(7_000);
    expect(body.errors?.[0]?.extensions['code']).toMatch(/^(TIMEOUT|SUBGRAPH_UNAVAILABLE)$/);
    expect(body.data).toEqual({ slow: null });
  });

  it('a GET or an unknown path is refused in the same JSON', async () => {
    for (const [path, status] of [
      ['/graphql', 405],
      ['/nothing', 404],
      ['/graphql/../etc/passwd', 404],
    ] as const) {
      const response = await fetch(hub.url + path, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect([path, response.status]).toEqual([path, status]);
      expect(await response.json()).toHaveProperty('errors.0.extensions.code');
    }
  });

  it('health is open to anyone and tells nothing', async () => {
    for (const path of ['/livez', '/readyz']) {
      const response = await fetch(hub.url + path);
      expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
    }
  });
});

describe('when a subgraph is down', () => {
  it('B42 the rest is answered, and what is missing is an error and not an empty list', async () => {
    const hub = await startHub({
      shape: 'split',
      subgraphs: createSampleGraph().subgraphs,
      supergraphSdl: sampleSupergraph(),
    });
    const token = await hub.token({ role: 'BUREAU_SUPERVISOR' });
    await hub.stopSubgraph('assistance');
    const query =
      '{ alert(alertNo: "YJ-p1") { alertNo person { name household { address cases { caseNo } } } } }';
    const { status, body } = await ask(hub.url, token, query);
    expect(status).toBe(200);
    expect(body.data).toEqual({
      alert: { alertNo: 'YJ-p1', person: { name: '甲1', household: null } },
    });
    expect(body.errors).toEqual([
      {
        message: '服务 assistance 暂时不可用。',
        extensions: {
          code: 'SUBGRAPH_UNAVAILABLE',
          reference: expect.any(String) as string,
        },
      },
    ]);
    await hub.close();
  });
});

describe('where introspection is on', () => {
  it('a faulty query is told what is wrong, without a suggestion', async () => {
    const hub = await startHub({
      shape: 'in-process',
      subgraphs: createSampleGraph().subgraphs,
      supergraphSdl: sampleSupergraph(),
      introspection: true,
    });
    const token = await hub.token({ role: 'BUREAU_SUPERVISOR' });
    const { status, body } = await ask(hub.url, token, '{ persn(id: "p1") { id } }');
    expect(status).toBe(400);
    expect(body.errors?.[0]?.extensions['detail']).toBe(
      'Cannot query field "persn" on type "Query".',
    );
    const newer = await ask(hub.url, token, '{ __type(name: "Person") { isOneOf } }');
    expect([newer.status, newer.body.errors?.[0]?.extensions['code']]).toEqual([
      400,
      'INVALID_GRAPHQL',
    ]);
    await hub.close();
  });
});
