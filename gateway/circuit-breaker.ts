import type { Clock } from '../kernel/clock.ts';

/** Stops calling a subgraph that keeps failing, so that callers hear at once instead of waiting. */
export type CircuitBreaker = {
  /** Whether a call may be made now; an open breaker lets one probe through after its pause. */
  allows(): boolean;
  succeeded(): void;
  failed(): void;
};

const FAILURES_TO_OPEN = 5;
const PAUSE_MS = 2_000;

/** A breaker that opens after five failures in a row and probes again every two seconds. */
export function createCircuitBreaker(clock: Clock): CircuitBreaker {
  let failures = 0;
  let openUntil = 0;
  return {
    allows() {
      if (failures < FAILURES_TO_OPEN) return true;
      const now = clock.now().getTime();
      if (now < openUntil) return false;
      // The probe holds the door for the others until it has an answer or the pause is over again.
      openUntil = now + PAUSE_MS;
      return true;
    },
    succeeded() {
      failures = 0;
    },
    failed() {
      failures += 1;
      openUntil = clock.now().getTime() + PAUSE_MS;
    },
  };
}
