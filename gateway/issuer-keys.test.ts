import { afterEach, describe, expect, it } from 'vitest';
import { gatewayWith as openGateway, NOW } from '../test/support/gateway-identity.ts';
import {
  bearer,
  claimsAt,
  issuerKey,
  publicJwk,
  startSignInService,
} from '../test/support/sign-in-service.ts';

// Rotation and outage of a real key set address, seen where it matters: at the gateway's check of callers.
const CLAIMS = claimsAt(NOW);
const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

const unauthenticated: unknown = expect.objectContaining({ code: 'UNAUTHENTICATED' });
const unavailable: unknown = expect.objectContaining({ code: 'ISSUER_UNAVAILABLE' });

async function gatewayWith(...given: Parameters<typeof openGateway>) {
  const gateway = await openGateway(...given);
  closing.push(() => gateway.close());
  return gateway;
}

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

  it('are fetched anew when the clock was set back, as when it went on', async () => {
    const [old, next] = [issuerKey('EdDSA', '2026'), issuerKey('EdDSA', '2027')];
    const { authenticate, service, pass } = await gatewayWith([old]);
    await authenticate(await bearer(old, CLAIMS));
    service.keys = [next];
    pass(-3_600);
    const earlier = claimsAt(new Date(NOW.getTime() - 3_600_000));
    expect(await authenticate(await bearer(next, earlier))).toBeDefined();
    await expect(authenticate(await bearer(old, earlier))).rejects.toEqual(unauthenticated);
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

  it('no more is read of an answer than a key set needs', async () => {
    const [own, stranger] = [issuerKey('EdDSA'), issuerKey('EdDSA', 'stranger')];
    const { authenticate, service, pass } = await gatewayWith([own]);
    await authenticate(await bearer(own, CLAIMS));
    const keys = JSON.stringify([await publicJwk(stranger)]);
    service.fault = (response) => response.end(`{"keys":${keys}${' '.repeat(300_000)}}`);
    pass(11);
    await expect(authenticate(await bearer(stranger, CLAIMS))).rejects.toEqual(unavailable);
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
