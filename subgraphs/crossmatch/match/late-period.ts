import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { Finding } from '../rule.ts';
import type { StoredFact } from './current-facts.ts';
import type { PersonAlert } from './person-alert.ts';

// An older period that arrives late never revives what was withdrawn (extracts.md, Ends and absence). What a record
// took back needs no memory for that: the record still says so, until it is corrected itself. Only of what a correction
// took out nothing is left to say so.

/** Whether an alert's rows are gone, rather than replaced by newer ones that tell otherwise. */
export function hasVanished({ evidence }: PersonAlert, facts: readonly StoredFact[]): boolean {
  return !facts.some(({ id }) => evidence.includes(id));
}

/**
 * Whether what is found rests on nothing but older periods of the same sources that came in after a correction had
 * taken it out.
 */
export function comesTooLate(
  { firmDate, evidence }: Finding,
  date: PlainDate,
  { withdrawnPeriodEnd, withdrawnAt, effectiveOn, sources }: PersonAlert,
  facts: readonly StoredFact[],
): boolean {
  if (withdrawnPeriodEnd === null || withdrawnAt === null) return false;
  if (date !== effectiveOn && !firmDate) return false;
  const late = facts.filter(
    ({ source, periodEnd, receivedAt }) =>
      periodEnd < withdrawnPeriodEnd && receivedAt > withdrawnAt && sources.includes(source),
  );
  return evidence.every(({ id }) => late.some((fact) => fact.id === id));
}
