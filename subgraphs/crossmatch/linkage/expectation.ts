import type { Plan } from './plan.ts';

/** How many candidate pairs show the same levels and come from the same blocking rules. */
export type Pattern = { rules: number; levels: readonly number[]; count: number };
/** Per comparison, per level (best first): a share of the pairs. */
export type LevelShares = readonly (readonly number[])[];

export type Learnt = { m: LevelShares; u: LevelShares; prior: number; trained: readonly boolean[] };

const MOST_STEPS = 200;
const SETTLED = 1e-6;
/** A level that no match showed is rare among matches, not impossible. */
const SMOOTHING = 0.5;
/** Random pairs contain matches; no more than this part of what they show may be explained away by them. */
const LEAST_REST = 0.02;

/**
 * m, u and the prior from pattern counts. u of random pairs is known but for the matches among them; m is learnt for
 * each blocking rule from the comparisons it does not touch, and the expected matches of all rules are added up.
 * The prior, and with it the correction of u, settles over the rounds.
 */
export function learnFromPatterns(
  plan: Plan,
  patterns: readonly Pattern[],
  random: LevelShares,
  allPairs: number,
): Learnt {
  const possible = Math.max(allPairs, 1);
  const all = evidenceOf(plan, patterns, () => true);
  const rules = plan.blocks.map((block, at) => {
    const free = plan.comparisons.map(
      ({ roots }) => ![...roots].some((root) => block.roots.has(root)),
    );
    const ofRule = patterns.filter(({ rules }) => (rules & (2 ** at)) !== 0);
    return { free, evidence: evidenceOf(plan, ofRule, (comparison) => free[comparison] ?? false) };
  });
  let u = random;
  let m: LevelShares = plan.comparisons.map(({ levels }) => firstGuess(levels.length));
  let prior = Math.min(0.5, 1 / Math.sqrt(Math.max(possible, 4)));
  let trained = plan.comparisons.map(() => false);
  for (let round = 0; round < plan.spec.training.rounds; round++) {
    const pooled = plan.comparisons.map(({ levels }) => new Array<number>(levels.length).fill(0));
    for (const { free, evidence } of rules) {
      expectedMatches(evidence, m, u, free).forEach((counts, comparison) => {
        const sum = pooled[comparison];
        counts.forEach((count, level) => {
          if (sum && free[comparison]) sum[level] = (sum[level] ?? 0) + count;
        });
      });
    }
    trained = pooled.map((counts) => total(counts) > 0);
    const next = pooled.map((counts, at) => (trained[at] ? smoothed(counts) : (m[at] ?? counts)));
    const { matches: found } = expect(all, next, u, prior);
    const moved = Math.abs(Math.log(Math.max(found, 1) / possible / prior));
    m = next;
    prior = Math.min(0.5, Math.max(found, 1) / possible);
    u = lessMatches(random, m, prior);
    if (moved < SETTLED) break;
  }
  return { m, u, prior, trained };
}

/** The chance that a pair of these levels is a match. */
export function matchProbability(
  levels: readonly number[],
  m: LevelShares,
  u: LevelShares,
  prior: number,
): number {
  let odds = prior / (1 - prior);
  levels.forEach((number, at) => {
    if (number < 0) return;
    const place = (m[at]?.length ?? 0) - 1 - number;
    odds *= (m[at]?.[place] ?? 1) / (u[at]?.[place] ?? 1);
  });
  return odds / (1 + odds);
}

/**
 * Patterns in flat arrays, because the rounds go over them thousands of times. All levels of all comparisons stand in
 * one row (best first), and behind them a place that says nothing; `places` holds for each pattern its place in every
 * comparison.
 */
type Evidence = {
  counts: Float64Array;
  places: Int32Array;
  width: number;
  starts: readonly number[];
  silent: number;
};

