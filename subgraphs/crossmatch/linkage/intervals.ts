/** A share of counted things with its 95 % interval; all three are null when nothing was counted. */
export type Share = { value: number | null; low: number | null; high: number | null };

/** Precision, recall and F1 of a set of pairs. */
export type Quality = {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
  precision: Share;
  recall: Share;
  f1: Share;
};

/** The 97.5 % quantile of the normal distribution: two-sided 95 %. */
const Z = 1.959963984540054;

/** A share with its Wilson score interval (Wilson 1927), which stays within 0 … 1 and is sound near the ends. */
export function shareOf(hits: number, total: number): Share {
  if (total <= 0) return { value: null, low: null, high: null };
  const value = hits / total;
  const spread = Z * Math.sqrt((value * (1 - value)) / total + (Z * Z) / (4 * total * total));
  const middle = value + (Z * Z) / (2 * total);
  const scale = 1 + (Z * Z) / total;
  return {
    value,
    // At the ends rounding may leave the value outside by the last bit.
    low: Math.min(value, Math.max(0, (middle - spread) / scale)),
    high: Math.max(value, Math.min(1, (middle + spread) / scale)),
  };
}

/**
 * Precision, recall and F1 with intervals. F1 is no share of anything counted, but F* = TP/(TP+FP+FN) is, and
 * F1 = 2F*⁄(1+F*) rises with it (Hand, Christen & Kirielle 2021): its interval is that of F*, carried over.
 */
export function qualityOf(
  truePositives: number,
  falsePositives: number,
  falseNegatives: number,
): Quality {
  const star = shareOf(truePositives, truePositives + falsePositives + falseNegatives);
  return {
    truePositives,
    falsePositives,
    falseNegatives,
    precision: shareOf(truePositives, truePositives + falsePositives),
    recall: shareOf(truePositives, truePositives + falseNegatives),
    f1: { value: fOfStar(star.value), low: fOfStar(star.low), high: fOfStar(star.high) },
  };
}

function fOfStar(star: number | null): number | null {
  return star === null ? null : (2 * star) / (1 + star);
}
