import type { KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { ROLES } from '../actor.ts';
import type { Clock } from '../clock.ts';
import { HubError } from '../errors.ts';
import { createBoundedCache, type BoundedCache } from './bounded-cache.ts';

/**
 * The identity a subgraph acts on. The gateway checks the caller's own token once and vouches for the
 * caller with an Ed25519 token of its own, made for one subgraph and 30 seconds, so that a subgraph can
 * verify it and yet never mint one for its neighbour.
 */
export const ACTOR_HEADER = 'x-yikou-actor';
export const ACTOR_TOKEN_TYPE = 'yikou-actor+jwt';
export const GATEWAY_ISSUER = 'urn:yikou:gateway';
export const ACTOR_LIFETIME_SECONDS = 30;

/** A token is handed out again while at least half of its life is left, so most fetches pay no signature. */
const REUSE_SECONDS = 15;
const CACHE_LIMIT = 10_000;
const PURPOSES_LIMIT = 30;
const LONGEST_TOKEN = 4_096;

export type SignedActor = { actor: Actor; purpose: string | null };

export type ActorSigner = {
  /** @param subgraph the one subgraph that may accept the token */
  sign(actor: Actor, subgraph: string, purpose: string | null): Promise<string>;
};

export type ActorVerifier = {
  /** @throws HubError UNAUTHENTICATED whatever is wrong with the token */
  verify(token: string | undefined): Promise<SignedActor>;
};

/** The audience claim of a subgraph's actor tokens. */
export function subgraphAudience(subgraph: string): string {
  return `urn:yikou:subgraph:${subgraph}`;
}

/** Signs actors for subgraphs with the gateway's private key. */
export function createActorSigner(deps: { privateKey: KeyObject; clock: Clock }): ActorSigner {
  // By the actor object itself: the gateway keeps one per verified token.
  const signed = new WeakMap<Actor, BoundedCache<{ token: Promise<string>; issuedAt: number }>>();
  return {
    sign(actor, subgraph, purpose) {
      const now = Math.floor(deps.clock.now().getTime() / 1000);
      const key = purpose === null ? subgraph : `${subgraph}|${purpose}`;
      let own = signed.get(actor);
      if (!own) signed.set(actor, (own = createBoundedCache(PURPOSES_LIMIT)));
      const known = own.get(key);
      if (known && now >= known.issuedAt && now - known.issuedAt < REUSE_SECONDS)
        return known.token;
      const token = mint(deps.privateKey, actor, subgraph, purpose, now);
      own.set(key, { token, issuedAt: now });
      return token;
    },
  };
}

/** Verifies the tokens meant for one subgraph; a verified token is remembered until it expires. */
export function createActorVerifier(deps: {
  publicKey: KeyObject;
  subgraph: string;
  clock: Clock;
}): ActorVerifier {
  const verified = createBoundedCache<{ signed: SignedActor; expiresAt: number }>(CACHE_LIMIT);
  return {
    async verify(token) {
      if (!token || token.length > LONGEST_TOKEN) throw new HubError('UNAUTHENTICATED');
      const now = deps.clock.now();
      const known = verified.get(token);
      if (known && now.getTime() < known.expiresAt) return known.signed;
      const { signed, expiresAt } = await check(deps.publicKey, deps.subgraph, token, now);
      verified.set(token, { signed, expiresAt });
      return signed;
    },
  };
}

const claimsSchema = z.object({
  sub: z.string().min(1),
  role: z.enum(ROLES),
  street: z.string().nullable(),
  department: z.string().nullable(),
  name: z.string().nullable(),
  purpose: z.string().nullable(),
  exp: z.number(),
  iat: z.number(),
});

function mint(
  privateKey: KeyObject,
  actor: Actor,
  subgraph: string,
  purpose: string | null,
  now: number,
): Promise<string> {
  return new SignJWT({
    role: actor.role,
    street: actor.streetCode,
    department: actor.departmentCode,
    name: actor.displayName,
    purpose,
  })
    .setProtectedHeader({ alg: 'EdDSA', typ: ACTOR_TOKEN_TYPE })
    .setSubject(actor.subject)
    .setIssuer(GATEWAY_ISSUER)
    .setAudience(subgraphAudience(subgraph))
    .setIssuedAt(now)
    .setExpirationTime(now + ACTOR_LIFETIME_SECONDS)
    .sign(privateKey);
}

async function check(publicKey: KeyObject, subgraph: string, token: string, now: Date) {
  try {
    const { payload } = await jwtVerify(token, publicKey, {
      algorithms: ['EdDSA'],
      typ: ACTOR_TOKEN_TYPE,
      issuer: GATEWAY_ISSUER,
      audience: subgraphAudience(subgraph),
      requiredClaims: ['sub', 'exp', 'iat'],
      maxTokenAge: ACTOR_LIFETIME_SECONDS,
      clockTolerance: 5,
      currentDate: now,
    });
    const claims = claimsSchema.parse(payload);
    const actor: Actor = {
      subject: claims.sub,
      role: claims.role,
      streetCode: claims.street,
      departmentCode: claims.department,
      displayName: claims.name,
    };
    return { signed: { actor, purpose: claims.purpose }, expiresAt: claims.exp * 1000 };
  } catch {
    // One answer for every fault: which check failed is help for a forger only.
    throw new HubError('UNAUTHENTICATED');
  }
}
