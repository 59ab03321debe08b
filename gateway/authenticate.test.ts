import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { readHubEnv } from '../kernel/runtime/env.ts';
import { newKeysFile, parseKeys } from '../kernel/runtime/keys.ts';
import {
  AUDIENCE,
  bearer,
  claimsAt,
  ISSUER,
  issuerKey,
  startSignInService,
  type IssuerKey,
} from '../test/support/sign-in-service.ts';
import { createTrust } from './trust.ts';

const NOW = new Date('2026-11-02T09:00:00+08:00');
const CLAIMS = claimsAt(NOW);
const log = pino({ level: 'silent' });
const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

const unauthenticated: unknown = expect.objectContaining({ code: 'UNAUTHENTICATED' });
const unavailable: unknown = expect.objectContaining({ code: 'ISSUER_UNAVAILABLE' });

/** The gateway's check of callers, over a sign-in service with these keys; time passes by hand. */
async function gatewayWith(keys: IssuerKey[], identity?: object) {
  const service = await startSignInService(keys);
  const dataDir = mkdtempSync(path.join(tmpdir(), 'yikou-identity-'));
  closing.push(
    () => service.close(),
    () => rmSync(dataDir, { recursive: true }),
  );
  const identityFile = path.join(dataDir, 'identity.json');
  if (identity) writeFileSync(identityFile, JSON.stringify(identity));
  const env = readHubEnv({
    YIKOU_DATA_DIR: dataDir,
    OIDC_ISSUER: ISSUER,
    OIDC_JWKS_URL: service.url,
    OIDC_AUDIENCE: AUDIENCE,
    ...(identity ? { YIKOU_IDENTITY_FILE: identityFile } : {}),
  });
  let passed = 0;
  const clock = { now: () => new Date(NOW.getTime() + passed) };
  const { authenticate, localIssuer } = await createTrust({
    env,
    keys: parseKeys(newKeysFile()),
    clock,
    log,
  });
  expect(localIssuer).toBeNull();
  const pass = (seconds: number) => (passed += seconds * 1000);
  return { service, authenticate, pass, disabledFile: env.disabledAccounts.file };
}

describe('a token of the district sign-in service', () => {
  it.each(['RS256', 'ES256', 'EdDSA'])('signed with %s becomes an actor', async (alg) => {
    const own = issuerKey(alg);
    const { authenticate } = await gatewayWith([own]);
    expect(await authenticate(await bearer(own, CLAIMS))).toEqual({
      actor: {
        subject: 'u-1',
        role: 'CASE_OFFICER',
        streetCode: '310106012',
        departmentCode: null,
        displayName: '张某',
      },
      purpose: null,
    });
  });

  it('of an algorithm nobody agreed on is refused, though its key is published', async () => {
    const own = issuerKey('PS256');
    const { authenticate } = await gatewayWith([own]);
    await expect(authenticate(await bearer(own, CLAIMS))).rejects.toEqual(unauthenticated);
    const agreed = await gatewayWith([own], { algorithms: ['PS256'] });
    expect(await agreed.authenticate(await bearer(own, CLAIMS))).toMatchObject({ purpose: null });
  });

  it('without the type of an access token is one only where that was agreed', async () => {
    const own = issuerKey('EdDSA');
    const plain = await bearer(own, CLAIMS, { typ: 'JWT' });
    const strict = await gatewayWith([own]);
    await expect(strict.authenticate(plain)).rejects.toEqual(unauthenticated);
    const older = await gatewayWith([own], { tokenTypes: ['at+jwt', 'jwt'] });
    expect(await older.authenticate(plain)).toMatchObject({ actor: { subject: 'u-1' } });
  });

  it.each(['nonce', 'at_hash', 'c_hash'])('that is an id token is refused (%s)', async (claim) => {
    const own = issuerKey('EdDSA');
    const { authenticate } = await gatewayWith([own], { tokenTypes: ['jwt'] });
    const token = await bearer(own, { ...CLAIMS, [claim]: 'x' }, { typ: 'JWT' });
    await expect(authenticate(token)).rejects.toEqual(unauthenticated);
    expect(await authenticate(await bearer(own, CLAIMS, { typ: 'JWT' }))).toBeDefined();
  });

  it('is checked once and remembered', async () => {
    const own = issuerKey('EdDSA');
    const { authenticate, service } = await gatewayWith([own]);
    const token = await bearer(own, CLAIMS);
    const identity = await authenticate(token);
    expect(await authenticate(token)).toBe(identity);
    expect(service.fetched).toBe(1);
  });

  it('ends a minute after it was issued, whatever it says itself', async () => {
    const own = issuerKey('EdDSA');
    const { authenticate, pass } = await gatewayWith([own]);
    const token = await bearer(own, { ...CLAIMS, exp: (CLAIMS.exp ?? 0) + 86_400 });
    await authenticate(token);
    pass(59);
    await authenticate(token);
    pass(7);
    await expect(authenticate(token)).rejects.toEqual(unauthenticated);
  });

  it('is good for as long as was agreed, and no longer than it says', async () => {
    const own = issuerKey('EdDSA');
    const { authenticate, pass } = await gatewayWith([own], { longestAgeSeconds: 3_600 });
    const token = await bearer(own, CLAIMS);
    pass(299);
    await authenticate(token);
    pass(7);
    await expect(authenticate(token)).rejects.toEqual(unauthenticated);
  });

  it('is not what comes before it was issued, beyond what clocks may differ', async () => {
    const own = issuerKey('EdDSA');
    const { authenticate, pass } = await gatewayWith([own]);
    pass(-4);
    await authenticate(await bearer(own, CLAIMS));
    pass(-2);
    await expect(authenticate(await bearer(own, { ...CLAIMS, jti: '2' }))).rejects.toEqual(
      unauthenticated,
    );
  });

  it.each([undefined, '', 'Basic dTpw', 'Bearer', 'Bearer a b', 'bearer x.y.z', 'Bearer 张.三.丰'])(
    'is not what %j is',
    async (authorization) => {
      const { authenticate } = await gatewayWith([issuerKey('EdDSA')]);
      await expect(authenticate(authorization)).rejects.toEqual(unauthenticated);
    },
  );
});