/** The patterns by what the comparisons asked for show; the others and the missing are silent. */
function evidenceOf(
  { comparisons }: Plan,
  patterns: readonly Pattern[],
  isAsked: (comparison: number) => boolean,
): Evidence {
  let silent = 0;
  const starts = comparisons.map(({ levels }) => (silent += levels.length) - levels.length);
  const merged = new Map<string, { places: number[]; count: number }>();
  for (const { levels, count } of patterns) {
    const places = comparisons.map(({ levels: { length } }, at) => {
      const number = levels[at] ?? -1;
      return number < 0 || !isAsked(at) ? silent : (starts[at] ?? 0) + length - 1 - number;
    });
    const key = places.join(' ');
    const same = merged.get(key);
    if (same) same.count += count;
    else merged.set(key, { places, count });
  }
  const rows = [...merged.values()];
  return {
    counts: Float64Array.from(rows, ({ count }) => count),
    places: Int32Array.from(rows.flatMap(({ places }) => places)),
    width: comparisons.length,
    starts,
    silent,
  };
}

/** The expected number of matches, in all and at each place. */
function expect(
  { counts, places, width, silent }: Evidence,
  m: LevelShares,
  u: LevelShares,
  prior: number,
): { matches: number; byPlace: Float64Array } {
  const ratios = new Float64Array(silent + 1).fill(1);
  let place = 0;
  m.forEach((shares, at) =>
    shares.forEach((share, level) => (ratios[place++] = share / (u[at]?.[level] ?? 1))),
  );
  const byPlace = new Float64Array(silent + 1);
  const priorOdds = prior / (1 - prior);
  let matches = 0;
  counts.forEach((count, row) => {
    let odds = priorOdds;
    const from = row * width;
    for (let at = from; at < from + width; at++) odds *= ratios[places[at] ?? silent] ?? 1;
    // Beyond the largest number there is no doubt.
    const expected = odds === Infinity ? count : (count * odds) / (1 + odds);
    matches += expected;
    for (let at = from; at < from + width; at++) {
      const to = places[at] ?? silent;
      byPlace[to] = (byPlace[to] ?? 0) + expected;
    }
  });
  return { matches, byPlace };
}

/** EM within one block, u held: the expected number of matches at each level of the comparisons that are free. */
function expectedMatches(
  evidence: Evidence,
  guess: LevelShares,
  u: LevelShares,
  free: readonly boolean[],
): number[][] {
  const pairs = total([...evidence.counts]);
  const rowsOf = (byPlace: Float64Array): number[][] =>
    guess.map(({ length }, at) => {
      const start = evidence.starts[at] ?? 0;
      return [...byPlace.subarray(start, start + length)];
    });
  let m = guess;
  let prior = 0.2;
  let counts = guess.map((shares) => shares.map(() => 0));
  if (pairs === 0 || !free.some(Boolean)) return counts;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { matches, byPlace } = expect(evidence, m, u, prior);
    counts = rowsOf(byPlace);
    m = counts.map((row, at) => (free[at] ? smoothed(row) : (guess[at] ?? row)));
    const next = Math.min(Math.max(matches / pairs, 1e-9), 1 - 1e-9);
    const moved = Math.abs(next - prior);
    prior = next;
    if (moved < SETTLED) break;
  }
  return counts;
}

function lessMatches(random: LevelShares, m: LevelShares, prior: number): LevelShares {
  return random.map((shares, at) => {
    const rest = shares.map((share, level) =>
      Math.max((share - prior * (m[at]?.[level] ?? 0)) / (1 - prior), share * LEAST_REST),
    );
    const sum = total(rest);
    return rest.map((share) => share / sum);
  });
}

function firstGuess(levels: number): number[] {
  const weights = Array.from({ length: levels }, (_, at) => (at === 0 ? 0.9 : 0.1 / (levels - 1)));
  return weights;
}

function smoothed(counts: readonly number[]): number[] {
  const sum = total(counts) + SMOOTHING * counts.length;
  return counts.map((count) => (count + SMOOTHING) / sum);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
