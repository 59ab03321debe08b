import { AsyncLocalStorage } from 'node:async_hooks';
import type { Actor } from '../actor.ts';

/** Whom one request was told of, and whom it asked for by key and was not given; hub ids, never numbers of people. */
export type PersonReads = { persons: Set<string>; withheld: Set<string> };

/** What is known wherever work of an operation goes on. */
type Operation = {
  /** In whose name statements go to the database. */
  acting?: Actor | 'HUB';
  /** When its time is over, as of `performance.now()`. */
  endsAt?: number;
  /** Where it is noted whom the request is told of. */
  reads?: PersonReads;
};

// One store for all of it: on Node 20 and 22 each further one is carried along by every promise.
const current = new AsyncLocalStorage<Operation>();

/** Does work within the operation under way, with this known of it besides. */
export function withinOperation<Result>(known: Operation, work: () => Result): Result {
  return current.run({ ...current.getStore(), ...known }, work);
}

/** What is known of the operation under way; nothing outside of any. */
export function operationNow(): Operation {
  return current.getStore() ?? {};
}
