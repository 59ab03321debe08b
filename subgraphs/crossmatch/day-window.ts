import { HubError } from '../../kernel/errors.ts';
import type { PlainDate } from '../../kernel/plain-date.ts';

/** Whole days, both ends included; open where null. */
export type DayWindow = { from: PlainDate | null; to: PlainDate | null };

/** @throws HubError INVALID_INPUT for a window that ends before it begins */
export function assertWindow({ from, to }: DayWindow): void {
  if (from !== null && to !== null && to < from)
    throw new HubError('INVALID_INPUT', { field: 'to' });
}

/** Whether the day lies in the window. */
export function isWithin(day: PlainDate, { from, to }: DayWindow): boolean {
  return (from === null || day >= from) && (to === null || day <= to);
}
