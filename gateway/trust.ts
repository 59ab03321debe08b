import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import type { HubEnv } from '../kernel/runtime/env.ts';
import type { Keys } from '../kernel/runtime/keys.ts';
import { createAuthenticate, type Authenticate } from './authenticate.ts';
import { signInPlace } from './development-issuer/place.ts';
import { createDisabledAccounts } from './disabled-accounts.ts';
import { DEFAULT_RULES, readIdentityRules } from './identity-rules.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { createLocalIssuer, type LocalIssuer } from './local-issuer.ts';

/**
 * The check of callers that this environment asks for: tokens of the district's sign-in service, else of the
 * marked local demo issuer.
 *
 * @throws HubError ENV_INVALID when the identity file or the list of disabled accounts cannot be read
 */
export async function createTrust(deps: {
  env: HubEnv;
  keys: Keys;
  clock: Clock;
  log: Logger;
}): Promise<{ authenticate: Authenticate; localIssuer: LocalIssuer | null }> {
  const { env, clock, log } = deps;
  const disabled = createDisabledAccounts({ ...env.disabledAccounts, clock, log });
  if (env.oidc) {
    const { issuer, audience, jwksUrl, identityFile } = env.oidc;
    const rules = identityFile === undefined ? DEFAULT_RULES : readIdentityRules(identityFile);
    const keys = createIssuerKeys({ ...rules, url: jwksUrl, clock, log });
    const trust = { issuers: [issuer], audience, keys, rules };
    return { authenticate: createAuthenticate({ trust, disabled, clock, log }), localIssuer: null };
  }
  const { production } = env;
  const { url: signInUrl } = signInPlace(env);
  const localIssuer = await createLocalIssuer({ keys: deps.keys, clock, production, signInUrl });
  const { trust } = localIssuer;
  return { authenticate: createAuthenticate({ trust, disabled, clock, log }), localIssuer };
}
