import type { SubgraphResponse } from '../kernel/runtime/subgraph-executor.ts';
import type { GatewayContext } from './context.ts';

/** One operation of a query plan. */
export type SubgraphOperation = {
  query: string;
  operationName?: string | undefined;
  variables?: Record<string, unknown>;
};

/** How the gateway reaches one subgraph. */
export type SubgraphSource = {
  /** @throws HubError SUBGRAPH_UNAVAILABLE, TIMEOUT */
  process(options: {
    request: SubgraphOperation;
    context: GatewayContext;
  }): Promise<SubgraphResponse>;
};
