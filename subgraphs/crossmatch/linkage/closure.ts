import { clusterRows } from './cluster.ts';
import type { ScoredPair } from './resolve.ts';

// A group that a chain of weak links has blown up is no entity; looking at all its pairs would cost its square.
const LARGEST_GROUP = 50;
/** It is taken apart into the groups its stronger links make, by so many thousandths of a bit at a time. */
const [STRICTER, STRICTEST] = [4_000, 40_000];

/**
 * The pairs within the groups that likely pairs join and that are not among them: two records of one
 * entity need not share a key, and whether a chain of links holds is seen in its other pairs.
 */
export function closurePairs(
  rows: number,
  scored: readonly ScoredPair[],
): { l: number; r: number }[] {
  const known = new Set(scored.map(({ l, r }) => l * (rows + 1) + r));
  const missing: { l: number; r: number }[] = [];
  let left = scored;
  for (let match = 0; match <= STRICTEST && left.length > 0; match += STRICTER) {
    const groupOf = clusterRows(rows, left, { how: 'connected', match, absent: 0 });
    const large = new Set<number>();
    for (const [group, members] of membersOf(groupOf)) {
      if (members.length > LARGEST_GROUP) large.add(group);
      else if (members.length > 2) addMissing(members);
    }
    left = left.filter(({ l }) => large.has(groupOf[l - 1] ?? 0));
  }
  return missing;

  function addMissing(members: readonly number[]): void {
    members.forEach((a, at) => {
      for (const b of members.slice(at + 1)) {
        if (!known.has(a * (rows + 1) + b)) missing.push({ l: a, r: b });
      }
    });
  }
}

function membersOf(groupOf: Int32Array): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  groupOf.forEach((group, at) => {
    const members = groups.get(group);
    if (members) members.push(at + 1);
    else groups.set(group, [at + 1]);
  });
  return groups;
}
