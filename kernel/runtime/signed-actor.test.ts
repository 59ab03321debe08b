import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../actor.ts';
import { createActorSigner } from './actor-signer.ts';
import { bodyHashOf } from './proven-body.ts';
import { callTarget, createActorVerifier } from './signed-actor.ts';

const ACTOR: Actor = {
  subject: 'u-1',
  role: 'CASE_OFFICER',
  streetCode: '310106012',
  departmentCode: null,
  displayName: '张某',
};
const TARGET = callTarget('POST', '/graphql');
const BODY_HASH = bodyHashOf('{}');
const unauthenticated: unknown = expect.objectContaining({ code: 'UNAUTHENTICATED' });

let now = new Date('2026-11-02T09:00:00+08:00');
const clock = { now: () => now };

function signerOf({ privateKey }: ReturnType<typeof pair>) {
  const signer = createActorSigner({ privateKey, clock });
  const call = { actor: ACTOR, purpose: '低保复核', subgraph: 'households' };
  return () => signer.sign({ ...call, target: TARGET, bodyHash: BODY_HASH });
}

function pair() {
  return generateKeyPairSync('ed25519');
}

function verifierOf(...pairs: ReturnType<typeof pair>[]) {
  const publicKeys = pairs.map(({ publicKey }) => publicKey);
  return createActorVerifier({ publicKeys, subgraph: 'households', clock });
}

function pass(seconds: number): void {
  now = new Date(now.getTime() + seconds * 1000);
}

describe('the token of a call', () => {
  it('tells the subgraph who acts, why, and what the body must be', async () => {
    const own = pair();
    expect(await verifierOf(own).verify(await signerOf(own)(), TARGET)).toEqual({
      actor: ACTOR,
      purpose: '低保复核',
      bodyHash: BODY_HASH,
    });
  });

  it('is good for thirty seconds, and five for clocks that differ', async () => {
    const own = pair();
    const [sign, verifier] = [signerOf(own), verifierOf(own)];
    const [early, late] = await Promise.all([sign(), sign()]);
    pass(34);
    await verifier.verify(early, TARGET);
    pass(2);
    await expect(verifier.verify(late, TARGET)).rejects.toEqual(unauthenticated);
    const ahead = await sign();
    pass(-4);
    await verifier.verify(ahead, TARGET);
    const further = await sign();
    pass(-6);
    await expect(verifier.verify(further, TARGET)).rejects.toEqual(unauthenticated);
  });

  it('is refused a second time for as long as it would be good', async () => {
    const own = pair();
    const verifier = verifierOf(own);
    const token = await signerOf(own)();
    await verifier.verify(token, TARGET);
    for (let second = 0; second < 60; second += 1) {
      pass(1);
      await expect(verifier.verify(token, TARGET)).rejects.toEqual(unauthenticated);
    }
  });

  it('is another for every call, however many gateways there are', async () => {
    const own = pair();
    const [one, other] = [signerOf(own), signerOf(own)];
    const tokens = await Promise.all(Array.from({ length: 1_000 }, () => [one(), other()]).flat());
    expect(new Set(tokens).size).toBe(2_000);
    expect(Math.max(...tokens.map((token) => token.length))).toBeLessThan(2_500);
  });

  it('shares its signature with calls of the same moment, and tells nothing of them', async () => {
    const own = pair();
    const sign = signerOf(own);
    const tokens = await Promise.all(Array.from({ length: 32 }, sign));
    const [first = '', ...others] = tokens.map((token) => token.split('~')[0]);
    expect([first, ...others].filter((jwt) => jwt === first)).toHaveLength(16);
    const list = Buffer.from(first.split('.')[1] ?? '', 'base64url').toString();
    expect(Object.keys(JSON.parse(list) as object)).toEqual(['iss', 'iat', 'exp', 'calls']);
    const verifier = verifierOf(own);
    for (const token of tokens) await verifier.verify(token, TARGET);
  });

  it('ends with its list, though a call of it was verified before', async () => {
    const own = pair();
    const [sign, verifier] = [signerOf(own), verifierOf(own)];
    const [first, second, third] = await Promise.all([sign(), sign(), sign()]);
    await verifier.verify(first, TARGET);
    pass(34);
    await verifier.verify(second, TARGET);
    pass(2);
    await expect(verifier.verify(third, TARGET)).rejects.toEqual(unauthenticated);
    pass(-50);
    await expect(verifier.verify(third, TARGET)).rejects.toEqual(unauthenticated);
  });

  it('may be signed by the old key and the new one while it is being replaced', async () => {
    const [old, next, third] = [pair(), pair(), pair()];
    const verifier = verifierOf(old, next);
    await verifier.verify(await signerOf(old)(), TARGET);
    await verifier.verify(await signerOf(next)(), TARGET);
    await expect(verifier.verify(await signerOf(third)(), TARGET)).rejects.toEqual(unauthenticated);
    await expect(verifierOf(next).verify(await signerOf(old)(), TARGET)).rejects.toEqual(
      unauthenticated,
    );
  });
});
