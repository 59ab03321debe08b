import type { GraphQLDataSource } from '@apollo/gateway';
import { HubError } from '../kernel/errors.ts';
import type { SubgraphExecutor } from '../kernel/runtime/subgraph-executor.ts';
import type { GatewayContext } from './context.ts';

/**
 * Reaches a subgraph that lives in this process: the same executor a subgraph process runs, without the
 * connection and without the signature that the connection needs.
 */
export function createInProcessDataSource(executor: SubgraphExecutor): GraphQLDataSource {
  return {
    async process({ request, context }) {
      const { actor, purpose, requestId, signal } = context as GatewayContext;
      if (!request.query) throw new HubError('INTERNAL');
      const operation = executor.execute(
        {
          query: request.query,
          variables: request.variables,
          operationName: request.operationName,
        },
        { actor, purpose, requestId },
      );
      return untilAborted(operation, signal);
    },
  };
}

/** graphql-js cannot be interrupted; at the deadline the caller is answered and the rest runs out unheard. */
function untilAborted<Result>(operation: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    function abort(): void {
      reject(new HubError('TIMEOUT'));
    }
    if (signal.aborted) {
      operation.catch(() => undefined);
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    operation.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
