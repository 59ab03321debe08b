import { writeFileSync } from 'node:fs';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { readHubEnv } from '../kernel/runtime/env.ts';
import { newKeysFile, parseKeys } from '../kernel/runtime/keys.ts';
import { gatewayWith as openGateway, NOW } from '../test/support/gateway-identity.ts';
import { bearer, claimsAt, issuerKey } from '../test/support/sign-in-service.ts';
import { createTrust } from './trust.ts';

const CLAIMS = claimsAt(NOW);
const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

const unauthenticated: unknown = expect.objectContaining({ code: 'UNAUTHENTICATED' });

async function gatewayWith(...given: Parameters<typeof openGateway>) {
  const gateway = await openGateway(...given);
  closing.push(() => gateway.close());
  return gateway;
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

  it('ends before it is a minute old, whatever it says itself', async () => {
    const own = issuerKey('EdDSA');
    const { authenticate, pass } = await gatewayWith([own]);
    const token = await bearer(own, { ...CLAIMS, exp: (CLAIMS.exp ?? 0) + 86_400 });
    await authenticate(token);
    pass(54);
    await authenticate(token);
    pass(1);
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

  it('is out within a minute of the last token that the issuer gave', async () => {
    const own = issuerKey('EdDSA');
    const { authenticate, pass } = await gatewayWith([own]);
    const last = await bearer(own, { ...CLAIMS, exp: (CLAIMS.exp ?? 0) + 3_600 });
    await authenticate(last);
    pass(55);
    await expect(authenticate(last)).rejects.toEqual(unauthenticated);
  });
});

describe('the local demo issuer', () => {
  it('does not exist in production', async () => {
    const env = { ...readHubEnv({}), production: true };
    const keys = parseKeys(newKeysFile());
    const log = pino({ level: 'silent' });
    await expect(createTrust({ env, keys, clock: { now: () => NOW }, log })).rejects.toEqual(
      expect.objectContaining({ code: 'ENV_INVALID' }),
    );
  });
});
