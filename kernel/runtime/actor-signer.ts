import { createPublicKey, randomBytes, sign as signBytes, type KeyObject } from 'node:crypto';
import type { Clock } from '../clock.ts';
import {
  ACTOR_LIFETIME_SECONDS,
  ACTOR_TOKEN_TYPE,
  actorKeyId,
  disclosureDigest,
  GATEWAY_ISSUER,
  subgraphAudience,
  type ActorCall,
} from './signed-actor.ts';

export type ActorSigner = {
  /** The value of `ACTOR_HEADER` for one call, within the moment. */
  sign(call: ActorCall): Promise<string>;
};

/** As many digests as leave room in a header for the longest purpose. */
const LONGEST_LIST = 16;
const SALT_BYTES = 16;

type Waiting = {
  disclosure: string;
  digest: string;
  resolve: (token: string) => void;
  reject: (error: unknown) => void;
};

/**
 * Signs calls with the gateway's private key: one signature for all that set out in the same turn of the event
 * loop, since it is most of what a fetch costs. Under load that is several; a lonely call waits for nobody.
 * The token is put together here because a general library triples its price; what reads it is a library's
 * strict verifier.
 */
export function createActorSigner(deps: { privateKey: KeyObject; clock: Clock }): ActorSigner {
  const { privateKey, clock } = deps;
  const kid = actorKeyId(createPublicKey(privateKey));
  const header = encode({ alg: 'EdDSA', typ: ACTOR_TOKEN_TYPE, kid });
  // Unique is all an id has to be: this process's random name, and a count.
  const name = randomBytes(12).toString('base64url');
  let count = 0;
  let waiting: Waiting[] = [];

  function disclosureOf({ actor, purpose, subgraph, target, bodyHash }: ActorCall): string {
    count += 1;
    return encode([
      randomBytes(SALT_BYTES).toString('base64url'),
      {
        aud: subgraphAudience(subgraph),
        sub: actor.subject,
        role: actor.role,
        street: actor.streetCode,
        department: actor.departmentCode,
        name: actor.displayName,
        purpose,
        jti: `${name}.${count.toString(36)}`,
        target,
        body: bodyHash,
      },
    ]);
  }

  function signList(digests: readonly string[]): string {
    const iat = Math.floor(clock.now().getTime() / 1000);
    const exp = iat + ACTOR_LIFETIME_SECONDS;
    const calls = digests.map((digest) => ({ '...': digest }));
    const input = `${header}.${encode({ iss: GATEWAY_ISSUER, iat, exp, calls })}`;
    return `${input}.${signBytes(null, Buffer.from(input), privateKey).toString('base64url')}`;
  }

  function signWaiting(): void {
    const list = waiting;
    waiting = [];
    if (list.length === 0) return;
    try {
      const jwt = signList(list.map(({ digest }) => digest));
      for (const { disclosure, resolve } of list) resolve(`${jwt}~${disclosure}~`);
    } catch (error) {
      for (const { reject } of list) reject(error);
    }
  }

  return {
    sign(call) {
      return new Promise((resolve, reject) => {
        const disclosure = disclosureOf(call);
        waiting.push({ disclosure, digest: disclosureDigest(disclosure), resolve, reject });
        if (waiting.length === LONGEST_LIST) signWaiting();
        else if (waiting.length === 1) setImmediate(signWaiting);
      });
    },
  };
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
