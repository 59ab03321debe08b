import type { Clock } from '../clock.ts';
import { HubError } from '../errors.ts';

/** Remembers the tokens that were shown, for as long as one of them could be shown again. */
export type ReplayGuard = {
  /**
   * Whether this id is seen for the first time; from now on it is not.
   *
   * @throws HubError SUBGRAPH_UNAVAILABLE when memory is full: what cannot be remembered is not let in
   */
  isNew(id: string): boolean;
};

/**
 * Creates a guard that remembers an id for at least `windowSeconds` and at most twice as long: two
 * generations, of which the older is dropped whole.
 *
 * @param options.limit ids of one generation; only verified tokens are remembered, so that nobody but
 *   the gateway can fill it
 */
export function createReplayGuard(options: {
  subgraph: string;
  clock: Clock;
  windowSeconds: number;
  limit: number;
}): ReplayGuard {
  const { clock, limit, subgraph } = options;
  const windowMs = options.windowSeconds * 1000;
  let young = new Set<string>();
  let old = new Set<string>();
  let since = clock.now().getTime();
  return {
    isNew(id) {
      const now = clock.now().getTime();
      if (now - since >= windowMs) {
        // After a pause of two windows the young ones are too old as well, and go with the next change.
        old = young;
        young = new Set();
        since = now;
      }
      // A clock that was set back must not keep the window from ever ending.
      if (now < since) since = now;
      if (young.has(id) || old.has(id)) return false;
      if (young.size >= limit) throw new HubError('SUBGRAPH_UNAVAILABLE', { subgraph });
      young.add(id);
      return true;
    },
  };
}
