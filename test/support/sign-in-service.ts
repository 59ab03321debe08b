import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, SignJWT, type JWK, type JWTPayload } from 'jose';

export const ISSUER = 'https://id.example.gov.cn/realms/district';
export const AUDIENCE = 'yikou';

export type IssuerKey = { kid: string; alg: string; privateKey: KeyObject; publicKey: KeyObject };

/** The district's sign-in service: its keys at a real address, how often they were fetched, how it fails. */
export type SignInService = {
  url: string;
  keys: IssuerKey[];
  fetched: number;
  /** What it does instead of publishing its keys; it keeps a connection it is to hang on. */
  fault: ((response: ServerResponse) => void) | null;
  close(): void;
};

export function issuerKey(alg: string, kid: string = alg): IssuerKey {
  if (alg === 'EdDSA') return { kid, alg, ...generateKeyPairSync('ed25519') };
  if (alg === 'ES256') return { kid, alg, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
  return { kid, alg, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) };
}

export async function startSignInService(keys: IssuerKey[]): Promise<SignInService> {
  const server = createServer((_request, response) => {
    service.fetched += 1;
    if (service.fault) return service.fault(response);
    void Promise.all(service.keys.map(publicJwk)).then((published) => {
      response.setHeader('content-type', 'application/jwk-set+json');
      response.end(JSON.stringify({ keys: published }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const service: SignInService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    keys,
    fetched: 0,
    fault: null,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return service;
}

export async function publicJwk({ publicKey, kid, alg }: IssuerKey): Promise<JWK> {
  return { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
}

/** The claims of a case officer's token, issued at that moment. */
export function claimsAt(now: Date): JWTPayload {
  const iat = Math.floor(now.getTime() / 1000);
  return {
    sub: 'u-1',
    iss: ISSUER,
    aud: AUDIENCE,
    role: 'CASE_OFFICER',
    street_code: '310106012',
    name: '张某',
    iat,
    exp: iat + 300,
  };
}

/** An Authorization header with a token of that key. */
export async function bearer(
  by: IssuerKey,
  claims: JWTPayload,
  header: Record<string, unknown> = {},
): Promise<string> {
  const protectedHeader = { alg: by.alg, kid: by.kid, typ: 'at+jwt', ...header };
  return `Bearer ${await new SignJWT(claims).setProtectedHeader(protectedHeader).sign(by.privateKey)}`;
}
