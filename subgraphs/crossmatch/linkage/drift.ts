import type { LinkageProfile } from './profile.ts';

/** A way in which a run is unlike what is known. */
export type Drift = {
  /** LEVELS and COMPLETENESS: population stability index; VOLUME: how many times more pairs. */
  kind: 'LEVELS' | 'COMPLETENESS' | 'VOLUME';
  /** A comparison, a field, a blocking rule. */
  subject: string;
  /** Whose values are missing or back again; null where it is no question of a side. */
  side: 'left' | 'right' | null;
  value: number;
  limit: number;
};

export type DriftLimits = {
  psi: number;
  /** A blocking rule may propose so many times the pairs per record that it did. */
  volume: number;
};

// Fewer tell nothing: the index of two samples of one population grows as they shrink (Yurdakul 2018).
const LEAST_COUNTED = 100;

/**
 * What of a run drifted from what is known, the worst of each kind first. A rule that proposes less is no
 * drift: a batch of strangers has nothing to propose.
 */
export function driftBetween(
  known: LinkageProfile,
  found: LinkageProfile,
  limits: DriftLimits,
): Drift[] {
  const levels = Object.entries(found.levels).map(([subject, counts]) =>
    drift('LEVELS', subject, stabilityIndex(known.levels[subject] ?? [], counts), limits.psi),
  );
  const sides = (['left', 'right'] as const).flatMap((side) =>
    completeness(known[side], found[side], limits.psi).map((one) => ({ ...one, side })),
  );
  const volumes = Object.entries(found.blocks).map(([subject, pairs]) =>
    drift('VOLUME', subject, volumeRatio(known, found, subject, pairs), limits.volume),
  );
  return [levels, sides, volumes].flatMap((kind) =>
    kind.filter(({ value, limit }) => value > limit).sort((a, b) => b.value - a.value),
  );
}

/**
 * Σ (found − known) · ln(found / known) over the shares of the bins: 0 for the same distribution, above 0.25 by
 * custom another one (Siddiqi 2006). A bin that nobody is in counts half a one. 0 when too few were counted.
 */
export function stabilityIndex(known: readonly number[], found: readonly number[]): number {
  if (known.length !== found.length) return 0;
  const [before, after] = [sharesOf(known), sharesOf(found)];
  if (!before || !after) return 0;
  return after.reduce((sum, share, bin) => {
    const was = before[bin] ?? share;
    return sum + (share - was) * Math.log(share / was);
  }, 0);
}

function sharesOf(counts: readonly number[]): number[] | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total < LEAST_COUNTED) return null;
  return counts.map((count) => (count + 0.5) / (total + counts.length / 2));
}

function completeness(
  known: LinkageProfile['right'],
  found: LinkageProfile['right'],
  limit: number,
): Drift[] {
  if (!known || !found) return [];
  const filled = ({ records, filled }: LinkageProfile['left'], field: string): number[] => {
    const count = filled[field] ?? 0;
    return [count, records - count];
  };
  return Object.keys(found.filled).map((field) =>
    drift('COMPLETENESS', field, stabilityIndex(filled(known, field), filled(found, field)), limit),
  );
}

/**
 * How many times more pairs the rule proposes for a record of the left side; few pairs say nothing. The right side may
 * be no more than those who share something with a record, so its size tells nothing.
 */
function volumeRatio(
  known: LinkageProfile,
  found: LinkageProfile,
  rule: string,
  pairs: number,
): number {
  const before = known.blocks[rule];
  if (before === undefined || known.left.records === 0) return 0;
  if (pairs < LEAST_COUNTED) return 0;
  return pairs / found.left.records / (Math.max(before, 0.5) / known.left.records);
}

function drift(kind: Drift['kind'], subject: string, value: number, limit: number): Drift {
  return { kind, subject, side: null, value: Math.round(value * 1000) / 1000, limit };
}
