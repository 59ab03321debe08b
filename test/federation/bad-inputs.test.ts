import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, sampleSupergraph, startHub } from '../support/running-hub.ts';
import { createSampleGraph } from '../support/sample-graph.ts';
import type { BadInput, Stand } from './bad-input.ts';
import { ELSEWHERE } from './bad-inputs-elsewhere.ts';
import { POSTED } from './bad-inputs-posted.ts';
import { SENT } from './bad-inputs-sent.ts';
import { GOOD } from './hostile-texts.ts';

/** The ninety-two bad inputs, several forms of some. */
const BAD_INPUTS: readonly BadInput[] = [...POSTED, ...SENT, ...ELSEWHERE];
const NUMBERS = Array.from({ length: 92 }, (_, n) => `B${String(n + 1).padStart(2, '0')}`);

/** Every text in which a test may stand, but for the table itself. */
const TESTS = ['test', 'kernel', 'gateway', 'subgraphs'].flatMap((dir) =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((file) => (dir === 'test' ? file.endsWith('.ts') : file.endsWith('.test.ts')))
    .filter((file) => !file.includes('bad-input'))
    .map((file) => readFileSync(path.join(dir, file), 'utf8')),
);

describe('the ninety-two bad inputs', () => {
  let stand: Stand;
  beforeAll(async () => {
    const hub = await startHub({
      shape: 'split',
      subgraphs: createSampleGraph().subgraphs,
      supergraphSdl: sampleSupergraph(),
    });
    stand = { hub, token: await hub.token({ role: 'BUREAU_SUPERVISOR' }) };
    await ask(hub.url, stand.token, GOOD);
  });
  afterAll(() => stand.hub.close());

  it('are all in the table', () => {
    expect([...new Set(BAD_INPUTS.map(({ id }) => id))].toSorted()).toEqual(NUMBERS);
  });

  it.each(BAD_INPUTS)('$id $input: $outcome', async (bad) => {
    switch (bad.by) {
      case 'SENDING': {
        expect(await bad.send(stand)).toEqual(bad.expected);
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
        const next = await ask(stand.hub.url, stand.token, GOOD);
        expect(next.body).toEqual({ data: { alerts: { totalCount: 60 } } });
        return;
      }
      case 'TEST':
        for (const words of bad.words)
          expect(
            TESTS.some((text) => text.includes(words)),
            words,
          ).toBe(true);
        return;
      case 'NOBODY':
        // A row that is shown after all must not go on saying that it is not.
        expect(BAD_INPUTS.filter(({ id }) => id === bad.id)).toEqual([bad]);
    }
  });

  it('leave the connection of a whole request open', async () => {
    const { headers } = await ask(stand.hub.url, stand.token, GOOD);
    const health = await fetch(`${stand.hub.url}/livez`);
    expect([headers.get('connection'), health.headers.get('connection')]).toEqual([
      'keep-alive',
      'keep-alive',
    ]);
  });
});
