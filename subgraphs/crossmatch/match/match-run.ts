import type { Actor } from '../../../kernel/actor.ts';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { PolicyParameters } from '../../../kernel/runtime/policy-parameters.ts';
import type { SubgraphDeps } from '../../../kernel/runtime/subgraph.ts';
import type { ConfirmedShare } from '../confirmed-share.ts';
import type { Drift } from '../linkage/drift.ts';
import type { StageTimes } from '../stage-times.ts';
import type { DueDate } from './due-date.ts';
import type { Fence } from './fence.ts';
import type { KeptKeys } from './kept-keys.ts';

/** What holds for the whole of one run. */
export type MatchContext = {
  deps: SubgraphDeps;
  actor: Actor;
  runId: string;
  asOf: PlainDate;
  parameters: PolicyParameters;
  /** How often each rule was confirmed before this run. */
  shares: ReadonlyMap<string, ConfirmedShare>;
  /** Set when a job runs the comparison: what it checks before each commit. */
  fence: Fence | null;
  stages: StageTimes;
  /** Due dates worked out so far: thousands of alerts share a few days. */
  dueDates: Map<string, DueDate>;
};

/** What holds for comparing batches with the roster that was read. */
export type ComparisonContext = MatchContext & {
  rosterVersion: string;
  /** What its persons were found by the last time. */
  keptKeys: Promise<KeptKeys | null>;
  /** So many rows without a usable number are scored at once. */
  rowsAtOnce: number;
};

/** A batch that waits to be compared. */
export type PendingBatch = {
  id: string;
  source: string;
  fileName: string;
  period: string;
  periodEnd: PlainDate;
  mode: 'SNAPSHOT' | 'DELTA';
  serial: number;
  asOf: PlainDate;
  rows: number;
  accepted: number;
  setAside: Record<string, number>;
  stagedPath: string;
  /** It was compared before, with another roster. */
  again: boolean;
  /** The version of that roster. */
  matchedRoster: string | null;
};

/** What comparing one batch counted. */
export type MatchCounts = {
  exactHits: number;
  reviewCandidates: number;
  blockedByAuthorisation: number;
  findings: number;
  raised: number;
  updated: number;
  suppressed: number;
  withdrawn: number;
};

export const NO_COUNTS: MatchCounts = {
  exactHits: 0,
  reviewCandidates: 0,
  blockedByAuthorisation: 0,
  findings: 0,
  raised: 0,
  updated: 0,
  suppressed: 0,
  withdrawn: 0,
};

export type BatchReport = MatchCounts & {
  batchId: string;
  file: string;
  source: string;
  period: string;
  rows: number;
  accepted: number;
  setAside: Record<string, number>;
  seconds: number;
  peakMemoryMb: number;
  /** How the rows that were scored differ from what the model knows. */
  drift: readonly Drift[];
  /** Over the alerts and reviews of the persons this batch touched. */
  resultHash: string;
};

export type MatchReport = {
  runId: string;
  asOf: PlainDate;
  rosterVersion: string;
  batches: BatchReport[];
  totals: MatchCounts;
  /** What rows without a usable number are scored with; null: they were not scored, and nobody is asked about them. */
  linkageModel: string | null;
  /** Open alerts whose due date waits for a year's calendar. */
  withoutDueDate: string[];
  seconds: number;
  /** Where the seconds went, by stage. */
  stages: Readonly<Record<string, number>>;
  peakMemoryMb: number;
  /** Over all alerts and reviews: equal inputs, equal hash. */
  resultHash: string;
};

/** Adds `more` to `counts`, name by name. */
export function addCounts(counts: MatchCounts, more: Partial<MatchCounts>): MatchCounts {
  const sum = { ...counts };
  for (const name of Object.keys(NO_COUNTS) as (keyof MatchCounts)[]) sum[name] += more[name] ?? 0;
  return sum;
}
