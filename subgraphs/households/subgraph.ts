import { recordDenials } from '../../kernel/runtime/denials.ts';
import { recordReads } from '../../kernel/runtime/person-reads.ts';
import type { Subgraph, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { contextFor, services, type HouseholdsContext, type Services } from './context.ts';
import { schema } from './schema.ts';

/** The households subgraph: persons, assistance households, membership over time, areas. */
export function createHouseholds(deps: SubgraphDeps): Subgraph<Services, HouseholdsContext> {
  const all = services(deps);
  return {
    name: 'households',
    schema,
    services: all,
    contextFor: (request) => contextFor(deps, all, request),
    recordReads: ({ actor, purpose, requestId }, reads, fields) =>
      recordReads(deps, { subgraph: 'households', actor, purpose, requestId }, reads, fields),
    recordDenials: ({ actor, purpose, requestId }, errors) =>
      recordDenials(deps, { subgraph: 'households', actor, purpose, requestId }, errors),
  };
}
