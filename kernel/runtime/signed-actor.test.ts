import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../actor.ts';
import { bodyHashOf } from './proven-body.ts';
import { callTarget, createActorSigner, createActorVerifier } from './signed-actor.ts';

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
    expect(await verifierOf(own).verify(signerOf(own)(), TARGET)).toEqual({
      actor: ACTOR,
      purpose: '低保复核',
      bodyHash: BODY_HASH,
    });
  });

  it('is good for thirty seconds, and five for clocks that differ', async () => {
    const own = pair();
    const [sign, verifier] = [signerOf(own), verifierOf(own)];
    const [early, late] = [sign(), sign()];
    pass(34);
    await verifier.verify(early, TARGET);
    pass(2);
    await expect(verifier.verify(late, TARGET)).rejects.toEqual(unauthenticated);
    const ahead = sign();
    pass(-4);
    await verifier.verify(ahead, TARGET);
    const further = sign();
    pass(-6);
    await expect(verifier.verify(further, TARGET)).rejects.toEqual(unauthenticated);
  });

  it('is refused a second time for as long as it would be good', async () => {
    const own = pair();
    const verifier = verifierOf(own);
    const token = signerOf(own)();
    await verifier.verify(token, TARGET);
    for (let second = 0; second < 60; second += 1) {
      pass(1);
      await expect(verifier.verify(token, TARGET)).rejects.toEqual(unauthenticated);
    }
  });

  it('is another for every call, however many gateways there are', () => {
    const own = pair();
    const [one, other] = [signerOf(own), signerOf(own)];
    const tokens = Array.from({ length: 1_000 }, () => [one(), other()]).flat();
    expect(new Set(tokens).size).toBe(2_000);
  });

  it('may be signed by the old key and the new one while it is being replaced', async () => {
    const [old, next, third] = [pair(), pair(), pair()];
    const verifier = verifierOf(old, next);
    await verifier.verify(signerOf(old)(), TARGET);
    await verifier.verify(signerOf(next)(), TARGET);
    await expect(verifier.verify(signerOf(third)(), TARGET)).rejects.toEqual(unauthenticated);
    await expect(verifierOf(next).verify(signerOf(old)(), TARGET)).rejects.toEqual(unauthenticated);
  });
});
