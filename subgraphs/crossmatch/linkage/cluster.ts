import { groupLinks } from './group-links.ts';
import type { PairDecision, ScoredPair } from './resolve.ts';
import type { Millibits } from './score.ts';

/**
 * Every pair's weight begins with the prior, but two groups have it once: were pairs independent, it would be given
 * back for all but one of them. Pairs of one group share their slips and are half as good.
 */
const SHARED = 0.5;

/**
 * The entity of each row (1 … rows; entry n-1 is row n's), named by its smallest row. `connected` joins whatever a
 * chain of matches joins. `average` joins the likeliest first and only while the links between two groups speak for
 * one entity on the whole; a pair that was never proposed speaks against it. Pairs a person parted stay apart.
 */
export function clusterRows(
  rows: number,
  pairs: readonly ScoredPair[],
  { match, ...how }: Clustering & { match: Millibits },
  decisions: readonly PairDecision[] = [],
): Int32Array {
  for (const groups of clusterSteps(rows, pairs, how, [match], decisions)) return groups;
  return new Int32Array(rows);
}

export type Clustering = { how: 'connected' | 'average'; absent: Millibits };

/** The entities at each of several thresholds, which must fall: what is joined at one stays joined at the next. */
export function* clusterSteps(
  rows: number,
  pairs: readonly ScoredPair[],
  { how, absent }: Clustering,
  thresholds: readonly Millibits[],
  decisions: readonly PairDecision[] = [],
): Generator<Int32Array> {
  const groups = disjointSets(rows);
  const links = groupLinks(how === 'average' ? pairs : []);
  for (const { l, r, same } of decisions) if (!same) links.part(l, r);
  const join = (l: number, r: number, isSaid: boolean): void => {
    const [a, b] = [groups.find(l), groups.find(r)];
    if (a === b) return;
    const { sum, count } = links.between(a, b);
    if (sum === -Infinity) return;
    const all = groups.sizeOf(a) * groups.sizeOf(b);
    const onTheWhole = sum + (all - count) * absent;
    if (how === 'average' && !isSaid && onTheWhole < SHARED * (all - 1) * absent) return;
    // The smaller goes into the larger: a chain of any length costs little.
    const [keep, gone] = groups.sizeOf(a) >= groups.sizeOf(b) ? [a, b] : [b, a];
    groups.put(gone, keep);
    links.move(gone, keep);
  };
  const said = decisions.filter(({ same }) => same).map(({ l, r }) => ({ l, r, weight: 0 }));
  for (const { l, r } of likeliestFirst(said)) join(l, r, true);
  const least = Math.min(...thresholds);
  const likely = likeliestFirst(pairs.filter(({ weight }) => weight >= least));
  let next = 0;
  for (const threshold of thresholds) {
    for (let pair; (pair = likely[next]) && pair.weight >= threshold; next++) {
      join(pair.l, pair.r, false);
    }
    yield namedBySmallest(Int32Array.from({ length: rows }, (_, at) => groups.find(at + 1)));
  }
}

function likeliestFirst(pairs: ScoredPair[]): ScoredPair[] {
  return pairs.sort((a, b) => b.weight - a.weight || a.l - b.l || a.r - b.r);
}

/** Rows in groups, each called by one of its rows. */
function disjointSets(rows: number) {
  const above = Int32Array.from({ length: rows + 1 }, (_, row) => row);
  const sizes = new Int32Array(rows + 1).fill(1);
  const find = (row: number): number => {
    let at = row;
    for (;;) {
      const up = above[at] ?? at;
      if (up === at) return at;
      at = above[at] = above[up] ?? up;
    }
  };
  const sizeOf = (group: number): number => sizes[group] ?? 1;
  return {
    find,
    sizeOf,
    put(gone: number, keep: number): void {
      sizes[keep] = sizeOf(keep) + sizeOf(gone);
      above[gone] = keep;
    },
  };
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
