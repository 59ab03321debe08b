import { AsyncLocalStorage } from 'node:async_hooks';
import type { Actor } from '../actor.ts';

/** What is known wherever work of an operation goes on. */
type Operation = {
  /** In whose name statements go to the database. */
  acting?: Actor | 'HUB';
  /** When its time is over, as of `performance.now()`. */
  endsAt?: number;
};

// One store for both: on Node 20 and 22 each further one is carried along by every promise.
const current = new AsyncLocalStorage<Operation>();

/** Does work within the operation under way, with this known of it besides. */
export function withinOperation<Result>(known: Operation, work: () => Result): Result {
  return current.run({ ...current.getStore(), ...known }, work);
}

/** What is known of the operation under way; nothing outside of any. */
export function operationNow(): Operation {
  return current.getStore() ?? {};
}
