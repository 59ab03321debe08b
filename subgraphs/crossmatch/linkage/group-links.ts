import type { ScoredPair } from './resolve.ts';
import type { Millibits } from './score.ts';

/** What is known of the pairs between two groups: what they weigh together, and how many of them there are. */
export type Link = { sum: Millibits; count: number };

/**
 * The links between groups of rows, at first of one row each. What was never scored takes no room: two large groups
 * with one pair between them have one link.
 */
export function groupLinks(pairs: readonly ScoredPair[]) {
  const sums = new Float64Array(pairs.length);
  const counts = new Int32Array(pairs.length);
  /** Of each group, its neighbours with the place of their link. */
  const around = new Map<number, Map<number, number>>();
  const parted = -1;
  const neighboursOf = (group: number): Map<number, number> => {
    let neighbours = around.get(group);
    if (!neighbours) around.set(group, (neighbours = new Map<number, number>()));
    return neighbours;
  };
  const set = (a: number, b: number, place: number): void => {
    neighboursOf(a).set(b, place);
    neighboursOf(b).set(a, place);
  };
  pairs.forEach(({ l, r, weight }, place) => {
    sums[place] = weight;
    counts[place] = 1;
    set(l, r, place);
  });
  return {
    between(a: number, b: number): Link {
      const place = around.get(a)?.get(b);
      if (place === undefined) return { sum: 0, count: 0 };
      if (place === parted) return { sum: -Infinity, count: 0 };
      return { sum: sums[place] ?? 0, count: counts[place] ?? 0 };
    },
    /** Whoever holds these two is never joined. */
    part(a: number, b: number): void {
      set(a, b, parted);
    },
    /** Hands the links of a group to the one it went into. */
    move(gone: number, keep: number): void {
      for (const [other, place] of around.get(gone) ?? []) {
        around.get(other)?.delete(gone);
        if (other === keep) continue;
        const there = around.get(keep)?.get(other);
        if (there === parted) continue;
        if (there === undefined || place === parted) set(keep, other, place);
        else {
          sums[there] = (sums[there] ?? 0) + (sums[place] ?? 0);
          counts[there] = (counts[there] ?? 0) + (counts[place] ?? 0);
        }
      }
      around.delete(gone);
    },
  };
}
