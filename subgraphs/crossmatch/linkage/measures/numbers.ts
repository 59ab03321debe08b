import { INCOMPARABLE } from './measure.ts';

/** |a − b| of two decimal numbers; INCOMPARABLE when either is none. */
export function numericDifference(a: string, b: string): number {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left === null || right === null) return INCOMPARABLE;
  return Math.min(Math.abs(left - right), INCOMPARABLE);
}

/**
 * |a − b| / the larger of |a| and |b|: 0.05 is five per cent apart, 2 opposite numbers; INCOMPARABLE when
 * either is no number.
 */
export function numericRatio(a: string, b: string): number {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left === null || right === null) return INCOMPARABLE;
  if (left === right) return 0;
  // Divided first: the difference of two numbers near the end of the range would not be finite.
  const larger = Math.max(Math.abs(left), Math.abs(right));
  return Math.abs(left / larger - right / larger);
}

function numberOf(text: string): number | null {
  if (text.trim() === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
