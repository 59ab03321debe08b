import { pino } from 'pino';
import type { Actor } from '../../kernel/actor.ts';
import { createSubgraphExecutor } from '../../kernel/runtime/subgraph-executor.ts';
import type { Subgraph } from '../../kernel/runtime/subgraph.ts';
import { aRequest } from './crossmatch-builders.ts';

/** What a subgraph answers, as the gateway gets it: data, and each error as `path: code`. */
export type Answer = {
  data: Record<string, unknown> | null;
  errors: string[];
};

export type Ask = (
  actor: Actor,
  query: string,
  variables?: Record<string, unknown>,
) => Promise<Answer>;

/** Asks a subgraph directly, as an actor, past gateway and signature. */
export function askOf(subgraph: Subgraph): Ask {
  const executor = createSubgraphExecutor(subgraph, pino({ level: 'silent' }));
  return async (actor, query, variables) => {
    const { data = null, errors = [] } = await executor.execute(
      { query, variables },
      aRequest(actor),
    );
    return {
      data,
      errors: errors.map(
        ({ path = [], extensions }) => `${path.join('.')}: ${String(extensions?.['code'])}`,
      ),
    };
  };
}

const ENTITIES =
  'query ($representations: [_Any!]!) { _entities(representations: $representations) ';

/** Resolves references as the gateway does, with the selection on each. */
export async function askEntities(
  ask: Ask,
  actor: Actor,
  representations: readonly Record<string, unknown>[],
  selection: string,
): Promise<unknown> {
  const { data, errors } = await ask(actor, `${ENTITIES} { ${selection} } }`, { representations });
  return errors.length > 0 ? errors : data?.['_entities'];
}
