import {
  evidenceOf,
  expectedMatches,
  type Evidence,
  type Expected,
  type LevelShares,
  type Pattern,
} from './pattern-evidence.ts';
import type { ComparisonPlan, Plan } from './plan.ts';

export type Learnt = { m: LevelShares; u: LevelShares; prior: number; trained: readonly boolean[] };

/** How many pairs of records there are, and how many of them can be matches at most. */
export type PairCounts = { possible: number; most: number };

const MOST_STEPS = 200;
const SETTLED = 1e-6;
/** A level that no match showed is rare among matches, not impossible. */
const SMOOTHING = 0.5;
/** Random pairs contain matches; no more than this part of what they show may be explained away by them. */
const LEAST_REST = 0.02;

/**
 * m, u and the prior from pattern counts. u of random pairs is known but for the matches among them; it settles with
 * the prior over the rounds. m is learnt rule by rule from the comparisons a rule does not touch. Where some
 * comparison is touched by every rule, what it shows would be lost in that way, and perhaps all that tells matches
 * apart: then m is learnt from all candidates at once. Where records have one partner at most, no more of them are taken
 * for matches than there can be: what merely looks alike would else pass for it.
 */
export function learnFromPatterns(
  plan: Plan,
  patterns: readonly Pattern[],
  random: LevelShares,
  { possible: pairs, most }: PairCounts,
): Learnt {
  const possible = Math.max(pairs, 1);
  const free = plan.comparisons.map((comparison) => rulesFreeOf(comparison, plan));
  const all = evidenceOf(plan, patterns);
  const teach = free.includes(0)
    ? matchesAtOnce(plan, patterns, free)
    : matchesByRule(plan, patterns, free);
  let u = random;
  let m: LevelShares = plan.comparisons.map(({ levels }) => firstGuess(levels.length));
  let prior = Math.min(0.5, 1 / Math.sqrt(Math.max(possible, 4)));
  let learnt = free.map(() => false);
  for (let round = 0; round < plan.spec.training.rounds; round++) {
    const counts = teach(m, u, prior);
    learnt = counts.map((row) => total(row) > 0);
    m = counts.map((row, at) => (learnt[at] ? smoothed(row) : (m[at] ?? row)));
    const { matches } = expectedMatches(all, m, u, prior);
    const next = Math.min(0.5, Math.max(Math.min(matches, most), 1) / possible);
    const moved = Math.abs(Math.log(next / prior));
    prior = next;
    u = lessMatches(random, m, prior);
    if (moved < SETTLED) break;
  }
  return { m, u, prior, trained: learnt.map((one, at) => one && free[at] !== 0) };
}

/** The rules, as bits, that rest on no input of a comparison. */
function rulesFreeOf({ roots }: ComparisonPlan, { blocks }: Plan): number {
  return blocks.reduce(
    (bits, block, at) => bits + ([...roots].some((root) => block.roots.has(root)) ? 0 : 2 ** at),
    0,
  );
}

/** The expected number of matches at each level, by which m is learnt. */
type Teach = (m: LevelShares, u: LevelShares, prior: number) => number[][];

/** Each comparison from the pairs that a rule proposed which does not touch it; from all pairs if there is none. */
function matchesAtOnce(plan: Plan, patterns: readonly Pattern[], free: readonly number[]): Teach {
  const parts = [...groupedByRules(patterns)].map(([rules, of]) => ({
    teaches: free.map((bits) => bits === 0 || (rules & bits) !== 0),
    evidence: evidenceOf(plan, of),
  }));
  return (m, u, prior) => {
    const counts = m.map((shares) => shares.map(() => 0));
    for (const { teaches, evidence } of parts) {
      addUp(counts, expectedMatches(evidence, m, u, prior), teaches);
    }
    return counts;
  };
}

/** Within each rule for itself, what it touches out of sight: that its pairs agree there tells nothing. */
function matchesByRule(plan: Plan, patterns: readonly Pattern[], free: readonly number[]): Teach {
  const parts = plan.blocks.map((_, at) => {
    const teaches = free.map((bits) => (bits & (2 ** at)) !== 0);
    const ofRule = patterns.filter(({ rules }) => (rules & (2 ** at)) !== 0);
    return {
      teaches,
      evidence: evidenceOf(plan, ofRule, (comparison) => teaches[comparison] ?? false),
    };
  });
  return (m, u) => {
    const counts = m.map((shares) => shares.map(() => 0));
    for (const { teaches, evidence } of parts) {
      if (evidence.counts.length > 0)
        addUp(counts, matchesWithin(evidence, m, u, teaches), teaches);
    }
    return counts;
  };
}

/** EM within one block, u held. */
function matchesWithin(
  evidence: Evidence,
  guess: LevelShares,
  u: LevelShares,
  teaches: readonly boolean[],
): Expected {
  const pairs = total([...evidence.counts]);
  let m = guess;
  let prior = 0.2;
  for (let step = 1; ; step++) {
    const expected = expectedMatches(evidence, m, u, prior);
    m = expected.byLevel.map((row, at) => (teaches[at] ? smoothed(row) : (guess[at] ?? row)));
    const next = Math.min(Math.max(expected.matches / pairs, 1e-9), 1 - 1e-9);
    if (Math.abs(next - prior) < SETTLED || step === MOST_STEPS) return expected;
    prior = next;
  }
}

function addUp(counts: number[][], { byLevel }: Expected, teaches: readonly boolean[]): void {
  counts.forEach((row, at) => {
    if (!teaches[at]) return;
    row.forEach((count, level) => (row[level] = count + (byLevel[at]?.[level] ?? 0)));
  });
}

function groupedByRules(patterns: readonly Pattern[]): Map<number, Pattern[]> {
  const groups = new Map<number, Pattern[]>();
  for (const pattern of patterns) {
    const group = groups.get(pattern.rules);
    if (group) group.push(pattern);
    else groups.set(pattern.rules, [pattern]);
  }
  return groups;
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
