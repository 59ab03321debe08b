/** How long the stages of a run took, in seconds; a stage that is entered again adds up. */
export type StageTimes = {
  readonly seconds: Readonly<Record<string, number>>;
  /** Does the work and books its time, also when it fails. */
  time<Result>(stage: string, work: () => Promise<Result>): Promise<Result>;
};

/** Nothing booked yet. `now` gives milliseconds that only ever grow. */
export function createStageTimes(now: () => number = () => performance.now()): StageTimes {
  const seconds: Record<string, number> = {};
  return {
    seconds,
    async time(stage, work) {
      const started = now();
      try {
        return await work();
      } finally {
        seconds[stage] = (seconds[stage] ?? 0) + (now() - started) / 1_000;
      }
    },
  };
}
