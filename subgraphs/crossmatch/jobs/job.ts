import type { Actor } from '../../../kernel/actor.ts';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { SubgraphDeps } from '../../../kernel/runtime/subgraph.ts';
import type { Fence } from '../match/fence.ts';

/** What a job is given for one window. */
export type JobContext = {
  deps: SubgraphDeps;
  actor: Actor;
  /** The window's day in Shanghai, or the day that was asked for. */
  asOf: PlainDate;
  /** Checked in every transaction of the job, last before the commit. */
  fence: Fence;
};

/**
 * 定时任务. Every job does all that is outstanding, so a job that was missed for a week runs once, for the
 * newest window, and the windows between are marked as covered by it.
 */
export type Job = {
  name: string;
  title: string;
  /** Windows begin every hour, or every day at that time in Shanghai. */
  every: { unit: 'HOUR' } | { unit: 'DAY'; at: `${number}:${number}` };
  /** Returns what it counted; throws to have the window tried again later. */
  run(context: JobContext): Promise<Record<string, unknown>>;
};
