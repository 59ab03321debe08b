import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ask, sampleSupergraph, startHub } from '../support/running-hub.ts';
import { createSampleGraph } from '../support/sample-graph.ts';
import { anActor } from '../support/crossmatch-builders.ts';
import { freshDatabase, testDeps } from '../support/database.ts';
import { GOOD } from './hostile-texts.ts';

it('an account that asks too often is told when to come again, and another is answered', async () => {
  const hub = await startHub({
    shape: 'in-process',
    subgraphs: createSampleGraph().subgraphs,
    supergraphSdl: sampleSupergraph(),
    admission: { perSecond: 0.1, burst: 2, concurrent: 5, deliveries: 5 },
  });
  const [one, other] = await Promise.all(
    ['one', 'other'].map((subject) => hub.token({ role: 'AUDITOR', subject })),
  );
  const statuses: number[] = [];
  for (let n = 0; n < 2; n += 1) statuses.push((await ask(hub.url, one ?? '', GOOD)).status);
  const refused = await ask(hub.url, one ?? '', GOOD);
  statuses.push((await ask(hub.url, other ?? '', GOOD)).status);
  expect(statuses).toEqual([200, 200, 200]);
  expect([refused.status, refused.body.errors?.[0]?.extensions['code']]).toEqual([
    429,
    'TOO_MANY_REQUESTS',
  ]);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(5);
  await hub.close();
});

it('an account has so many requests under way, and is let in again when one has left', async () => {
  const hub = await startHub({
    shape: 'in-process',
    subgraphs: createSampleGraph().subgraphs,
    supergraphSdl: sampleSupergraph(),
    admission: { perSecond: 1_000, burst: 1_000, concurrent: 2, deliveries: 2 },
  });
  const token = await hub.token({ role: 'AUDITOR' });
  const slow = Array.from({ length: 4 }, () => ask(hub.url, token, '{ slow(ms: 500) }'));
  const statuses = (await Promise.all(slow)).map(({ status }) => status);
  expect(statuses.toSorted()).toEqual([200, 200, 429, 429]);
  expect((await ask(hub.url, token, GOOD)).status).toBe(200);
  await hub.close();
});

const TWO_AT_ONCE = { perSecond: 1_000, burst: 1_000, concurrent: 2, deliveries: 2 };

/** Sends the same request so many times at once over one connection, without waiting for an answer. */
async function send(url: string, token: string, query: string, times: number): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const body = JSON.stringify({ query });
  const request =
    `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${token}\r\n` +
    `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const socket = connect(Number(port), hostname);
  await new Promise<void>((sent) => void socket.write(request.repeat(times), () => sent()));
  return socket;
}

/** The statuses of as many requests at one moment as an account may have under way. */
async function bothAtOnce(url: string, token: string): Promise<number[]> {
  const answers = await Promise.all([1, 2].map(() => ask(url, token, '{ slow(ms: 200) }')));
  return answers.map(({ status }) => status);
}

it('an account whose queued requests are hung up on is let in again', async () => {
  const { subgraphs } = createSampleGraph();
  const supergraphSdl = sampleSupergraph();
  const hub = await startHub({
    shape: 'in-process',
    subgraphs,
    supergraphSdl,
    admission: TWO_AT_ONCE,
  });
  const token = await hub.token({ role: 'AUDITOR' });
  const socket = await send(hub.url, token, '{ slow(ms: 300) }', 2);
  await pause(150);
  expect((await ask(hub.url, token, GOOD)).status).toBe(429);
  socket.resetAndDestroy();
  await pause(500);
  expect(await bothAtOnce(hub.url, token)).toEqual([200, 200]);
  await hub.close();
});

it('an account whose requests are hung up on before it is known is let in again', async () => {
  const actor = anActor('AUDITOR');
  const hub = await startHub({
    shape: 'in-process',
    subgraphs: createSampleGraph().subgraphs,
    supergraphSdl: sampleSupergraph(),
    admission: TWO_AT_ONCE,
    async authenticate() {
      await pause(300);
      return { actor, purpose: null };
    },
  });
  const socket = await send(hub.url, 'token', GOOD, 2);
  await pause(100);
  socket.resetAndDestroy();
  await pause(600);
  expect(await bothAtOnce(hub.url, 'token')).toEqual([200, 200]);
  await hub.close();
});

it('an account has so many files on their way in, and may ask meanwhile', async () => {
  const database = await freshDatabase();
  const hub = await startHub({
    shape: 'in-process',
    subgraphs: createSampleGraph().subgraphs,
    supergraphSdl: sampleSupergraph(),
    files: testDeps(database, 'crossmatch'),
    admission: { perSecond: 1_000, burst: 1_000, concurrent: 10, deliveries: 1 },
  });
  const token = await hub.token({ role: 'LIAISON', departmentCode: 'tax' });
  const file = `${hub.url}/extracts/tax.income_2026-10_delta.csv`;
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/octet-stream',
    'x-yikou-sha256': '0'.repeat(64),
  };
  const deliver = async () => (await fetch(file, { method: 'POST', headers, body: 'x' })).status;
  const slow = httpRequest(file, { method: 'POST', headers: { ...headers, 'content-length': 9 } });
  slow.on('error', () => undefined);
  slow.write('x');
  await pause(300);
  expect([await deliver(), (await ask(hub.url, token, GOOD)).status]).toEqual([429, 200]);
  slow.destroy();
  await pause(300);
  expect(await deliver()).not.toBe(429);
  await hub.close();
  await database.drop();
});
