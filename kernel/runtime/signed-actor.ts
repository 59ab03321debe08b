import { createHash, type KeyObject } from 'node:crypto';
import { jwtVerify, type JWTHeaderParameters } from 'jose';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { ROLES } from '../actor.ts';
import type { Clock } from '../clock.ts';
import { HubError } from '../errors.ts';
import { createBoundedCache } from './bounded-cache.ts';
import { createReplayGuard } from './replay-guard.ts';

/**
 * The identity a subgraph acts on. The gateway checks the caller's own token once and vouches for each call
 * with an Ed25519 token of its own: for one subgraph, one route, one exact body, 30 seconds and a single
 * use. A subgraph can verify it and yet never mint one for its neighbour.
 *
 * It is an SD-JWT (RFC 9901): the signature covers a list `calls` of salted digests, of calls that set out at
 * the same moment, and each subgraph is shown the disclosure of its own and nothing of the others.
 */
export const ACTOR_HEADER = 'x-yikou-actor';
export const ACTOR_TOKEN_TYPE = 'yikou-actor+sd-jwt';
export const GATEWAY_ISSUER = 'urn:yikou:gateway';
export const ACTOR_LIFETIME_SECONDS = 30;

const CLOCK_LEEWAY_SECONDS = 5;
/** Longer than any token can be shown: minted by a clock that is ahead, shown to one that is behind. */
const REPLAY_WINDOW_SECONDS = ACTOR_LIFETIME_SECONDS + 2 * CLOCK_LEEWAY_SECONDS + 5;
/** Calls of one window: more than a process can verify, at some hundred bytes each. */
const REPLAY_LIMIT = 250_000;
const LONGEST_TOKEN = 8_192;
/** Lists that were verified and may have further calls on their way here. */
const REMEMBERED_LISTS = 1_000;
/** What the gateway writes and nothing else: no address of a key, no key, no extension. */
const HEADER_PARAMETERS = new Set(['alg', 'typ', 'kid']);

export type SignedActor = { actor: Actor; purpose: string | null };

/** One call to a subgraph. */
export type ActorCall = SignedActor & {
  /** The one subgraph that may accept the token. */
  subgraph: string;
  /** The one route it is for, see `callTarget`. */
  target: string;
  /** Of the body's exact bytes, see `bodyHashOf`. */
  bodyHash: string;
};

export type ActorVerifier = {
  /**
   * Spends the token. The caller compares the body with `bodyHash` before it reads it.
   *
   * @throws HubError UNAUTHENTICATED whatever is wrong with the token, SUBGRAPH_UNAVAILABLE when too many
   *   came at once to remember them
   */
  verify(token: string | undefined, target: string): Promise<SignedActor & { bodyHash: string }>;
};

/** The audience claim of a subgraph's actor tokens. */
export function subgraphAudience(subgraph: string): string {
  return `urn:yikou:subgraph:${subgraph}`;
}

/** The route of a call as its token names it. @param path with the query string, as it is sent */
export function callTarget(method: string, path: string): string {
  return `${method} ${path}`;
}

/** The name of a signing key, derived from its public half so that nobody has to keep names. */
export function actorKeyId(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('base64url').slice(0, 16);
}

/** The digest of a disclosure, as the signed list holds it: SHA-256 of its text, base64url (RFC 9901 §4.2.3). */
export function disclosureDigest(disclosure: string): string {
  return createHash('sha256').update(disclosure).digest('base64url');
}

/**
 * Verifies the tokens meant for one subgraph. What was shown once is remembered in this process: another
 * replica of the subgraph does not know of it (docs/adr/0021-identity.md).
 *
 * @param deps.publicKeys several while the gateway's key is being replaced
 */