describe('a person who may no longer', () => {
  it('is out within seconds of a line in the list, with a token that is good and remembered', async () => {
    const own = issuerKey('EdDSA');
    const { authenticate, pass, disabledFile } = await gatewayWith([own]);
    const token = await bearer(own, CLAIMS);
    await authenticate(token);
    writeFileSync(disabledFile, '# 离职\nu-1\n');
    pass(5);
    await expect(authenticate(token)).rejects.toEqual(unauthenticated);
    expect(await authenticate(await bearer(own, { ...CLAIMS, sub: 'u-2' }))).toBeDefined();
    writeFileSync(disabledFile, '# u-1\n');
    pass(5);
    expect(await authenticate(token)).toBeDefined();
  });

  it('is out a minute after the issuer gives no more tokens', async () => {
    const own = issuerKey('EdDSA');
    const { authenticate, pass } = await gatewayWith([own]);
    const last = await bearer(own, { ...CLAIMS, exp: (CLAIMS.exp ?? 0) + 3_600 });
    await authenticate(last);
    pass(66);
    await expect(authenticate(last)).rejects.toEqual(unauthenticated);
  });
});

describe('keys that are replaced', () => {
  it('are taken up with the first token that names the new one, while the old one serves', async () => {
    const [old, next] = [issuerKey('EdDSA', '2026'), issuerKey('ES256', '2027')];
    const { authenticate, service, pass } = await gatewayWith([old]);
    await authenticate(await bearer(old, CLAIMS));
    service.keys = [old, next];
    pass(11);
    expect(await authenticate(await bearer(next, CLAIMS))).toBeDefined();
    expect(await authenticate(await bearer(old, { ...CLAIMS, jti: '2' }))).toBeDefined();
    expect(service.fetched).toBe(2);
  });

  it('end with what they signed, remembered or not, a minute after they are withdrawn', async () => {
    const [stolen, next] = [issuerKey('EdDSA', 'stolen'), issuerKey('EdDSA', 'next')];
    const { authenticate, service, pass } = await gatewayWith([stolen], {
      longestAgeSeconds: 3_600,
    });
    const token = await bearer(stolen, CLAIMS);
    await authenticate(token);
    service.keys = [next];
    pass(61);
    // Nobody waits for the refresh that this call begins; the calls after it know.
    await authenticate(token);
    await expect
      .poll(() => authenticate(token).catch((error: unknown) => error), { timeout: 5_000 })
      .toEqual(unauthenticated);
    await expect(authenticate(await bearer(stolen, { ...CLAIMS, jti: '2' }))).rejects.toEqual(
      unauthenticated,
    );
    expect(await authenticate(await bearer(next, CLAIMS))).toBeDefined();
  });

  it('under names that nobody knows fetch the set no more than once in a while', async () => {
    const own = issuerKey('EdDSA');
    const { authenticate, service, pass } = await gatewayWith([own]);
    async function guess(kid: string): Promise<void> {
      const token = await bearer({ ...own, kid }, CLAIMS);
      await expect(authenticate(token)).rejects.toEqual(unauthenticated);
    }
    for (let attempt = 0; attempt < 100; attempt += 1) await guess(`k${attempt}`);
    expect(service.fetched).toBe(1);
    pass(10);
    for (let attempt = 0; attempt < 100; attempt += 1) await guess(`l${attempt}`);
    expect(service.fetched).toBe(2);
  });

  it('are fetched once by a hundred callers who come at the same moment', async () => {
    const own = issuerKey('EdDSA');
    const { authenticate, service } = await gatewayWith([own]);
    const tokens = await Promise.all(
      Array.from({ length: 100 }, (_, index) => bearer(own, { ...CLAIMS, jti: `${index}` })),
    );
    await Promise.all(tokens.map(authenticate));
    expect(service.fetched).toBe(1);
  });
});

