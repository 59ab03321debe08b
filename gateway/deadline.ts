/**
 * When an operation's time is over: at its deadline, or when the caller hangs up. An AbortSignal would say
 * the same, but one per fetch costs more than the rest of the fetch's bookkeeping together.
 */
export type Deadline = {
  readonly passed: boolean;
  /** Whole milliseconds that are left; 0 when the time is over. */
  remaining: () => number;
  /** Calls back when the time is over; returns how to stop listening. */
  onPass: (listener: () => void) => () => void;
};

export type RunningDeadline = Deadline & {
  /** Ends the operation now. */
  pass: () => void;
  /** The operation is done; its time no longer matters. */
  clear: () => void;
};

/** Starts an operation's time. */
export function startDeadline(milliseconds: number): RunningDeadline {
  const listeners = new Set<() => void>();
  const endsAt = performance.now() + milliseconds;
  const deadline = { passed: false, remaining, onPass, pass, clear };
  const timer = setTimeout(pass, milliseconds);
  function remaining(): number {
    return deadline.passed ? 0 : Math.max(0, Math.floor(endsAt - performance.now()));
  }
  function pass(): void {
    if (deadline.passed) return;
    deadline.passed = true;
    clearTimeout(timer);
    for (const listener of listeners) listener();
    listeners.clear();
  }
  function onPass(listener: () => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }
  function clear(): void {
    clearTimeout(timer);
    listeners.clear();
  }
  return deadline;
}
