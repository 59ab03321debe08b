import type { SimulatedBatch } from './simulated-person.ts';
import type { Told } from './told-facts.ts';

export const OCTOBER = '2026-10-31';
export const SEPTEMBER = '2026-09-30';
export const NOVEMBER = '2026-11-30';

/** What one batch says of the person: at least a row, all of one source. */
export function batch(
  period: string,
  rows: readonly [Told, ...Told[]],
  more: Partial<SimulatedBatch> = {},
): SimulatedBatch {
  const { source } = rows[0].data;
  return { id: `${source}@${period}#${more.serial ?? 1}`, period, source, rows, ...more };
}

/** A correction that holds nothing of the person any more. */
export function corrected(of: SimulatedBatch, rows: readonly Told[] = []): SimulatedBatch {
  return { ...of, id: `${of.id}'`, supersedes: of.id, rows };
}
