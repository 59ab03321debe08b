import type { Plan } from './plan.ts';

/** How many candidate pairs show the same levels and come from the same blocking rules. */
export type Pattern = { rules: number; levels: readonly number[]; count: number };
/** Per comparison, per level (best first): a share of the pairs. */
export type LevelShares = readonly (readonly number[])[];

/**
 * Patterns in flat arrays, because every round goes over all of them. The levels of all comparisons stand in one row
 * (best first) with a place behind them that says nothing; `places` holds each pattern's place in every comparison.
 */
export type Evidence = {
  counts: Float64Array;
  places: Int32Array;
  starts: readonly number[];
  silent: number;
};

/** The patterns by what the comparisons asked for show; the others and what is missing say nothing. */
export function evidenceOf(
  { comparisons }: Plan,
  patterns: readonly Pattern[],
  isAsked: (comparison: number) => boolean = () => true,
): Evidence {
  let silent = 0;
  const starts = comparisons.map(({ levels }) => (silent += levels.length) - levels.length);
  const placesOf = ({ levels }: Pattern): number[] =>
    comparisons.map(({ levels: { length } }, at) => {
      const number = levels[at] ?? -1;
      return number < 0 || !isAsked(at) ? silent : (starts[at] ?? 0) + length - 1 - number;
    });
  const merged = new Map<string, { places: number[]; count: number }>();
  for (const pattern of patterns) {
    const places = placesOf(pattern);
    const key = places.join(' ');
    const same = merged.get(key);
    if (same) same.count += pattern.count;
    else merged.set(key, { places, count: pattern.count });
  }
  const rows = [...merged.values()];
  return {
    counts: Float64Array.from(rows, ({ count }) => count),
    places: Int32Array.from(rows.flatMap(({ places }) => places)),
    starts,
    silent,
  };
}

/** The expected number of matches, in all and at each level (best first) of each comparison. */
export type Expected = { matches: number; byLevel: number[][] };

/** What m, u and the prior make of the patterns. */
export function expectedMatches(
  { counts, places, starts, silent }: Evidence,
  m: LevelShares,
  u: LevelShares,
  prior: number,
): Expected {
  const width = starts.length;
  const ratios = new Float64Array(silent + 1).fill(1);
  let next = 0;
  m.forEach((shares, at) => {
    shares.forEach((share, level) => (ratios[next++] = share / (u[at]?.[level] ?? 1)));
  });
  const sums = new Float64Array(silent + 1);
  let matches = 0;
  counts.forEach((count, row) => {
    let odds = prior / (1 - prior);
    const [from, to] = [row * width, (row + 1) * width];
    for (let at = from; at < to; at++) odds *= ratios[places[at] ?? silent] ?? 1;
    // Odds beyond the largest number leave no doubt.
    const expected = odds === Infinity ? count : (count * odds) / (1 + odds);
    matches += expected;
    for (let at = from; at < to; at++) {
      const place = places[at] ?? silent;
      sums[place] = (sums[place] ?? 0) + expected;
    }
  });
  const byLevel = m.map(({ length }, at) => {
    const start = starts[at] ?? 0;
    return [...sums.subarray(start, start + length)];
  });
  return { matches, byLevel };
}
