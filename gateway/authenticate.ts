import { createHash } from 'node:crypto';
import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import { z } from 'zod';
import { ROLES, type Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { HubError } from '../kernel/errors.ts';
import { createBoundedCache } from '../kernel/runtime/bounded-cache.ts';

/** Whose tokens the gateway believes. */
export type TokenTrust = {
  issuer: string;
  audience: string;
  /** The issuer's keys: `createRemoteJWKSet(url)` or `createLocalJWKSet(keys)` of jose. */
  keys: JWTVerifyGetKey;
  /** Accepted `typ` headers: RFC 9068's at+jwt, and plain JWT for issuers that do not set it. */
  types: readonly ('at+jwt' | 'jwt')[];
};

export type Authenticate = (authorization: string | undefined) => Promise<Actor>;

const ALGORITHMS = ['EdDSA', 'Ed25519', 'RS256', 'ES256'];
const LONGEST_TOKEN = 8_192;
const CACHE_LIMIT = 10_000;
/** Claims that only id tokens carry: an id token proves a login to a client, not access to the hub. */
const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash'];

/** What a key set answers about a token that names no key of it. */
const KEY_FAULTS = [
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JOSENotSupported,
  errors.JWKInvalid,
];

const text = z.string().min(1).max(200);
const claimsSchema = z.object({
  sub: text,
  // SYSTEM acts for jobs inside the hub; no token from outside may claim it.
  role: z.enum(ROLES).exclude(['SYSTEM']),
  exp: z.number(),
  street_code: text.nullish(),
  department_code: text.nullish(),
  name: text.nullish(),
});

/**
 * Turns an `Authorization: Bearer …` header into an actor. A verified token is remembered until it
 * expires, under its hash, so that memory holds no usable token.
 *
 * @throws HubError UNAUTHENTICATED whatever is wrong with it, ISSUER_UNAVAILABLE when the keys cannot be had
 */
export function createAuthenticate(deps: {
  trust: TokenTrust;
  clock: Clock;
  log: Logger;
}): Authenticate {
  const verified = createBoundedCache<{ actor: Actor; expiresAt: number }>(CACHE_LIMIT);
  return async function authenticate(authorization) {
    const token = bearerToken(authorization);
    const key = createHash('sha256').update(token).digest('base64');
    const now = deps.clock.now();
    const known = verified.get(key);
    if (known && now.getTime() < known.expiresAt) return known.actor;
    const payload = await verify(token, deps.trust, now, deps.log);
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success || ID_TOKEN_CLAIMS.some((claim) => claim in payload))
      throw new HubError('UNAUTHENTICATED');
    const actor = actorOf(claims.data);
    verified.set(key, { actor, expiresAt: claims.data.exp * 1000 });
    return actor;
  };
}

function bearerToken(authorization: string | undefined): string {
  const match = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i.exec(
    authorization && authorization.length <= LONGEST_TOKEN ? authorization : '',
  );
  if (!match?.[1]) throw new HubError('UNAUTHENTICATED');
  return match[1];
}

async function verify(
  token: string,
  trust: TokenTrust,
  now: Date,
  log: Logger,
): Promise<JWTPayload> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keysOf(trust, log), {
      algorithms: ALGORITHMS,
      issuer: trust.issuer,
      audience: trust.audience,
      requiredClaims: ['sub', 'role', 'exp'],
      currentDate: now,
      clockTolerance: 5,
    });
    if (!typeAccepted(protectedHeader.typ, trust.types)) throw new HubError('UNAUTHENTICATED');
    return payload;
  } catch (error) {
    if (error instanceof HubError) throw error;
    // One answer for every fault: which check failed is help for a forger only.
    throw new HubError('UNAUTHENTICATED');
  }
}

function typeAccepted(typ: string | undefined, accepted: TokenTrust['types']): boolean {
  const type = (typ ?? 'jwt').toLowerCase().replace(/^application\//, '');
  return (accepted as readonly string[]).includes(type);
}

/** A key set that cannot be fetched says nothing about the token: the caller may try again. */
function keysOf(trust: TokenTrust, log: Logger): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await trust.keys(header, token);
    } catch (error) {
      if (KEY_FAULTS.some((fault) => error instanceof fault)) throw error;
      log.error({ err: error }, 'the keys of the token issuer cannot be fetched');
      throw new HubError('ISSUER_UNAVAILABLE');
    }
  };
}

function actorOf(claims: z.infer<typeof claimsSchema>): Actor {
  return Object.freeze({
    subject: claims.sub,
    role: claims.role,
    streetCode: claims.street_code ?? null,
    departmentCode: claims.department_code ?? null,
    displayName: claims.name ?? null,
  });
}
