import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { GatewayContext } from '../../gateway/context.ts';
import { createRemoteDataSource, type RemoteDataSource } from '../../gateway/data-source.ts';
import { startDeadline, type RunningDeadline } from '../../gateway/deadline.ts';
import type { Actor } from '../../kernel/actor.ts';
import { systemClock, type Clock } from '../../kernel/clock.ts';
import { actorSigningOf, newKeysFile, parseKeys } from '../../kernel/runtime/keys.ts';
import { createActorSigner } from '../../kernel/runtime/actor-signer.ts';
import { ACTOR_HEADER } from '../../kernel/runtime/signed-actor.ts';

const ACTOR: Actor = {
  subject: 'account-1',
  role: 'BUREAU_SUPERVISOR',
  streetCode: null,
  departmentCode: null,
  displayName: null,
};
const signer = createActorSigner({
  privateKey: actorSigningOf(parseKeys(newKeysFile())).privateKey,
  clock: systemClock,
});
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Handler = (request: IncomingMessage, response: ServerResponse, call: number) => void;

/** A subgraph that behaves as told, and the data source that reaches it. */
async function failing(handler: Handler, options: { timeoutMs?: number; clock?: Clock } = {}) {
  let calls = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => handler(request, response, (calls += 1)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const source = createRemoteDataSource(
    { name: 'households', url, timeoutMs: options.timeoutMs ?? 5_000 },
    { signer, clock: options.clock ?? systemClock, log: pino({ level: 'silent' }) },
  );
  closing.push(
    () => stop(server),
    () => source.close(),
  );
  return { source, calls: () => calls };
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

type Asked = { query?: string; actor?: Actor; deadline?: RunningDeadline };

function ask(source: RemoteDataSource, asked: Asked = {}) {
  const deadline = asked.deadline ?? startDeadline(10_000);
  closing.push(deadline.clear);
  const context: GatewayContext = {
    actor: asked.actor ?? ACTOR,
    purpose: null,
    requestId: crypto.randomUUID(),
    deadline,
  };
  const request = { query: asked.query ?? '{ person { id } }', variables: {} };
  return source.process({ request, context });
}

const good = (response: ServerResponse) => response.end('{"data":{"person":null}}');
const unavailable: unknown = expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE' });
const timeout: unknown = expect.objectContaining({ code: 'TIMEOUT' });

describe('a subgraph that fails', () => {
  it('is asked again once when the connection breaks under a query', async () => {
    const { source, calls } = await failing((request, response, call) => {
      if (call === 1) request.socket.resetAndDestroy();
      else good(response);
    });
    expect(await ask(source)).toEqual({ data: { person: null } });
    expect(calls()).toBe(2);
  });

  it('is asked again with a token of its own, since the first may have arrived', async () => {
    const tokens: unknown[] = [];
    const { source } = await failing((request, response, call) => {
      tokens.push(request.headers[ACTOR_HEADER]);
      if (call === 1) request.socket.resetAndDestroy();
      else good(response);
    });
    await ask(source);
    expect(new Set(tokens).size).toBe(2);
  });

  it('is not asked a third time', async () => {
    const { source, calls } = await failing((request) => request.socket.resetAndDestroy());
    await expect(ask(source)).rejects.toEqual(unavailable);
    expect(calls()).toBe(2);
  });

  it('is never asked again for a change', async () => {
    const { source, calls } = await failing((request) => request.socket.resetAndDestroy());
    await expect(ask(source, { query: 'mutation { touch }' })).rejects.toEqual(unavailable);
    expect(calls()).toBe(1);
  });

  it('has its time and no more', async () => {
    const { source } = await failing(() => undefined, { timeoutMs: 300 });
    const started = performance.now();
    await expect(ask(source)).rejects.toEqual(unavailable);
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it.each([
    ['an HTML page of a proxy', '<html>502 Bad Gateway</html>', 502],
    ['half an answer', '{"data":{"per', 200],
    ['a number', '42', 200],
    ['an object of another kind', '{"ok":true}', 200],
  ])('that answers with %s counts as unavailable', async (_what, text, status) => {
    const { source } = await failing((_request, response) => response.writeHead(status).end(text));
    await expect(ask(source)).rejects.toEqual(unavailable);
  });

  it('that refuses connections counts as unavailable', async () => {
    const signerAndLog = { signer, clock: systemClock, log: pino({ level: 'silent' }) };
    const source = createRemoteDataSource(
      { name: 'households', url: 'http://127.0.0.1:9/graphql' },
      signerAndLog,
    );
    closing.push(() => source.close());
    await expect(ask(source)).rejects.toEqual(unavailable);
  });

  it('is left alone after five failures in a row, and asked again two seconds later', async () => {
    let now = systemClock.now().getTime();
    let healthy = false;
    const { source, calls } = await failing(
      (_request, response) => (healthy ? good(response) : response.writeHead(503).end('busy')),
      { clock: { now: () => new Date(now) } },
    );
    for (let attempt = 0; attempt < 8; attempt += 1)
      await expect(ask(source)).rejects.toEqual(unavailable);
    expect(calls()).toBe(5);
    healthy = true;
    now += 2_001;
    expect(await ask(source)).toEqual({ data: { person: null } });
    expect(await ask(source)).toEqual({ data: { person: null } });
  });
});

describe('callers of the same', () => {
  it('share one fetch, and each gets an answer of its own to change', async () => {
    const { source, calls } = await failing((_request, response) =>
      setTimeout(() => good(response), 50),
    );
    const answers = await Promise.all([ask(source), ask(source), ask(source)]);
    expect(calls()).toBe(1);
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).not.toBe(answers[1]);
  });

  it('share nothing when they are not the same actor', async () => {
    const { source, calls } = await failing((_request, response) =>
      setTimeout(() => good(response), 50),
    );
    const other: Actor = { ...ACTOR, role: 'CASE_OFFICER', streetCode: '310106012' };
    await Promise.all([ask(source), ask(source, { actor: other })]);
    expect(calls()).toBe(2);
  });

  it('share no change', async () => {
    const { source, calls } = await failing((_request, response) =>
      setTimeout(() => good(response), 50),
    );
    const query = 'mutation { touch }';
    await Promise.all([ask(source, { query }), ask(source, { query })]);
    expect(calls()).toBe(2);
  });
});

describe('a caller who goes', () => {
  it('leaves the fetch to those who stay', async () => {
    const { source, calls } = await failing((_request, response) =>
      setTimeout(() => good(response), 100),
    );
    const deadline = startDeadline(10_000);
    const going = ask(source, { deadline });
    const staying = ask(source);
    setTimeout(deadline.pass, 20);
    await expect(going).rejects.toEqual(timeout);
    expect(await staying).toEqual({ data: { person: null } });
    expect(calls()).toBe(1);
  });

  it('ends the fetch when nobody stays, and that is no failure of the subgraph', async () => {
    const ended: Promise<unknown>[] = [];
    let deadline = startDeadline(10_000);
    // So long that no end of a fetch can be a time-out.
    const patient = { timeoutMs: 600_000 };
    const { source, calls } = await failing((request, response, call) => {
      if (call > 6) {
        good(response);
        return;
      }
      ended.push(once(request.socket, 'close'));
      deadline.pass();
    }, patient);
    for (let attempt = 0; attempt < 6; attempt += 1) {
      deadline = startDeadline(10_000);
      await expect(ask(source, { deadline })).rejects.toEqual(timeout);
    }
    await Promise.all(ended);
    expect([ended.length, calls()]).toEqual([6, 6]);
    expect(await ask(source)).toEqual({ data: { person: null } });
  });

  it('starts nothing when the time was over before', async () => {
    const { source, calls } = await failing((_request, response) => good(response));
    const deadline = startDeadline(10_000);
    deadline.pass();
    await expect(ask(source, { deadline })).rejects.toEqual(timeout);
    expect(calls()).toBe(0);
  });
});
