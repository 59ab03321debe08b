import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { ClosedFact } from '../rule.ts';

/** The last of several ends, or null while any of them is still open. */
export function lastEnd(ends: readonly (PlainDate | null)[]): PlainDate | null {
  let last: PlainDate | null = null;
  for (const end of ends) {
    if (end === null) return null;
    if (last === null || end > last) last = end;
  }
  return last;
}

/** A closed fact stays quiet; another date of the same fact key is another fact. */
export function quietOnSameDate(date: PlainDate, closed: ClosedFact): boolean {
  return date === closed.effectiveOn;
}
