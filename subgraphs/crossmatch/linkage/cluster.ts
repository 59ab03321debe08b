import type { Millibits } from './score.ts';
import type { PairDecision, ScoredPair } from './resolve.ts';

/**
 * The entity of each row (1 … rows; entry n-1 is row n's), named by its smallest row. `connected` joins whatever a
 * chain of matches joins. `average` joins the likeliest first and only while the links between two groups speak for
 * one entity on the whole; a pair that was never proposed speaks against it. Pairs a person parted stay apart.
 */
export function clusterRows(
  rows: number,
  pairs: readonly ScoredPair[],
  options: { how: 'connected' | 'average'; match: Millibits; absent: Millibits },
  decisions: readonly PairDecision[] = [],
): Int32Array {
  const groups = Array.from({ length: rows + 1 }, (_, row) => [row]);
  const groupOf = Int32Array.from({ length: rows + 1 }, (_, row) => row);
  const weights = new Map(pairs.map(({ l, r, weight }) => [pairKey(l, r, rows), weight]));
  const apart = new Set<number>();
  for (const { l, r, same } of decisions) {
    if (same) weights.set(pairKey(l, r, rows), Number.MAX_SAFE_INTEGER);
    else apart.add(pairKey(l, r, rows));
  }
  const together = decisions
    .filter(({ same }) => same)
    .map(({ l, r }) => ({ l, r, weight: Infinity }));
  const order = [...together, ...pairs.filter(({ weight }) => weight >= options.match)].sort(
    (a, b) => b.weight - a.weight || a.l - b.l || a.r - b.r,
  );
  for (const { l, r, weight } of order) {
    const [a = 0, b = 0] = [groupOf[l], groupOf[r]];
    if (a === b) continue;
    const [as, bs] = [groups[a] ?? [], groups[b] ?? []];
    const pairsBetween = as.flatMap((x) =>
      bs.map((y) => pairKey(Math.min(x, y), Math.max(x, y), rows)),
    );
    if (pairsBetween.some((key) => apart.has(key))) continue;
    if (options.how === 'average' && weight !== Infinity) {
      const sum = pairsBetween.reduce(
        (total, key) => total + Math.min(weights.get(key) ?? options.absent, weight),
        0,
      );
      if (sum < (pairsBetween.length - 1) * options.absent) continue;
    }
    const [keep, gone] = Math.min(...as) < Math.min(...bs) ? [a, b] : [b, a];
    for (const row of groups[gone] ?? []) {
      groupOf[row] = keep;
      groups[keep]?.push(row);
    }
    groups[gone] = [];
  }
  return groupOf.slice(1);
}

function pairKey(l: number, r: number, rows: number): number {
  return l * (rows + 1) + r;
}
