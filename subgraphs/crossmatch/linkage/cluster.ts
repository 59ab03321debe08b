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
    if (apart.size > 0 && between(as, bs, rows).some((key) => apart.has(key))) continue;
    if (options.how === 'average' && weight !== Infinity) {
      const keys = between(as, bs, rows);
      const sum = keys.reduce(
        (total, key) => total + Math.min(weights.get(key) ?? options.absent, weight),
        0,
      );
      if (sum < (keys.length - 1) * options.absent) continue;
    }
    // The smaller goes into the larger: a chain of any length costs little.
    const [keep, gone] = as.length >= bs.length ? [a, b] : [b, a];
    for (const row of groups[gone] ?? []) {
      groupOf[row] = keep;
      groups[keep]?.push(row);
    }
    groups[gone] = [];
  }
  return namedBySmallest(groupOf.subarray(1));
}

/** The groups named by their smallest rows instead of by how they came about. */
function namedBySmallest(groupOf: Int32Array): Int32Array {
  const names = new Map<number, number>();
  return groupOf.map((group, at) => {
    const name = names.get(group) ?? at + 1;
    names.set(group, name);
    return name;
  });
}

/** The pairs between two groups. */
function between(as: readonly number[], bs: readonly number[], rows: number): number[] {
  return as.flatMap((x) => bs.map((y) => pairKey(Math.min(x, y), Math.max(x, y), rows)));
}

function pairKey(l: number, r: number, rows: number): number {
  return l * (rows + 1) + r;
}
