import type { Actor } from '../actor.ts';
import { operationNow, withinOperation } from './operation.ts';

/** In whose name statements go to the database: a person's, the hub's own, or nobody's. */
export type Acting = Actor | 'HUB' | 'NOBODY';

/** Does a request's work: its statements see and change what that person may, by row security. */
export function actingFor<T>(actor: Actor, work: () => T): T {
  // A copy of its own: what is remembered for a request goes with it, though a token gives many the same actor.
  return withinOperation({ acting: { ...actor } }, work);
}

/**
 * Does work that is the hub's own although a request set it off: figures of the whole district that name nobody, and
 * what follows from a decision beyond the decider's reach. Whether the person may set it off is decided before.
 */
export function actingAsHub<T>(work: () => T): T {
  return withinOperation({ acting: 'HUB' }, work);
}

/** In whose name this call acts; null outside of any request. */
export function actingNow(): Exclude<Acting, 'NOBODY'> | null {
  return operationNow().acting ?? null;
}
