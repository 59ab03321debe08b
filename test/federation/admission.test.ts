import { expect, it } from 'vitest';
import { ask, sampleSupergraph, startHub } from '../support/running-hub.ts';
import { createSampleGraph } from '../support/sample-graph.ts';
import { GOOD } from './hostile-texts.ts';

it('an account that asks too often is told when to come again, and another is answered', async () => {
  const hub = await startHub({
    shape: 'in-process',
    subgraphs: createSampleGraph().subgraphs,
    supergraphSdl: sampleSupergraph(),
    admission: { perSecond: 0.1, burst: 2, concurrent: 5 },
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
    admission: { perSecond: 1_000, burst: 1_000, concurrent: 2 },
  });
  const token = await hub.token({ role: 'AUDITOR' });
  const slow = Array.from({ length: 4 }, () => ask(hub.url, token, '{ slow(ms: 500) }'));
  const statuses = (await Promise.all(slow)).map(({ status }) => status);
  expect(statuses.toSorted()).toEqual([200, 200, 429, 429]);
  expect((await ask(hub.url, token, GOOD)).status).toBe(200);
  await hub.close();
});
