import { randomBytes, type KeyObject } from 'node:crypto';
import { exportJWK } from 'jose';
import type { Configuration, Provider } from 'oidc-provider';
import type { Clock } from '../../kernel/clock.ts';
import { HubError } from '../../kernel/errors.ts';
import { LOCAL_AUDIENCE, LOCAL_KEY_ID } from '../local-issuer.ts';
import { developmentAccount } from './accounts.ts';
import { createMemoryStore } from './memory-store.ts';
import { ISSUER_PATH } from './place.ts';

/** The one client: public, so that PKCE is what proves that the code comes back to who asked for it. */
export const CLIENT_ID = 'yikou-development';
export const CALLBACK_PATH = '/sign-in/callback';
export const ACCOUNTS_PATH = `${ISSUER_PATH}/accounts`;

const TOKEN_SECONDS = 300;
const SIGN_IN_SECONDS = 600;

/**
 * Creates the development issuer: OpenID Connect, code flow with PKCE (S256), accounts without passwords.
 * Its access tokens are signed with the key of the demo's local issuer.
 *
 * The library is loaded here and nowhere else: a production process never has it in memory.
 *
 * @param options.url its name, and where it is served
 * @throws HubError ENV_INVALID in production
 */
export async function createDevelopmentIssuer(options: {
  url: string;
  privateKey: KeyObject;
  clock: Clock;
  production: boolean;
}): Promise<Provider> {
  if (options.production)
    throw new HubError('ENV_INVALID', {
      problems: '开发用登录服务的账号没有口令，任何人都能以任何身份登录，不能用于生产环境',
    });
  const { Provider } = await import('oidc-provider');
  const jwk = await exportJWK(options.privateKey);
  const provider = new Provider(options.url, {
    ...CONFIGURATION,
    adapter: createMemoryStore(options.clock),
    jwks: { keys: [{ ...jwk, kid: LOCAL_KEY_ID, alg: 'EdDSA', use: 'sig' }] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
  });
  return provider;
}

const CONFIGURATION: Configuration = {
  clients: [
    {
      client_id: CLIENT_ID,
      // Native, so that a loopback address is accepted at any port (RFC 8252).
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      redirect_uris: ['127.0.0.1', 'localhost', '[::1]'].map(
        (host) => `http://${host}${CALLBACK_PATH}`,
      ),
      id_token_signed_response_alg: 'EdDSA',
    },
  ],
  pkce: { required: () => true },
  scopes: ['openid'],
  responseTypes: ['code'],
  interactions: { url: (_context, { uid }) => `${ACCOUNTS_PATH}/${uid}` },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    userinfo: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => LOCAL_AUDIENCE,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: '',
        audience: LOCAL_AUDIENCE,
        accessTokenFormat: 'jwt',
        accessTokenTTL: TOKEN_SECONDS,
        jwt: { sign: { alg: 'EdDSA' } },
      }),
    },
  },
  ttl: {
    AccessToken: TOKEN_SECONDS,
    AuthorizationCode: 60,
    IdToken: TOKEN_SECONDS,
    Interaction: SIGN_IN_SECONDS,
    Session: SIGN_IN_SECONDS,
    Grant: SIGN_IN_SECONDS,
  },
  findAccount(_context, subject) {
    const account = developmentAccount(subject);
    return account ? { accountId: subject, claims: () => ({ sub: subject }) } : undefined;
  },
  extraTokenClaims(_context, token) {
    const account = 'accountId' in token ? developmentAccount(token.accountId) : null;
    return account
      ? {
          role: account.role,
          street_code: account.streetCode,
          department_code: account.departmentCode,
          name: account.name,
        }
      : undefined;
  },
  clientBasedCORS: () => false,
  renderError(context, { error, error_description }) {
    context.type = 'json';
    context.body = { error, error_description };
  },
};
