import { checkRuleFloors } from './check-rule-floors.ts';
import type { Job } from './job.ts';
import { matchNewBatches } from './match-new-batches.ts';
import { releaseStatistics } from './release-statistics.ts';
import { remindOverdueAlerts } from './remind-overdue-alerts.ts';
import { retention } from './retention.ts';

/** The jobs, in the order in which a tick looks at them. */
export const JOBS: readonly Job[] = [
  matchNewBatches,
  remindOverdueAlerts,
  retention,
  checkRuleFloors,
  releaseStatistics,
];
