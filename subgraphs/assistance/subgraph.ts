import { recordDenials } from '../../kernel/runtime/denials.ts';
import { recordReads } from '../../kernel/runtime/person-reads.ts';
import type { Subgraph, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { contextFor, services, type AssistanceContext, type Services } from './context.ts';
import { schema } from './schema.ts';

/** The assistance subgraph: programmes, cases, payments, statistics per street. */
export function createAssistance(deps: SubgraphDeps): Subgraph<Services, AssistanceContext> {
  const all = services(deps);
  return {
    name: 'assistance',
    schema,
    services: all,
    contextFor: (request) => contextFor(deps, all, request),
    recordReads: ({ actor, purpose, requestId }, reads, fields) =>
      recordReads(deps, { subgraph: 'assistance', actor, purpose, requestId }, reads, fields),
    recordDenials: ({ actor, purpose, requestId }, errors) =>
      recordDenials(deps, { subgraph: 'assistance', actor, purpose, requestId }, errors),
  };
}
