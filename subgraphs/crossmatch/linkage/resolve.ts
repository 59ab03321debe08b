import type { Millibits } from './score.ts';
import type { LinkageSpec } from './spec.ts';

export type Decision = 'MATCH' | 'REVIEW' | 'NONE';

/** Two records by their row numbers, with the weight of the evidence. */
export type ScoredPair = { l: number; r: number; weight: Millibits };
/** What a person has decided about two records, for ever. */
export type PairDecision = { l: number; r: number; same: boolean };

export type Resolved = {
  decision: Decision;
  /** A rival is as likely, or a person has spoken. */ because:
    'SCORE' | 'TIE' | 'RIVAL' | 'PERSON';
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
  const order = pairs
    .map((pair, at) => ({ ...pair, at, same: spoken.get(keyOf(pair)) }))
    .sort(
      (a, b) =>
        Number(b.same === true) - Number(a.same === true) ||
        b.weight - a.weight ||
        a.l - b.l ||
        a.r - b.r,
    );
  const candidates = order.filter(
    ({ same, weight }) => same !== false && weight >= thresholds.review,
  );
  const rivals = rivalWeights(candidates, limits);
  const ofPair = (pair: ScoredPair): number =>
    Math.max(
      limits.left ? (rivals.left.get(pair.l)?.besides(pair.r) ?? -Infinity) : -Infinity,
      limits.right ? (rivals.right.get(pair.r)?.besides(pair.l) ?? -Infinity) : -Infinity,
    );
  for (const pair of order) {
    const { at, l, r, weight, same } = pair;
    if (same !== undefined) {
      result[at] = { decision: same ? 'MATCH' : 'NONE', because: 'PERSON' };
      if (same) take(taken, l, r);
    } else if (weight >= thresholds.review) {
      const blocked = (limits.left && taken.left.has(l)) || (limits.right && taken.right.has(r));
      const tie = ofPair(pair) >= weight - spec.tieBits * 1000;
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

function limitsOf(cardinality: LinkageSpec['cardinality']): { left: boolean; right: boolean } {
  return {
    left: cardinality === 'one-to-one' || cardinality === 'many-to-one',
    right: cardinality === 'one-to-one' || cardinality === 'one-to-many',
  };
}

type Rivals = { besides(partner: number): number };

/** For each limited record the weight of its best candidate other than a given one. */
function rivalWeights(
  candidates: readonly ScoredPair[],
  limits: { left: boolean; right: boolean },
) {
  const collect = (mine: 'l' | 'r', theirs: 'l' | 'r'): Map<number, Rivals> => {
    const best = new Map<number, { partner: number; weight: number }[]>();
    for (const pair of candidates) {
      const list = best.get(pair[mine]) ?? [];
      list.push({ partner: pair[theirs], weight: pair.weight });
      list.sort((a, b) => b.weight - a.weight);
      best.set(pair[mine], list.slice(0, 2));
    }
    return new Map(
      [...best].map(([key, list]) => [
        key,
        { besides: (partner) => list.find((one) => one.partner !== partner)?.weight ?? -Infinity },
      ]),
    );
  };
  return {
    left: limits.left ? collect('l', 'r') : new Map<number, Rivals>(),
    right: limits.right ? collect('r', 'l') : new Map<number, Rivals>(),
  };
}

function take(taken: { left: Set<number>; right: Set<number> }, l: number, r: number): void {
  taken.left.add(l);
  taken.right.add(r);
}

function keyOf({ l, r }: { l: number; r: number }): string {
  return `${l} ${r}`;
}
