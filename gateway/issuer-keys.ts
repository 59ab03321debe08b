import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import { HubError } from '../kernel/errors.ts';
import { fetchKeySet } from './fetch-key-set.ts';

/** The public keys of a token issuer. */
export type IssuerKeys = {
  /**
   * The number of the key set that holds now; another one means that keys came or went, and what was
   * verified with the set before has to be verified again.
   *
   * @throws HubError ISSUER_UNAVAILABLE when there are no keys, or none young enough
   */
  generation(): Promise<number>;
  /** The key that a token's header names. @throws jose's JWKSNoMatchingKey, HubError ISSUER_UNAVAILABLE */
  find: JWTVerifyGetKey;
};

/** A key that the issuer has withdrawn is believed no longer than this, while its address answers. */
const REFRESH_MS = 60_000;
/** How often an unknown key id may send us to the issuer: anybody can make one up. */
const COOL_DOWN_MS = 10_000;
const COOL_DOWN_AFTER_FAILURE_MS = 2_000;

type Known = { find: JWTVerifyGetKey; text: string; generation: number; at: number };

/**
 * The keys at an issuer's address. They are fetched at the first token, again every minute, and when a token
 * names a key that is not among them. While the address does not answer, the keys that are known go on
 * serving for `outageSeconds`; after that nobody gets in.
 */
export function createIssuerKeys(deps: {
  url: string;
  outageSeconds: number;
  clock: Clock;
  log: Logger;
}): IssuerKeys {
  const { clock, log } = deps;
  let known: Known | null = null;
  let lastAttempt = -Infinity;
  let failing = false;
  let running: Promise<void> | null = null;

  const now = () => clock.now().getTime();
  /** A clock that was set back must not make keys young again, nor forbid to fetch them. */
  const since = (moment: number) => Math.abs(now() - moment);

  async function load(): Promise<void> {
    lastAttempt = now();
    try {
      const { set, text } = await fetchKeySet(deps.url);
      const changed = known?.text !== text;
      const generation = (known?.generation ?? 0) + (changed ? 1 : 0);
      const find = changed || !known ? createLocalJWKSet(set) : known.find;
      if (failing) log.info('the keys of the token issuer can be fetched again');
      known = { find, text, generation, at: now() };
      failing = false;
    } catch (error) {
      failing = true;
      log.error({ err: error }, 'the keys of the token issuer cannot be fetched');
    }
  }

  /** Null while it is too early to ask the issuer again. */
  function refresh(): Promise<void> | null {
    const pause = failing ? COOL_DOWN_AFTER_FAILURE_MS : COOL_DOWN_MS;
    if (!running && since(lastAttempt) < pause) return null;
    running ??= load().finally(() => (running = null));
    return running;
  }

  async function current(): Promise<Known> {
    const age = known ? since(known.at) : Infinity;
    if (age >= REFRESH_MS) {
      const refreshing = refresh();
      // Nobody waits for a refresh in the course of events, nor for an address that did not answer last time.
      const mayWait = failing ? age > deps.outageSeconds * 1000 : age >= 2 * REFRESH_MS;
      if (mayWait) await refreshing;
    }
    if (!known || since(known.at) > deps.outageSeconds * 1000)
      throw new HubError('ISSUER_UNAVAILABLE');
    return known;
  }

  return {
    generation: async () => (await current()).generation,
    async find(header, token) {
      const before = await current();
      try {
        return await before.find(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        await refresh();
        const after = await current();
        if (after.generation !== before.generation) return after.find(header, token);
        // It may be a new key of an issuer that we cannot ask: not ours to call it forged.
        throw failing ? new HubError('ISSUER_UNAVAILABLE') : error;
      }
    },
  };
}

/** Keys that do not change while the process lives. */
export function fixedKeys(set: JSONWebKeySet): IssuerKeys {
  return { generation: () => Promise.resolve(1), find: createLocalJWKSet(set) };
}
