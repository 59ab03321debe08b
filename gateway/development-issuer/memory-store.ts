import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Clock } from '../../kernel/clock.ts';

const MOST_ENTRIES = 1_000;

type Entry = { model: string; payload: AdapterPayload; expiresAt: number };

/**
 * What the development issuer remembers: sessions, codes and tokens, in memory, the oldest forgotten beyond
 * a thousand. A restart signs everybody out.
 */
export function createMemoryStore(clock: Clock): (model: string) => Adapter {
  const entries = new Map<string, Entry>();
  const seconds = () => Math.floor(clock.now().getTime() / 1000);

  function living(model: string, test: (entry: Entry) => boolean): AdapterPayload | undefined {
    for (const entry of entries.values())
      if (entry.model === model && entry.expiresAt > seconds() && test(entry)) return entry.payload;
    return undefined;
  }

  function forgetOldest(): void {
    const [oldest] = entries.keys();
    if (entries.size > MOST_ENTRIES && oldest !== undefined) entries.delete(oldest);
  }

  return (model) => {
    const keyOf = (id: string) => `${model}:${id}`;
    return {
      upsert(id, payload, expiresIn = Infinity) {
        entries.delete(keyOf(id));
        entries.set(keyOf(id), { model, payload, expiresAt: seconds() + expiresIn });
        forgetOldest();
        return Promise.resolve();
      },
      find(id) {
        const entry = entries.get(keyOf(id));
        return Promise.resolve(entry && entry.expiresAt > seconds() ? entry.payload : undefined);
      },
      findByUid: (uid) => Promise.resolve(living(model, ({ payload }) => payload.uid === uid)),
      findByUserCode: (code) =>
        Promise.resolve(living(model, ({ payload }) => payload.userCode === code)),
      consume(id) {
        const entry = entries.get(keyOf(id));
        if (entry) entry.payload.consumed = seconds();
        return Promise.resolve();
      },
      destroy(id) {
        entries.delete(keyOf(id));
        return Promise.resolve();
      },
      revokeByGrantId(grantId) {
        for (const [key, { payload }] of entries)
          if (payload.grantId === grantId) entries.delete(key);
        return Promise.resolve();
      },
    };
  };
}
