import type { PlainDate } from '../../kernel/plain-date.ts';
import { DISPOSITION, type DispositionCode } from './alert.labels.ts';
import { confirmedShareOf } from './confirmed-share.ts';

/** How right a rule was in a window: for those who read the alerts themselves. */
export type RulePrecision = {
  ruleId: string;
  source: string | null;
  from: PlainDate | null;
  to: PlainDate | null;
  decided: number;
  confirmed: number;
  /** confirmed ÷ decided and its 95 % Wilson interval, 0…1; `share` is null while nothing is decided. */
  share: number | null;
  low: number;
  high: number;
  byDisposition: { disposition: DispositionCode; count: number }[];
  withdrawnBeforeDecision: number;
  /** Whole calendar days from raising to deciding, by nearest rank; null while nothing is decided. */
  medianDays: number | null;
  p90Days: number | null;
};

/** What is counted of a rule in a window. */
export type DecidedCounts = Pick<RulePrecision, 'ruleId' | 'source' | 'from' | 'to'> & {
  byDisposition: ReadonlyMap<string, number>;
  withdrawnBeforeDecision: number;
  medianDays: number | null;
  p90Days: number | null;
};

/** The figures as someone may see them who reads the alerts themselves. */
export function precisionOf(counts: DecidedCounts): RulePrecision {
  const byDisposition = (Object.keys(DISPOSITION) as DispositionCode[]).map((disposition) => ({
    disposition,
    count: counts.byDisposition.get(disposition) ?? 0,
  }));
  const decided = byDisposition.reduce((sum, { count }) => sum + count, 0);
  const { confirmed, share, low, high } = confirmedShareOf(
    counts.byDisposition.get('CONFIRMED') ?? 0,
    decided,
  );
  return { ...counts, decided, confirmed, share, low, high, byDisposition };
}
