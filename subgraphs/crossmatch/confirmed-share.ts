/** How often officers confirmed what a rule or a source said. */
export type ConfirmedShare = {
  confirmed: number;
  /** Alerts that an officer closed with a disposition; the share is of these. */
  disposed: number;
  /** confirmed ÷ disposed, 0…1; null while nothing is disposed. */
  share: number | null;
  /** 95 % Wilson interval, 0…1; the whole range while nothing is disposed. */
  low: number;
  high: number;
};

const Z_95 = 1.959963984540054;

/**
 * The share of confirmed among disposed alerts with its 95 % Wilson score interval (E. B. Wilson,
 * "Probable inference", 1927): unlike the normal approximation it stays inside 0…1 and says
 * something sensible for the handful of alerts a rule has in its first month.
 *
 * @param confirmed whole number, 0…disposed
 * @param disposed whole number ≥ 0
 */
export function confirmedShareOf(confirmed: number, disposed: number): ConfirmedShare {
  if (disposed === 0) return { confirmed, disposed, share: null, low: 0, high: 1 };
  const share = confirmed / disposed;
  const z2 = Z_95 * Z_95;
  const denominator = 1 + z2 / disposed;
  const centre = (share + z2 / (2 * disposed)) / denominator;
  const spread =
    (Z_95 * Math.sqrt((share * (1 - share)) / disposed + z2 / (4 * disposed * disposed))) /
    denominator;
  return {
    confirmed,
    disposed,
    share,
    low: confirmed === 0 ? 0 : centre - spread,
    high: confirmed === disposed ? 1 : centre + spread,
  };
}
