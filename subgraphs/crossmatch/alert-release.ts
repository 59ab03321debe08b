import type { TablePlan } from '../../kernel/statistics/release.ts';
import { DISPOSITION } from './alert.labels.ts';

/** What alerts are counted by in released statistics. */
export const RELEASED_DIMENSION = { STREET: '街道', RULE: '规则', OUTCOME: '结果' } as const;
export type ReleasedDimension = keyof typeof RELEASED_DIMENSION;

/** What became of an alert by the day of the release. */
export const ALERT_OUTCOME = { ...DISPOSITION, WITHDRAWN: '已撤回', UNFINISHED: '未办结' } as const;
export type AlertOutcome = keyof typeof ALERT_OUTCOME;

/** Alerts are few: two of their dimensions at a time, of which the month is one. */
export const ALERT_TABLE: TablePlan<ReleasedDimension | 'MONTH'> = {
  dimensions: ['MONTH', 'STREET', 'RULE', 'OUTCOME'],
  together: 2,
};

/** The outcome of a stored alert; a decision stays one when its source takes the fact back. */
export function outcomeOf(status: string, disposition: string | null): AlertOutcome {
  if (disposition !== null && disposition in DISPOSITION) return disposition as AlertOutcome;
  return status === 'WITHDRAWN' ? 'WITHDRAWN' : 'UNFINISHED';
}
