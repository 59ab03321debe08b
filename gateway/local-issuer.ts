import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { createLocalJWKSet, exportJWK, SignJWT, type JSONWebKeySet } from 'jose';
import type { Role } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { HubError } from '../kernel/errors.ts';
import type { Keys } from '../kernel/runtime/keys.ts';
import type { TokenTrust } from './authenticate.ts';

/**
 * LOCAL DEMO ISSUER. It stands in for the district's sign-in service on a newcomer's own machine: whoever
 * holds the key file can be anyone. It refuses to exist in production.
 */
export const LOCAL_ISSUER = 'urn:yikou:local-demo';
export const LOCAL_AUDIENCE = 'urn:yikou:hub';
const KEY_ID = 'local-demo';

export type TokenRequest = {
  role: Exclude<Role, 'SYSTEM'>;
  subject: string;
  streetCode?: string | null;
  departmentCode?: string | null;
  displayName?: string | null;
  hours: number;
};

export type LocalIssuer = {
  jwks: JSONWebKeySet;
  trust: TokenTrust;
  publicKey: KeyObject;
  privateKey: KeyObject;
  /** A token of this issuer for the given account, valid for so many hours. */
  issueToken(request: TokenRequest): Promise<string>;
};

/** @throws HubError ENV_INVALID in production */
export async function createLocalIssuer(deps: {
  keys: Keys;
  clock: Clock;
  production: boolean;
}): Promise<LocalIssuer> {
  if (deps.production)
    throw new HubError('ENV_INVALID', { problems: '本地演示签发器不能用于生产环境' });
  const privateKey = deriveKey(deps.keys);
  const publicKey = createPublicKey(privateKey);
  const jwk = await exportJWK(publicKey);
  const jwks = { keys: [{ ...jwk, kid: KEY_ID, alg: 'EdDSA', use: 'sig' }] };
  return {
    jwks,
    publicKey,
    privateKey,
    trust: {
      issuer: LOCAL_ISSUER,
      audience: LOCAL_AUDIENCE,
      keys: createLocalJWKSet(jwks),
      types: ['at+jwt'],
    },
    issueToken(request) {
      const now = Math.floor(deps.clock.now().getTime() / 1000);
      return new SignJWT({
        role: request.role,
        street_code: request.streetCode ?? null,
        department_code: request.departmentCode ?? null,
        name: request.displayName ?? null,
      })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: KEY_ID })
        .setSubject(request.subject)
        .setIssuer(LOCAL_ISSUER)
        .setAudience(LOCAL_AUDIENCE)
        .setIssuedAt(now)
        .setExpirationTime(now + Math.round(request.hours * 3600))
        .sign(privateKey);
    },
  };
}

const PKCS8_ED25519_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key of its own, derived so that the demo's key file stays one file and its tokens outlive a restart. */
function deriveKey(keys: Keys): KeyObject {
  const secret = keys.actorSigning.privateKey.export({ type: 'pkcs8', format: 'der' });
  const seed = hkdfSync('sha256', secret, '', 'yikou local demo issuer', 32);
  return createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519_PREFIX, Buffer.from(seed)]),
    format: 'der',
    type: 'pkcs8',
  });
}
