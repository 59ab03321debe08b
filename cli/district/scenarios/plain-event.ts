import { addMonths, firstOfMonth, type PlainDate } from '../../../kernel/plain-date.ts';
import type { Demand } from '../household.ts';
import type { Identity } from '../rows.ts';
import { expectAlert, type Stage } from '../scenario.ts';
import type { SourceCode } from '../sources.ts';

/** The plainest thing a source can say that deserves an alert; the variations play on it. */
export type PlainEvent = {
  source: SourceCode;
  rule: string;
  alertClass?: 'EXIT';
  /** Compared only while the authorisation is valid. */
  economic: boolean;
  /** What may be wrong with the number and the row is accepted all the same. */
  tolerates?: readonly string[];
  demand: Demand;
  plant: (stage: Stage, who: Identity, outcome?: string) => { date: PlainDate; factKey: string };
};

/** Plays the event as that record has it, and expects its alert. */
export function raise(event: PlainEvent, stage: Stage, who: Identity): void {
  const { date, factKey } = event.plant(stage, who);
  const more = event.alertClass ? { class: event.alertClass } : {};
  expectAlert(stage, event.rule, [event.source], date, factKey, more);
}

/** The first day of a month that many before the as-of day's. */
export function monthsBack(stage: Stage, months: number): PlainDate {
  return firstOfMonth(addMonths(stage.asOf, -months));
}
