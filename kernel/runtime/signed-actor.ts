import {
  createHash,
  createPublicKey,
  randomBytes,
  sign as signBytes,
  type KeyObject,
} from 'node:crypto';
import { jwtVerify, type JWTHeaderParameters } from 'jose';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { ROLES } from '../actor.ts';
import type { Clock } from '../clock.ts';
import { HubError } from '../errors.ts';
import { createReplayGuard } from './replay-guard.ts';

/**
 * The identity a subgraph acts on. The gateway checks the caller's own token once and vouches for each call
 * with an Ed25519 token of its own: for one subgraph, one route, one exact body, 30 seconds and a single
 * use. A subgraph can verify it and yet never mint one for its neighbour.
 */
export const ACTOR_HEADER = 'x-yikou-actor';
export const ACTOR_TOKEN_TYPE = 'yikou-actor+jwt';
export const GATEWAY_ISSUER = 'urn:yikou:gateway';
export const ACTOR_LIFETIME_SECONDS = 30;

const CLOCK_LEEWAY_SECONDS = 5;
/** Longer than any token can be shown: minted by a clock that is ahead, shown to one that is behind. */
const REPLAY_WINDOW_SECONDS = ACTOR_LIFETIME_SECONDS + 2 * CLOCK_LEEWAY_SECONDS + 5;
/** Calls of one window: more than a process can verify, at some hundred bytes each. */
const REPLAY_LIMIT = 250_000;
const LONGEST_TOKEN = 4_096;
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

export type ActorSigner = { sign(call: ActorCall): string };

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

/**
 * Signs calls with the gateway's private key. The token is put together here because the signature is most
 * of what a fetch costs, and a general library triples it; what reads it is a library's strict verifier.
 */
export function createActorSigner(deps: { privateKey: KeyObject; clock: Clock }): ActorSigner {
  const { privateKey, clock } = deps;
  const kid = actorKeyId(createPublicKey(privateKey));
  const header = encode({ alg: 'EdDSA', typ: ACTOR_TOKEN_TYPE, kid });
  // Unique is all an id has to be: this process's random name, and a count.
  const name = randomBytes(12).toString('base64url');
  let count = 0;
  return {
    sign({ actor, purpose, subgraph, target, bodyHash }) {
      const now = Math.floor(clock.now().getTime() / 1000);
      count += 1;
      const claims = encode({
        iss: GATEWAY_ISSUER,
        aud: subgraphAudience(subgraph),
        sub: actor.subject,
        role: actor.role,
        street: actor.streetCode,
        department: actor.departmentCode,
        name: actor.displayName,
        purpose,
        iat: now,
        exp: now + ACTOR_LIFETIME_SECONDS,
        jti: `${name}.${count.toString(36)}`,
        target,
        body: bodyHash,
      });
      const input = `${header}.${claims}`;
      return `${input}.${signBytes(null, Buffer.from(input), privateKey).toString('base64url')}`;
    },
  };
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
  return {
    async verify(token, target) {
      if (!token || token.length > LONGEST_TOKEN) throw new HubError('UNAUTHENTICATED');
      const claims = await readClaims(token, keys, deps.subgraph, deps.clock.now());
      if (claims.target !== target || !replays.isNew(claims.jti))
        throw new HubError('UNAUTHENTICATED');
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

const claimsSchema = z.object({
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
});

async function readClaims(
  token: string,
  keys: ReadonlyMap<string, KeyObject>,
  subgraph: string,
  now: Date,
): Promise<z.infer<typeof claimsSchema>> {
  try {
    const { payload } = await jwtVerify(token, (header) => keyOf(header, keys), {
      algorithms: ['EdDSA'],
      typ: ACTOR_TOKEN_TYPE,
      issuer: GATEWAY_ISSUER,
      audience: subgraphAudience(subgraph),
      requiredClaims: ['sub', 'exp', 'iat', 'jti', 'target', 'body'],
      maxTokenAge: ACTOR_LIFETIME_SECONDS,
      clockTolerance: CLOCK_LEEWAY_SECONDS,
      currentDate: now,
    });
    return claimsSchema.parse(payload);
  } catch {
    // One answer for every fault: which check failed is help for a forger only.
    throw new HubError('UNAUTHENTICATED');
  }
}

function keyOf(header: JWTHeaderParameters, keys: ReadonlyMap<string, KeyObject>): KeyObject {
  const key = keys.get(header.kid ?? '');
  if (!key || Object.keys(header).some((name) => !HEADER_PARAMETERS.has(name)))
    throw new HubError('UNAUTHENTICATED');
  return key;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