describe('while the sign-in service does not answer', () => {
  it('nobody gets in who was not known before, and nobody is called a forger', async () => {
    const own = issuerKey('EdDSA');
    const { authenticate, service, pass } = await gatewayWith([own]);
    service.fault = (response) => response.writeHead(503).end();
    await expect(authenticate(await bearer(own, CLAIMS))).rejects.toEqual(unavailable);
    service.fault = null;
    pass(2);
    expect(await authenticate(await bearer(own, CLAIMS))).toBeDefined();
  });

  it('known keys serve for a quarter of an hour and not a second longer', async () => {
    const own = issuerKey('EdDSA');
    const { authenticate, service, pass } = await gatewayWith([own]);
    await authenticate(await bearer(own, CLAIMS));
    service.fault = (response) => response.writeHead(503).end();
    let passed = 0;
    async function tokenAfter(seconds: number): Promise<string> {
      pass(seconds - passed);
      passed = seconds;
      const iat = (CLAIMS.iat ?? 0) + seconds;
      return bearer(own, { ...CLAIMS, iat, exp: iat + 60, jti: `${seconds}` });
    }
    for (const seconds of [59, 61, 300, 900])
      expect(await authenticate(await tokenAfter(seconds))).toBeDefined();
    await expect(authenticate(await tokenAfter(901))).rejects.toEqual(unavailable);
    service.fault = null;
    expect(await authenticate(await tokenAfter(904))).toBeDefined();
  });

  it('a key that is not known may be a new one: the caller is asked to come back', async () => {
    const [old, next] = [issuerKey('EdDSA', '2026'), issuerKey('EdDSA', '2027')];
    const { authenticate, service, pass } = await gatewayWith([old]);
    await authenticate(await bearer(old, CLAIMS));
    service.fault = (response) => response.destroy();
    pass(11);
    await expect(authenticate(await bearer(next, CLAIMS))).rejects.toEqual(unavailable);
    expect(await authenticate(await bearer(old, { ...CLAIMS, jti: '2' }))).toBeDefined();
  });

  it('callers with known keys do not wait for it', async () => {
    const own = issuerKey('EdDSA');
    const { authenticate, service, pass } = await gatewayWith([own], { longestAgeSeconds: 3_600 });
    await authenticate(await bearer(own, CLAIMS));
    service.fault = () => undefined;
    pass(61);
    for (let call = 0; call < 20; call += 1) {
      const started = performance.now();
      await authenticate(await bearer(own, { ...CLAIMS, jti: `${call}` }));
      expect(performance.now() - started).toBeLessThan(1_000);
    }
    expect(service.fetched).toBe(2);
  });

  it.each([
    ['says something else', { status: 200, headers: {}, body: '<html>登录</html>' }],
    ['names no key', { status: 200, headers: {}, body: '{"keys":[]}' }],
    [
      'names a shared secret',
      { status: 200, headers: {}, body: '{"keys":[{"kty":"oct","kid":"a","k":"AAAA"}]}' },
    ],
    [
      'names a private key',
      { status: 200, headers: {}, body: '{"keys":[{"kty":"OKP","kid":"a","d":"AAAA"}]}' },
    ],
    ['names a key without a name', { status: 200, headers: {}, body: '{"keys":[{"kty":"OKP"}]}' }],
    ['never ends', { status: 200, headers: {}, body: `{"keys":[${' '.repeat(300_000)}]}` }],
  ])('an address that %s is no answer', async (_, { status, headers, body }) => {
    const own = issuerKey('EdDSA');
    const { authenticate, service, pass } = await gatewayWith([own]);
    await authenticate(await bearer(own, CLAIMS));
    service.fault = (response) => response.writeHead(status, headers).end(body);
    pass(11);
    const stranger = issuerKey('EdDSA', 'a');
    await expect(authenticate(await bearer(stranger, CLAIMS))).rejects.toEqual(unavailable);
    expect(await authenticate(await bearer(own, { ...CLAIMS, jti: '2' }))).toBeDefined();
  });

  it('it is not looked for where its address leads', async () => {
    const [own, stranger] = [issuerKey('EdDSA'), issuerKey('EdDSA', 'stranger')];
    const { authenticate, service, pass } = await gatewayWith([own]);
    await authenticate(await bearer(own, CLAIMS));
    const elsewhere = await startSignInService([stranger]);
    closing.push(() => elsewhere.close());
    service.fault = (response) => response.writeHead(302, { location: elsewhere.url }).end();
    pass(11);
    await expect(authenticate(await bearer(stranger, CLAIMS))).rejects.toEqual(unavailable);
    expect(elsewhere.fetched).toBe(0);
  });
});

describe('the local demo issuer', () => {
  it('does not exist in production', async () => {
    const env = { ...readHubEnv({}), production: true };
    const keys = parseKeys(newKeysFile());
    await expect(createTrust({ env, keys, clock: { now: () => NOW }, log })).rejects.toEqual(
      expect.objectContaining({ code: 'ENV_INVALID' }),
    );
  });
});
