import { weighedFields } from './model-fit.ts';
import type { Model } from './model.ts';
import type { Plan } from './plan.ts';
import type { Records } from './records.ts';
import type { Standardiser } from './standardise.ts';

/** How often the values of the fields occur. */
export type TermCounts = {
  /** The chance that two random records, both with a value, have the same; null: nothing to count. */
  chanceOfEqual(field: string): number | null;
  /** How often each code occurs on both sides together, and how many records have a value. */
  of(field: string): { byCode: Int32Array; total: number };
};

// A model names no value that fewer records hold: it must not tell who was in the training data.
const NAMED_FROM = 10;
const LEAST_REST = 0.02;

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

/**
 * The shares of the common values of every field that a level weighs by its rarity. `equalityOf` tells how often two
 * records that are no match agree on a field, if that was learnt.
 */
export function termFrequencies(
  plan: Plan,
  counts: TermCounts,
  standardiser: Standardiser,
  equalityOf: (field: string) => number | undefined,
): Model['termFrequencies'] {
  return Object.fromEntries(
    [...weighedFields(plan)].map((field) => [
      field,
      sharesOf(field, counts, standardiser, equalityOf(field)),
    ]),
  );
}

/** The level that asks for equality on the field and no more, if there is one. */
export function levelOfEquality(
  { comparisons }: Plan,
  field: string,
): { comparison: number; level: number } | null {
  for (const [comparison, { levels }] of comparisons.entries()) {
    const level = levels.findIndex(
      ({ when }) => when !== 'else' && 'equal' in when && when.equal === field,
    );
    if (level >= 0) return { comparison, level };
  }
  return null;
}

function sharesOf(
  field: string,
  counts: TermCounts,
  standardiser: Standardiser,
  learnt: number | undefined,
) {
  const { byCode, total } = counts.of(field);
  const common: Record<string, number> = {};
  let [named, equalAndNamed] = [0, 0];
  byCode.forEach((count, code) => {
    if (code === 0 || count < NAMED_FROM || count >= total) return;
    const text = standardiser.valueOf(field, code);
    if (text === null) return;
    const share = count / total;
    common[text] = share;
    named += share;
    equalAndNamed += share * share;
  });
  const equal = within(counts.chanceOfEqual(field) ?? 1 / (total + 1));
  // What the common values do not explain of chance agreement falls to all others. Counting those would not tell: the
  // duplicates among the records make every rare value look as common as it has copies.
  const rest = Math.max((learnt ?? equal) - equalAndNamed, (learnt ?? equal) * LEAST_REST);
  return { common, other: within(rest / Math.max(1 - named, LEAST_REST)), equal };
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
