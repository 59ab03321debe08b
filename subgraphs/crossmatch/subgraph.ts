import { recordDenials } from '../../kernel/runtime/denials.ts';
import { recordReads } from '../../kernel/runtime/person-reads.ts';
import type { Subgraph, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { contextFor, services, type CrossmatchContext, type Services } from './context.ts';
import { schema } from './schema.ts';

/** The crossmatch subgraph: departments, extracts, comparison runs, rules, alerts, corrections. */
export function createCrossmatch(deps: SubgraphDeps): Subgraph<Services, CrossmatchContext> {
  const all = services(deps);
  return {
    name: 'crossmatch',
    schema,
    services: all,
    contextFor: (request) => contextFor(deps, all, request),
    recordReads: ({ actor, purpose, requestId }, reads, fields) =>
      recordReads(deps, { subgraph: 'crossmatch', actor, purpose, requestId }, reads, fields),
    recordDenials: ({ actor, purpose, requestId }, errors) =>
      recordDenials(deps, { subgraph: 'crossmatch', actor, purpose, requestId }, errors),
  };
}
