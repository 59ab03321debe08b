import { clusterRows } from './cluster.ts';
import type { ScoredPair } from './resolve.ts';

// A group that a chain of weak links has blown up is no entity; looking at all its pairs would cost its square.
const LARGEST_GROUP = 100;

/**
 * The pairs within the groups that likely pairs join and that are not among them: two records of one
 * entity need not share a key, and whether a chain of links holds is seen in its other pairs.
 */
export function closurePairs(
  rows: number,
  scored: readonly ScoredPair[],
): { l: number; r: number }[] {
  const groupOf = clusterRows(rows, scored, { how: 'connected', match: 0, absent: 0 });
  const groups = new Map<number, number[]>();
  groupOf.forEach((group, at) => {
    const members = groups.get(group);
    if (members) members.push(at + 1);
    else groups.set(group, [at + 1]);
  });
  const known = new Set(scored.map(({ l, r }) => l * (rows + 1) + r));
  const missing: { l: number; r: number }[] = [];
  for (const members of groups.values()) {
    if (members.length < 3 || members.length > LARGEST_GROUP) continue;
    members.forEach((a, at) => {
      for (const b of members.slice(at + 1)) {
        if (!known.has(a * (rows + 1) + b)) missing.push({ l: a, r: b });
      }
    });
  }
  return missing;
}
