import type pg from 'pg';
import type { Actor } from '../../kernel/actor.ts';
import { today } from '../../kernel/clock.ts';
import { loadPolicyParameters } from '../../kernel/runtime/policy-parameters.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { reconcilePersons } from './match/reconcile-persons.ts';
import { loadShares } from './match/run-record.ts';
import { createStageTimes } from './stage-times.ts';

/**
 * Brings one person's alerts in line with their facts after an act that changed what counts, inside the act's
 * transaction. It acts as the hub: the alerts may be of another street than the actor's.
 */
export async function reconcileNow(
  client: pg.ClientBase,
  deps: SubgraphDeps,
  actor: Actor,
  personId: string,
): Promise<void> {
  const asOf = today(deps.clock);
  const context = {
    deps,
    actor,
    // The person's act stands where a run would.
    runId: personId,
    asOf,
    fence: null,
    stages: createStageTimes(),
    dueDates: new Map(),
    parameters: await loadPolicyParameters(client, asOf),
    shares: await loadShares(client),
  };
  await reconcilePersons(client, context, [personId], null);
}
