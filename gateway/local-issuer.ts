import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { exportJWK, SignJWT, type JSONWebKeySet } from 'jose';
import type { Role } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { HubError } from '../kernel/errors.ts';
import { actorSigningOf, type Keys } from '../kernel/runtime/keys.ts';
import type { TokenTrust } from './authenticate.ts';
import { DEFAULT_RULES } from './identity-rules.ts';
import { fixedKeys } from './issuer-keys.ts';

/**
 * LOCAL DEMO ISSUER. It stands in for the district's sign-in service on a newcomer's own machine: whoever
 * holds the key file can be anyone. It refuses to exist in production.
 */
export const LOCAL_ISSUER = 'urn:yikou:local-demo';
export const LOCAL_AUDIENCE = 'urn:yikou:hub';
export const LOCAL_KEY_ID = 'local-demo';
/** `hub token` gives at most 30 days: a demo is shown more than once. */
const LONGEST_AGE_SECONDS = 31 * 86_400;

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

/**
 * Creates the demo's issuer.
 *
 * @param deps.signInUrl the name under which its sign-in pages issue tokens as well, where they are served
 * @throws HubError ENV_INVALID in production
 */
export async function createLocalIssuer(deps: {
  keys: Keys;
  clock: Clock;
  production: boolean;
  signInUrl?: string | null;
}): Promise<LocalIssuer> {
  if (deps.production)
    throw new HubError('ENV_INVALID', { problems: '本地演示签发器不能用于生产环境' });
  const privateKey = deriveKey(deps.keys);
  const publicKey = createPublicKey(privateKey);
  const jwk = await exportJWK(publicKey);
  const jwks = { keys: [{ ...jwk, kid: LOCAL_KEY_ID, alg: 'EdDSA', use: 'sig' }] };
  return {
    jwks,
    publicKey,
    privateKey,
    trust: {
      issuers: [LOCAL_ISSUER, ...(deps.signInUrl ? [deps.signInUrl] : [])],
      audience: LOCAL_AUDIENCE,
      keys: fixedKeys(jwks),
      rules: { ...DEFAULT_RULES, algorithms: ['EdDSA'], longestAgeSeconds: LONGEST_AGE_SECONDS },
    },
    issueToken(request) {
      const now = Math.floor(deps.clock.now().getTime() / 1000);
      return new SignJWT({
        role: request.role,
        street_code: request.streetCode ?? null,
        department_code: request.departmentCode ?? null,
        name: request.displayName ?? null,
      })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: LOCAL_KEY_ID })
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
  const secret = actorSigningOf(keys).privateKey.export({ type: 'pkcs8', format: 'der' });
  const seed = hkdfSync('sha256', secret, '', 'yikou local demo issuer', 32);
  return createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519_PREFIX, Buffer.from(seed)]),
    format: 'der',
    type: 'pkcs8',
  });
}
