import type { Millibits } from './score.ts';
import type { LinkageSpec } from './spec.ts';

export type Decision = 'MATCH' | 'REVIEW' | 'NONE';

/** Two records by their row numbers, with the weight of the evidence. */
export type ScoredPair = { l: number; r: number; weight: Millibits };
/** What a person has decided about two records, for ever. */
export type PairDecision = { l: number; r: number; same: boolean };

export type Resolved = {
  decision: Decision;
  /** The score alone; as likely as another; a likelier one has taken the place; a person has spoken. */
  because: 'SCORE' | 'TIE' | 'RIVAL' | 'PERSON';
};

/**
 * Decides every pair by weight and by how many partners a record may have. The best pair comes first; where two
 * candidates are within the tie, neither is taken and both go to a person; what is left without a partner is no
 * match. A person's word overrides the weight. The order of the pairs does not matter.
 */
export function resolvePairs(
  pairs: readonly ScoredPair[],
  spec: Pick<LinkageSpec, 'cardinality' | 'tieBits'>,
  thresholds: { match: Millibits; review: Millibits },
  decisions: readonly PairDecision[] = [],
): Resolved[] {
  const limits = limitsOf(spec.cardinality);
  const spoken = new Map(decisions.map((one) => [keyOf(one), one.same]));
  const taken = { left: new Set<number>(), right: new Set<number>() };
  const result: Resolved[] = pairs.map(() => ({ decision: 'NONE', because: 'SCORE' }));
  const order = pairs.map(({ l, r, weight }, at) => {
    const same = spoken.size === 0 ? undefined : spoken.get(keyOf({ l, r }));
    return { l, r, weight, at, same };
  });
  // Where nobody's place can be taken, no pair comes before another.
  if (limits.left || limits.right) order.sort(inOrder);
  const candidates = order.filter(
    ({ same, weight }) => same !== false && weight >= thresholds.review,
  );
  const ofLeft = limits.left ? groupedBy('l', candidates) : NOBODY;
  const ofRight = limits.right ? groupedBy('r', candidates) : NOBODY;
  // A rival whose other record has found its partner is none.
  const isRival = (one: ScoredPair, pair: ScoredPair): boolean =>
    one.weight >= pair.weight - spec.tieBits * 1000 &&
    (one.l === pair.l
      ? one.r !== pair.r && !(limits.right && taken.right.has(one.r))
      : !(limits.left && taken.left.has(one.l)));
  for (const pair of order) {
    const { at, l, r, weight, same } = pair;
    if (same !== undefined) {
      result[at] = { decision: same ? 'MATCH' : 'NONE', because: 'PERSON' };
      if (same) take(taken, l, r);
    } else if (weight >= thresholds.review) {
      const blocked = (limits.left && taken.left.has(l)) || (limits.right && taken.right.has(r));
      const tie = [ofLeft.get(l), ofRight.get(r)].some((list) =>
        list?.some((one) => isRival(one, pair)),
      );
      if (tie && !blocked) result[at] = { decision: 'REVIEW', because: 'TIE' };
      else if (blocked) result[at] = { decision: 'NONE', because: 'RIVAL' };
      else if (weight >= thresholds.match) {
        result[at] = { decision: 'MATCH', because: 'SCORE' };
        take(taken, l, r);
      } else result[at] = { decision: 'REVIEW', because: 'SCORE' };
    }
  }
  return result;
}

type Candidate = ScoredPair & { same: boolean | undefined };

function inOrder(a: Candidate, b: Candidate): number {
  const said = Number(b.same === true) - Number(a.same === true);
  return said || b.weight - a.weight || a.l - b.l || a.r - b.r;
}

function limitsOf(cardinality: LinkageSpec['cardinality']): { left: boolean; right: boolean } {
  return {
    left: cardinality === 'one-to-one' || cardinality === 'many-to-one',
    right: cardinality === 'one-to-one' || cardinality === 'one-to-many',
  };
}

const NOBODY: ReadonlyMap<number, readonly ScoredPair[]> = new Map();

function groupedBy(side: 'l' | 'r', pairs: readonly ScoredPair[]): Map<number, ScoredPair[]> {
  const groups = new Map<number, ScoredPair[]>();
  for (const pair of pairs) {
    const group = groups.get(pair[side]);
    if (group) group.push(pair);
    else groups.set(pair[side], [pair]);
  }
  return groups;
}

function take(taken: { left: Set<number>; right: Set<number> }, l: number, r: number): void {
  taken.left.add(l);
  taken.right.add(r);
}

function keyOf({ l, r }: { l: number; r: number }): string {
  return `${l} ${r}`;
}
