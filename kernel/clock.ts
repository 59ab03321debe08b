import { plainDate, type PlainDate } from './plain-date.ts';

/** Where the present comes from. Nothing else in the hub reads the machine's clock. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };

// China has kept one offset and no summer time since 1992, and "today" is only asked of the present.
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** A clock that stands still at the given instant. Throws RangeError when it is not an instant. */
export function fixedClock(instant: string | Date): Clock {
  const iso = new Date(instant).toISOString();
  return { now: () => new Date(iso) };
}

/** A clock that stands at 09:00 China Standard Time of the given day: what `--as-of` means. */
export function asOfClock(date: PlainDate): Clock {
  return fixedClock(`${date}T09:00:00+08:00`);
}

/** The calendar day in China Standard Time. */
export function today(clock: Clock): PlainDate {
  const shifted = new Date(clock.now().getTime() + SHANGHAI_OFFSET_MS);
  return plainDate(shifted.toISOString().slice(0, 10));
}
