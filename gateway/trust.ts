import { createRemoteJWKSet } from 'jose';
import type { Clock } from '../kernel/clock.ts';
import type { HubEnv } from '../kernel/runtime/env.ts';
import type { Keys } from '../kernel/runtime/keys.ts';
import type { TokenTrust } from './authenticate.ts';
import { createLocalIssuer, type LocalIssuer } from './local-issuer.ts';

/** Whose tokens this gateway believes: the district's sign-in service, else the marked local demo issuer. */
export async function createTrust(deps: {
  env: HubEnv;
  keys: Keys;
  clock: Clock;
}): Promise<{ trust: TokenTrust; localIssuer: LocalIssuer | null }> {
  const { oidc, production } = deps.env;
  if (oidc) {
    const keys = createRemoteJWKSet(new URL(oidc.jwksUrl), {
      timeoutDuration: 3_000,
      cooldownDuration: 30_000,
    });
    const { issuer, audience } = oidc;
    return { trust: { issuer, audience, keys, types: ['at+jwt', 'jwt'] }, localIssuer: null };
  }
  const localIssuer = await createLocalIssuer({ keys: deps.keys, clock: deps.clock, production });
  return { trust: localIssuer.trust, localIssuer };
}
