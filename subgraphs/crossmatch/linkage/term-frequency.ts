import type { Model } from './model.ts';
import type { Plan } from './plan.ts';
import type { Records, Standardiser } from './standardise.ts';

/** How often the values of the fields occur. */
export type TermCounts = {
  /** The chance that two random records, both with a value, have the same; null: nothing to count. */
  chanceOfEqual(field: string): number | null;
  /** How often each code occurs on both sides together, and how many records have a value. */
  of(field: string): { byCode: Int32Array; total: number };
};

// A model names no value that fewer records hold: it must not tell who was in the training data.
const NAMED_FROM = 10;

/** Counts the values of both sides (of the one side when it is compared with itself). */
export function countTerms(plan: Plan, left: Records, right: Records): TermCounts {
  const counted = new Map<string, { lefts: Int32Array; rights: Int32Array }>();
  const of = (field: string) => {
    let known = counted.get(field);
    if (!known) {
      known = { lefts: tally(left, field), rights: tally(right, field) };
      counted.set(field, known);
    }
    return known;
  };
  return {
    chanceOfEqual(field) {
      const { lefts, rights } = of(field);
      const [ls, rs] = [sum(lefts), sum(rights)];
      let equal = 0;
      if (plan.dedupe) {
        for (const count of lefts) equal += (count * (count - 1)) / 2;
        return ls < 2 ? null : Math.max(equal, 0.5) / ((ls * (ls - 1)) / 2);
      }
      const most = Math.min(lefts.length, rights.length);
      for (let code = 1; code < most; code++) equal += (lefts[code] ?? 0) * (rights[code] ?? 0);
      return ls * rs === 0 ? null : Math.max(equal, 0.5) / (ls * rs);
    },
    of(field) {
      const { lefts, rights } = of(field);
      if (plan.dedupe) return { byCode: lefts, total: sum(lefts) };
      const byCode = new Int32Array(Math.max(lefts.length, rights.length));
      for (let code = 1; code < byCode.length; code++) {
        byCode[code] = (lefts[code] ?? 0) + (rights[code] ?? 0);
      }
      return { byCode, total: sum(byCode) };
    },
  };
}

/** The shares of the common values of every field that a level weighs by its rarity. */
export function termFrequencies(
  plan: Plan,
  counts: TermCounts,
  standardiser: Standardiser,
): Model['termFrequencies'] {
  const fields = new Set(
    plan.comparisons.flatMap(({ levels }) => levels.flatMap((level) => level.termFrequency ?? [])),
  );
  return Object.fromEntries(
    [...fields].map((field) => [field, sharesOf(field, counts, standardiser)]),
  );
}

function sharesOf(field: string, counts: TermCounts, standardiser: Standardiser) {
  const { byCode, total } = counts.of(field);
  const common: Record<string, number> = {};
  let [others, othersTotal] = [0, 0];
  byCode.forEach((count, code) => {
    if (code === 0 || count === 0) return;
    const text = standardiser.valueOf(field, code);
    if (count >= NAMED_FROM && count < total && text !== null) common[text] = count / total;
    else [others, othersTotal] = [others + 1, othersTotal + count];
  });
  const other = others === 0 ? 1 / (total + 1) : othersTotal / others / (total + 1);
  const equal = counts.chanceOfEqual(field) ?? other;
  return { common, other: within(other), equal: within(equal) };
}

function within(share: number): number {
  return Math.min(Math.max(share, Number.EPSILON), 0.5);
}

function tally(records: Records, field: string): Int32Array {
  const codes = records.codes.get(field) ?? new Int32Array(0);
  let most = 0;
  for (const code of codes) if (code > most) most = code;
  const counts = new Int32Array(most + 1);
  for (const code of codes) if (code !== 0) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

function sum(counts: Int32Array): number {
  return counts.reduce((total, count) => total + count, 0);
}
