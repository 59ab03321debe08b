import { HubError } from '../kernel/errors.ts';
import { withinDeadline } from '../kernel/runtime/statement-deadline.ts';
import type { SubgraphExecutor } from '../kernel/runtime/subgraph-executor.ts';
import type { Deadline } from './deadline.ts';
import type { SubgraphSource } from './subgraph-source.ts';

/**
 * Reaches a subgraph that lives in this process: the same executor a subgraph process runs, without the
 * connection and without the signature that the connection needs.
 */
export function createInProcessDataSource(executor: SubgraphExecutor): SubgraphSource {
  return {
    async process({ request, context }) {
      const { actor, purpose, requestId, deadline } = context;
      const operation = withinDeadline(deadline.remaining(), () =>
        executor.execute(request, { actor, purpose, requestId }),
      );
      return inTime(operation, deadline);
    },
  };
}

/** graphql-js cannot be interrupted; at the deadline the caller is answered and the rest runs out unheard. */
function inTime<Result>(operation: Promise<Result>, deadline: Deadline): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stopListening = deadline.onPass(() => reject(new HubError('TIMEOUT')));
    if (deadline.passed) reject(new HubError('TIMEOUT'));
    operation.then(resolve, reject).finally(stopListening);
  });
}
