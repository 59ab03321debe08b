import { confirmedShareOf } from './confirmed-share.ts';

/** How far two reviewers who judged the same pairs, the second blind, came to the same. */
export type Agreement = {
  /** Pairs that two judged. */
  n: number;
  agreed: number;
  /** agreed ÷ n, 0…1, with its 95 % Wilson interval; null without a pair. */
  share: number | null;
  shareLow: number | null;
  shareHigh: number | null;
  /** Cohen's kappa, −1…1, with its 95 % interval; null where chance alone would always agree. */
  kappa: number | null;
  kappaLow: number | null;
  kappaHigh: number | null;
};

const Z_95 = 1.959963984540054;

/**
 * Percent agreement and Cohen's kappa (J. Cohen, "A coefficient of agreement for nominal scales", 1960) with
 * the large-sample standard error of Fleiss, Cohen and Everitt ("Large sample standard errors of kappa and
 * weighted kappa", 1969).
 *
 * @param pairs what the first and the second said, pair by pair
 */
export function agreementOf(pairs: readonly (readonly [string, string])[]): Agreement {
  const n = pairs.length;
  const agreed = pairs.filter(([first, second]) => first === second).length;
  if (n === 0) return { n, agreed, ...NOTHING };
  const { share, low, high } = confirmedShareOf(agreed, n);
  const kappa = kappaOf(pairs);
  return {
    n,
    agreed,
    share,
    shareLow: low,
    shareHigh: high,
    kappa: kappa && kappa.value,
    kappaLow: kappa && Math.max(-1, kappa.value - Z_95 * kappa.error),
    kappaHigh: kappa && Math.min(1, kappa.value + Z_95 * kappa.error),
  };
}

const NOTHING = {
  share: null,
  shareLow: null,
  shareHigh: null,
  kappa: null,
  kappaLow: null,
  kappaHigh: null,
};

function kappaOf(
  pairs: readonly (readonly [string, string])[],
): { value: number; error: number } | null {
  const n = pairs.length;
  const words = [...new Set(pairs.flat())].sort();
  const cell = (a: string, b: string): number =>
    pairs.filter(([first, second]) => first === a && second === b).length / n;
  const table = words.map((a) => words.map((b) => cell(a, b)));
  const at = (i: number, j: number): number => table[i]?.[j] ?? 0;
  const places = words.map((_, i) => i);
  const sum = (of: (i: number) => number): number => places.reduce((all, i) => all + of(i), 0);
  const first = places.map((i) => sum((j) => at(i, j)));
  const second = places.map((j) => sum((i) => at(i, j)));
  const shareOf = (margin: readonly number[], i: number): number => margin[i] ?? 0;
  const observed = sum((i) => at(i, i));
  const expected = sum((i) => shareOf(first, i) * shareOf(second, i));
  if (expected === 1) return null;
  const value = (observed - expected) / (1 - expected);
  const onDiagonal = sum(
    (i) => at(i, i) * (1 - (shareOf(first, i) + shareOf(second, i)) * (1 - value)) ** 2,
  );
  const offDiagonal = sum((i) =>
    sum((j) => (i === j ? 0 : at(i, j) * (shareOf(second, i) + shareOf(first, j)) ** 2)),
  );
  const less = (value - expected * (1 - value)) ** 2;
  const variance = (onDiagonal + (1 - value) ** 2 * offDiagonal - less) / (n * (1 - expected) ** 2);
  return { value, error: Math.sqrt(Math.max(0, variance)) };
}
