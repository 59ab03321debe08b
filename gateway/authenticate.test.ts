import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, SignJWT, type JWK, type JWTPayload } from 'jose';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../kernel/clock.ts';
import { readHubEnv } from '../kernel/runtime/env.ts';
import { newKeysFile, parseKeys } from '../kernel/runtime/keys.ts';
import { createAuthenticate } from './authenticate.ts';
import { createTrust } from './trust.ts';

const NOW = new Date('2026-11-02T09:00:00+08:00');
const ISSUER = 'https://id.example.gov.cn/realms/district';
const log = pino({ level: 'silent' });
const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

type Key = { kid: string; alg: string; privateKey: KeyObject; publicKey: KeyObject };

function key(alg: 'RS256' | 'ES256' | 'EdDSA' | 'PS256', kid: string = alg): Key {
  if (alg === 'EdDSA') return { kid, alg, ...generateKeyPairSync('ed25519') };
  if (alg === 'ES256') return { kid, alg, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
  return { kid, alg, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) };
}

/** The district's sign-in service: its keys at an address, and how often they were fetched. */
async function signInService(keys: Key[]) {
  const state = { keys, fetched: 0, broken: false };
  const server = createServer((_request, response) => {
    state.fetched += 1;
    void Promise.all(state.keys.map(publicJwk)).then((published) => {
      response.writeHead(state.broken ? 500 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys: published }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
  return { state, url, close: () => server.close() };
}

async function publicJwk({ publicKey, kid, alg }: Key): Promise<JWK> {
  return { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
}

async function authenticateWith(jwksUrl: string, clock: Clock = { now: () => NOW }) {
  const env = readHubEnv({
    OIDC_ISSUER: ISSUER,
    OIDC_JWKS_URL: jwksUrl,
    OIDC_AUDIENCE: 'yikou',
  });
  const { trust, localIssuer } = await createTrust({ env, keys: parseKeys(newKeysFile()), clock });
  expect(localIssuer).toBeNull();
  return createAuthenticate({ trust, clock, log });
}

const CLAIMS: JWTPayload = {
  sub: 'u-1',
  iss: ISSUER,
  aud: 'yikou',
  role: 'CASE_OFFICER',
  street_code: '310106012',
  name: '张某',
  exp: NOW.getTime() / 1000 + 300,
};

async function bearer(by: Key, claims: JWTPayload = CLAIMS, typ?: string): Promise<string> {
  const header = { alg: by.alg, kid: by.kid, ...(typ ? { typ } : {}) };
  return `Bearer ${await new SignJWT(claims).setProtectedHeader(header).sign(by.privateKey)}`;
}

const unauthenticated: unknown = expect.objectContaining({ code: 'UNAUTHENTICATED' });

describe('a token of the district sign-in service', () => {
  it.each(['RS256', 'ES256', 'EdDSA'] as const)('signed with %s becomes an actor', async (alg) => {
    const own = key(alg);
    const authenticate = await authenticateWith((await signInService([own])).url);
    expect(await authenticate(await bearer(own, CLAIMS, 'at+jwt'))).toEqual({
      subject: 'u-1',
      role: 'CASE_OFFICER',
      streetCode: '310106012',
      departmentCode: null,
      displayName: '张某',
    });
  });

  it('of an algorithm nobody agreed on is refused, though its key is published', async () => {
    const own = key('PS256');
    const authenticate = await authenticateWith((await signInService([own])).url);
    await expect(authenticate(await bearer(own))).rejects.toEqual(unauthenticated);
  });

  it.each(['nonce', 'at_hash', 'c_hash'])('that is an id token is refused (%s)', async (claim) => {
    const own = key('EdDSA');
    const authenticate = await authenticateWith((await signInService([own])).url);
    const token = await bearer(own, { ...CLAIMS, [claim]: 'x' });
    await expect(authenticate(token)).rejects.toEqual(unauthenticated);
  });

  it('is checked once and remembered until it expires', async () => {
    const own = key('EdDSA');
    let now = NOW;
    const service = await signInService([own]);
    const authenticate = await authenticateWith(service.url, { now: () => now });
    const token = await bearer(own);
    const actor = await authenticate(token);
    service.state.keys = [];
    expect(await authenticate(token)).toBe(actor);
    now = new Date(NOW.getTime() + 310_000);
    await expect(authenticate(token)).rejects.toEqual(unauthenticated);
  });

  it('is neither accepted nor called forged while the keys cannot be fetched', async () => {
    const own = key('EdDSA');
    const service = await signInService([own]);
    service.state.broken = true;
    const authenticate = await authenticateWith(service.url);
    const unavailable: unknown = expect.objectContaining({ code: 'ISSUER_UNAVAILABLE' });
    await expect(authenticate(await bearer(own))).rejects.toEqual(unavailable);
    service.state.broken = false;
    expect(await authenticate(await bearer(own))).toMatchObject({ subject: 'u-1' });
  });

  it('under an unknown key fetches the keys no more than once in a while', async () => {
    const service = await signInService([key('EdDSA')]);
    const authenticate = await authenticateWith(service.url);
    for (let attempt = 0; attempt < 20; attempt += 1)
      await expect(authenticate(await bearer(key('EdDSA', `k${attempt}`)))).rejects.toEqual(
        unauthenticated,
      );
    expect(service.state.fetched).toBeLessThanOrEqual(2);
  });

  it.each([undefined, '', 'Basic dTpw', 'Bearer', 'Bearer a b', 'bearer x.y.z', 'Bearer 张.三.丰'])(
    'is not what %j is',
    async (authorization) => {
      const authenticate = await authenticateWith('http://127.0.0.1:9/jwks');
      await expect(authenticate(authorization)).rejects.toEqual(unauthenticated);
    },
  );
});

describe('the local demo issuer', () => {
  it('does not exist in production', async () => {
    const env = { ...readHubEnv({}), production: true };
    const keys = parseKeys(newKeysFile());
    await expect(createTrust({ env, keys, clock: { now: () => NOW } })).rejects.toEqual(
      expect.objectContaining({ code: 'ENV_INVALID' }),
    );
  });
});
