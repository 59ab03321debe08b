import { createHash } from 'node:crypto';
import { errors, jwtVerify, type JWTHeaderParameters, type JWTPayload } from 'jose';
import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import { HubError } from '../kernel/errors.ts';
import { createBoundedCache } from '../kernel/runtime/bounded-cache.ts';
import type { SignedActor } from '../kernel/runtime/signed-actor.ts';
import { readClaims } from './claims.ts';
import type { DisabledAccounts } from './disabled-accounts.ts';
import type { IdentityRules } from './identity-rules.ts';
import type { IssuerKeys } from './issuer-keys.ts';

/** Whose tokens the gateway believes, and how it reads them. */
export type TokenTrust = {
  /** One service; two names only where the demo's issuer is reached in two ways. */
  issuers: readonly string[];
  audience: string;
  keys: IssuerKeys;
  rules: IdentityRules;
};

/**
 * Turns an `Authorization: Bearer …` header into who acts.
 *
 * @throws HubError UNAUTHENTICATED whatever is wrong with it, ISSUER_UNAVAILABLE when nobody can tell
 */
export type Authenticate = (authorization: string | undefined) => Promise<SignedActor>;

const LONGEST_TOKEN = 8_192;
const LONGEST_KEY_ID = 200;
const CACHE_LIMIT = 10_000;
/** Claims that only id tokens carry: an id token proves a login to a client, not access to the hub. */
const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash'];
/** A token that brings its own key, or rules of its own, asks us to trust it on its word. */
const FOREIGN_PARAMETERS = ['jwk', 'jku', 'x5u', 'x5c', 'crit'];

type Verified = { identity: SignedActor; expiresAt: number; generation: number };

/**
 * Creates the check of callers' tokens. A verified token is remembered until it expires, under its hash, so
 * that memory holds no usable token; it is verified again once the issuer's keys have changed, and the list
 * of disabled accounts is asked each time.
 */
export function createAuthenticate(deps: {
  trust: TokenTrust;
  disabled: DisabledAccounts;
  clock: Clock;
  log: Logger;
}): Authenticate {
  const { trust, disabled, clock, log } = deps;
  const verified = createBoundedCache<Verified>(CACHE_LIMIT);

  async function identify(token: string): Promise<SignedActor> {
    const key = createHash('sha256').update(token).digest('base64');
    const now = clock.now();
    const generation = await trust.keys.generation();
    const known = verified.get(key);
    if (known && known.generation === generation && now.getTime() < known.expiresAt)
      return known.identity;
    const { identity, expiresAt } = await verify(token, trust, now);
    verified.set(key, { identity, expiresAt, generation });
    return identity;
  }

  return async function authenticate(authorization) {
    try {
      const identity = await identify(bearerToken(authorization));
      if (disabled.has(identity.actor.subject)) throw refused('disabled');
      return identity;
    } catch (error) {
      if (error instanceof HubError && error.code === 'ISSUER_UNAVAILABLE') throw error;
      // One answer for every fault: which check failed is help for a forger only. The operator may look.
      log.debug({ reason: reasonOf(error) }, 'a token was refused');
      throw new HubError('UNAUTHENTICATED');
    }
  };
}

function bearerToken(authorization: string | undefined): string {
  const match = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i.exec(
    authorization && authorization.length <= LONGEST_TOKEN ? authorization : '',
  );
  return match?.[1] ?? refuse('no bearer token');
}

async function verify(
  token: string,
  { issuers, audience, keys, rules }: TokenTrust,
  now: Date,
): Promise<{ identity: SignedActor; expiresAt: number }> {
  const keyOf: IssuerKeys['find'] = (header, flattened) => {
    checkHeader(header, rules);
    return keys.find(header, flattened);
  };
  const { payload } = await jwtVerify(token, keyOf, {
    algorithms: [...rules.algorithms],
    issuer: [...issuers],
    audience,
    requiredClaims: ['sub', 'exp', 'iat'],
    maxTokenAge: rules.longestAgeSeconds,
    currentDate: now,
    clockTolerance: rules.leewaySeconds,
  });
  // Without the leeway, which would be a longer life: a person who is shut out must be out in time.
  if (now.getTime() >= tooOldAt(payload, rules)) throw refused('iat');
  if (ID_TOKEN_CLAIMS.some((claim) => claim in payload)) throw refused('an id token');
  const reading = readClaims(payload, rules);
  if ('refused' in reading) throw refused(reading.refused);
  const expiresAt = Math.min((payload.exp ?? 0) * 1000, tooOldAt(payload, rules));
  return { identity: reading.identity, expiresAt };
}

/** Before any key is looked for: an attacker's header sends nobody anywhere. */
function checkHeader(header: JWTHeaderParameters, rules: IdentityRules): void {
  const foreign = FOREIGN_PARAMETERS.find((name) => name in header);
  if (foreign !== undefined) throw refused(foreign);
  const type = (header.typ ?? 'jwt').toLowerCase().replace(/^application\//, '');
  if (!(rules.tokenTypes as readonly string[]).includes(type)) throw refused('typ');
  const { kid } = header;
  if (typeof kid !== 'string' || kid === '' || kid.length > LONGEST_KEY_ID) throw refused('kid');
}

function tooOldAt({ iat = 0 }: JWTPayload, rules: IdentityRules): number {
  return (iat + rules.longestAgeSeconds) * 1000;
}

class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

function refused(reason: string): TokenRefused {
  return new TokenRefused(reason);
}

function refuse(reason: string): never {
  throw refused(reason);
}

/** A claim's or a check's name, never a value. */
function reasonOf(error: unknown): string {
  if (error instanceof TokenRefused) return error.message;
  if (error instanceof errors.JWTClaimValidationFailed) return error.claim;
  return error instanceof errors.JOSEError ? error.code : 'unreadable';
}
