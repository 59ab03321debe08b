import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';
import { ENTRIES, notFoundDesk, REASONS, type NotFoundDesk } from '../support/not-found.ts';

// Recused, out of scope and unknown: three reasons, one answer to the byte. How long it takes: npm run bench:not-found.
let database: FreshDatabase;
let desk: NotFoundDesk;
beforeAll(async () => {
  database = await freshDatabase();
  desk = await notFoundDesk(database);
});
afterAll(() => database.drop());

describe.each(ENTRIES)('$name ($subgraph)', (entry) => {
  it('answers alike whether the row is unknown, of another street or of a relative', async () => {
    const bodies: string[] = [];
    for (const reason of REASONS) {
      const key = desk.keyFor(entry, reason);
      if (key === null) continue;
      const { body } = await desk.ask(entry, key);
      // But for the key: the asker's own word, where the answer repeats it.
      bodies.push(body.replaceAll(key, '…'));
    }
    expect(bodies.length).toBeGreaterThanOrEqual(2);
    expect([...new Set(bodies)]).toEqual([bodies[0]]);
  });

  it('answers otherwise of a row in reach', async () => {
    const own = desk.keyFor(entry, 'own') ?? '';
    const unknown = desk.keyFor(entry, 'unknown') ?? '';
    const [{ body: found }, { body: missing }] = [
      await desk.ask(entry, own),
      await desk.ask(entry, unknown),
    ];
    expect(found.replaceAll(own, '…')).not.toBe(missing.replaceAll(unknown, '…'));
  });
});
