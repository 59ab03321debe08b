import type { PlainDate } from '../../kernel/plain-date.ts';
import { DISPOSITION, type DispositionCode } from './alert.labels.ts';
import { isSmall, suppressSmallCells, type AlertCell } from './alert-statistics.ts';
import { confirmedShareOf } from './confirmed-share.ts';

/** How right a rule was in a window; null where a number would point at a person. */
export type RulePrecision = {
  ruleId: string;
  source: string | null;
  from: PlainDate | null;
  to: PlainDate | null;
  decided: number | null;
  confirmed: number | null;
  /** confirmed ÷ decided and its 95 % Wilson interval, 0…1; `share` is null while nothing is decided. */
  share: number | null;
  low: number | null;
  high: number | null;
  byDisposition: { disposition: DispositionCode; count: number | null }[];
  withdrawnBeforeDecision: number | null;
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

/**
 * The same for someone who must not recognise people: no count from 1 to 4, none that the others give back, and no
 * share or day that only a few people stand behind.
 */
export function withoutSmallCounts(precision: RulePrecision): RulePrecision {
  const byDisposition = shownDispositions(precision.byDisposition);
  const few = isSmall(precision.decided ?? 0);
  const confirmed =
    byDisposition.find(({ disposition }) => disposition === 'CONFIRMED')?.count ?? null;
  const hidden = few || confirmed === null;
  const { decided, share, low, high, withdrawnBeforeDecision, medianDays, p90Days } = precision;
  return {
    ...precision,
    byDisposition,
    decided: few ? null : decided,
    confirmed,
    share: hidden ? null : share,
    low: hidden ? null : low,
    high: hidden ? null : high,
    withdrawnBeforeDecision: isSmall(withdrawnBeforeDecision ?? 0) ? null : withdrawnBeforeDecision,
    medianDays: few ? null : medianDays,
    p90Days: few ? null : p90Days,
  };
}

function shownDispositions(counts: RulePrecision['byDisposition']): RulePrecision['byDisposition'] {
  const blank = { streetCode: null, ruleId: null, severity: null, month: null };
  const cells: AlertCell[] = counts.map(({ disposition, count }) => {
    return { ...blank, status: disposition, count };
  });
  const shown = suppressSmallCells(cells);
  return counts.map(({ disposition }, i) => ({ disposition, count: shown[i]?.count ?? null }));
}
