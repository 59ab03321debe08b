import type { Actor } from '../../kernel/actor.ts';
import { systemClock } from '../../kernel/clock.ts';
import { createActorSigner } from '../../kernel/runtime/actor-signer.ts';
import { actorSigningOf, type Keys } from '../../kernel/runtime/keys.ts';
import { bodyHashOf } from '../../kernel/runtime/proven-body.ts';
import { ACTOR_HEADER, callTarget } from '../../kernel/runtime/signed-actor.ts';

/** The headers with which the gateway would post that body to a subgraph's /graphql, good for one call. */
export async function signedHeaders(
  keys: Keys,
  call: { subgraph: string; actor: Actor; body: string },
): Promise<Record<string, string>> {
  const { privateKey } = actorSigningOf(keys);
  const token = await createActorSigner({ privateKey, clock: systemClock }).sign({
    actor: call.actor,
    purpose: null,
    subgraph: call.subgraph,
    target: callTarget('POST', '/graphql'),
    bodyHash: bodyHashOf(call.body),
  });
  return { 'content-type': 'application/json', [ACTOR_HEADER]: token };
}