export function createActorVerifier(deps: {
  publicKeys: readonly KeyObject[];
  subgraph: string;
  clock: Clock;
}): ActorVerifier {
  const keys = new Map(deps.publicKeys.map((key) => [actorKeyId(key), key]));
  const replays = createReplayGuard({
    subgraph: deps.subgraph,
    clock: deps.clock,
    windowSeconds: REPLAY_WINDOW_SECONDS,
    limit: REPLAY_LIMIT,
  });
  const lists = createBoundedCache<SignedList>(REMEMBERED_LISTS);

  /** What the signature covers; a list that was verified is not verified again while it is surely good. */
  async function listOf(jwt: string): Promise<SignedList> {
    const now = deps.clock.now();
    const seconds = now.getTime() / 1000;
    const known = lists.get(jwt);
    if (known && seconds >= known.from && seconds < known.until) return known;
    const list = await verifyList(jwt, keys, now);
    lists.set(jwt, list);
    return list;
  }

  return {
    async verify(token, target) {
      const [jwt, disclosure] = partsOf(token);
      const { calls } = await listOf(jwt);
      if (!calls.has(disclosureDigest(disclosure))) throw new HubError('UNAUTHENTICATED');
      const claims = readCall(disclosure);
      if (claims.aud !== subgraphAudience(deps.subgraph) || claims.target !== target)
        throw new HubError('UNAUTHENTICATED');
      if (!replays.isNew(claims.jti)) throw new HubError('UNAUTHENTICATED');
      const actor: Actor = {
        subject: claims.sub,
        role: claims.role,
        streetCode: claims.street,
        departmentCode: claims.department,
        displayName: claims.name,
      };
      return { actor, purpose: claims.purpose, bodyHash: claims.body };
    },
  };
}

/** An SD-JWT with one disclosure and no key binding: `<jwt>~<disclosure>~`. */
function partsOf(token: string | undefined): [jwt: string, disclosure: string] {
  const parts = token && token.length <= LONGEST_TOKEN ? token.split('~') : [];
  const [jwt, disclosure, end] = parts;
  if (parts.length !== 3 || !jwt || !disclosure || end !== '')
    throw new HubError('UNAUTHENTICATED');
  return [jwt, disclosure];
}

/** Digests of calls, and between which seconds the signature over them is good whatever clocks may differ. */
type SignedList = { calls: ReadonlySet<string>; from: number; until: number };

const listSchema = z.object({
  iat: z.number(),
  exp: z.number(),
  calls: z.array(z.strictObject({ '...': z.string().length(43) })).min(1),
});

async function verifyList(
  jwt: string,
  keys: ReadonlyMap<string, KeyObject>,
  now: Date,
): Promise<SignedList> {
  try {
    const { payload } = await jwtVerify(jwt, (header) => keyOf(header, keys), {
      algorithms: ['EdDSA'],
      typ: ACTOR_TOKEN_TYPE,
      issuer: GATEWAY_ISSUER,
      requiredClaims: ['exp', 'iat', 'calls'],
      maxTokenAge: ACTOR_LIFETIME_SECONDS,
      clockTolerance: CLOCK_LEEWAY_SECONDS,
      currentDate: now,
    });
    const { iat, exp, calls } = listSchema.parse(payload);
    const until = Math.min(exp, iat + ACTOR_LIFETIME_SECONDS);
    return { calls: new Set(calls.map((call) => call['...'])), from: iat, until };
  } catch {
    // One answer for every fault: which check failed is help for a forger only.
    throw new HubError('UNAUTHENTICATED');
  }
}

const callSchema = z.tuple([
  // The salt: without it a subgraph could guess what is in the calls that it is not shown.
  z.string().min(22).max(100),
  z.strictObject({
    // One subgraph, never a list that ours happens to be on.
    aud: z.string(),
    sub: z.string().min(1),
    // The hub's own jobs reach no subgraph by HTTP.
    role: z.enum(ROLES).exclude(['SYSTEM']),
    street: z.string().nullable(),
    department: z.string().nullable(),
    name: z.string().nullable(),
    purpose: z.string().nullable(),
    jti: z.string().min(1).max(100),
    target: z.string(),
    body: z.string().length(43),
  }),
]);

function readCall(disclosure: string): z.infer<typeof callSchema>[1] {
  try {
    return callSchema.parse(JSON.parse(Buffer.from(disclosure, 'base64url').toString()))[1];
  } catch {
    throw new HubError('UNAUTHENTICATED');
  }
}

function keyOf(header: JWTHeaderParameters, keys: ReadonlyMap<string, KeyObject>): KeyObject {
  const key = keys.get(header.kid ?? '');
  if (!key || Object.keys(header).some((name) => !HEADER_PARAMETERS.has(name)))
    throw new HubError('UNAUTHENTICATED');
  return key;
}
