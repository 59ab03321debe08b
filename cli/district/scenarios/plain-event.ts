import { addMonths, firstOfMonth, type PlainDate } from '../../../kernel/plain-date.ts';
import type { Demand } from '../household.ts';
import type { Identity } from '../rows.ts';
import { expectAlert, type Stage } from '../scenario.ts';
import type { SourceCode } from '../sources.ts';
import type { AlertSpelling } from '../spelling-kinds.ts';

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
  plant: (
    stage: Stage,
    who: Identity,
    outcome?: string,
    about?: readonly Pick<Identity, 'idNumber'>[],
  ) => { date: PlainDate; factKey: string };
};

/** Plays the event as that record has it, and expects its alert. */
export function raise(
  event: PlainEvent,
  stage: Stage,
  who: Identity,
  spelling: AlertSpelling = 'as-registered',
): void {
  const { date, factKey } = event.plant(stage, who);
  const more = event.alertClass ? { class: event.alertClass, spelling } : { spelling };
  expectAlert(stage, event.rule, [event.source], date, factKey, more);
}

/** The first day of a month that many before the as-of day's. */
export function monthsBack(stage: Stage, months: number): PlainDate {
  return firstOfMonth(addMonths(stage.asOf, -months));
}
