import { AsyncLocalStorage } from 'node:async_hooks';
import type { PrismaClient } from '../../prisma/generated/client/client.ts';
import { actingNow } from './acting.ts';

/** Prisma's gatherer of lookups, as far as it is used here. */
type Gatherer = {
  options: {
    /** Which lookups go into one statement; undefined for what goes alone. */
    batchBy: (lookup: object) => string | undefined;
    singleLoader: (lookup: object) => Promise<unknown>;
    batchLoader: (lookups: readonly object[]) => Promise<unknown>;
  };
};

/**
 * Keeps the lookups of different accounts apart. Prisma gathers what `findUnique` asks for in one turn of the event
 * loop into one statement and sends it where the first of them came from: left alone, one account's lookup would be
 * made in another's name and row security would answer the wrong person. Here only those of one name are gathered,
 * and each goes out in its own. It rests on how Prisma's client is made inside; its version is pinned, and the tests
 * fail if lookups meet.
 */
export function keepLookupsApart(client: PrismaClient): PrismaClient {
  const { _requestHandler } = client as unknown as { _requestHandler: { dataloader: Gatherer } };
  const { options } = _requestHandler.dataloader;
  const { batchBy, singleLoader, batchLoader } = options;
  const origins = new WeakMap<object, <T>(work: () => T) => T>();

  function fromItsOrigin<T>(lookup: object | undefined, work: () => T): T {
    const origin = lookup && origins.get(lookup);
    return origin ? origin(work) : work();
  }

  options.batchBy = (lookup) => {
    const statement = batchBy(lookup);
    if (statement === undefined) return undefined;
    origins.set(lookup, AsyncLocalStorage.snapshot());
    return JSON.stringify([statement, actingNow()]);
  };
  options.singleLoader = (lookup) => fromItsOrigin(lookup, () => singleLoader(lookup));
  options.batchLoader = (lookups) => fromItsOrigin(lookups[0], () => batchLoader(lookups));
  return client;
}
