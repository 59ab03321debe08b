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
  let u = random;
  let m = plan.comparisons.map(({ levels }) => firstGuess(levels.length));
  let prior = Math.min(0.5, 1 / Math.sqrt(Math.max(possible, 4)));
  let trained = plan.comparisons.map(() => false);
  for (let round = 0; round < plan.spec.training.rounds; round++) {
    const pooled = plan.comparisons.map(({ levels }) => new Array<number>(levels.length).fill(0));
    for (const [at, block] of plan.blocks.entries()) {
      const free = plan.comparisons.map(
        ({ roots }) => ![...roots].some((root) => block.roots.has(root)),
      );
      const ofRule = patterns.filter(({ rules }) => (rules & (2 ** at)) !== 0);
      expectedMatches(ofRule, m, u, free).forEach((counts, comparison) => {
        counts.forEach((count, level) => {
          const sum = pooled[comparison];
          if (sum) sum[level] = (sum[level] ?? 0) + count;
        });
      });
    }
    trained = pooled.map((counts) => total(counts) > 0);
    const next = pooled.map((counts, at) => (trained[at] ? smoothed(counts) : (m[at] ?? counts)));
    const found = total(
      patterns.map((pattern) => pattern.count * matchProbability(pattern.levels, next, u, prior)),
    );
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

/** EM within one block, u held: the expected number of matches at each level of the comparisons that are free. */
function expectedMatches(
  patterns: readonly Pattern[],
  guess: LevelShares,
  u: LevelShares,
  free: readonly boolean[],
): number[][] {
  const masked = patterns.map(({ levels, count }) => ({
    count,
    levels: levels.map((level, at) => (free[at] ? level : -1)),
  }));
  const pairs = total(masked.map(({ count }) => count));
  let m = guess;
  let prior = 0.2;
  let counts = guess.map((shares) => shares.map(() => 0));
  if (pairs === 0 || !free.some(Boolean)) return counts;
  for (let step = 0; step < MOST_STEPS; step++) {
    counts = guess.map((shares) => shares.map(() => 0));
    let matches = 0;
    for (const { levels, count } of masked) {
      const expected = count * matchProbability(levels, m, u, prior);
      matches += expected;
      levels.forEach((number, at) => {
        const row = counts[at];
        if (number < 0 || !row) return;
        const place = row.length - 1 - number;
        row[place] = (row[place] ?? 0) + expected;
      });
    }
    m = counts.map((row, at) => (free[at] ? smoothed(row) : (guess[at] ?? row)));
    const next = Math.min(Math.max(matches / pairs, 1e-9), 1 - 1e-9);
    const moved = Math.abs(next - prior);
    prior = next;
    if (moved < SETTLED) break;
  }
  return counts.map((row, at) => (free[at] ? row : row.map(() => 0)));
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
