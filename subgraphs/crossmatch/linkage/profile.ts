import { z } from 'zod';
import type { Plan } from './plan.ts';
import type { LinkageResult } from './run-linkage.ts';
import type { Records } from './records.ts';

const count = z.int().nonnegative();
const side = z.strictObject({
  records: count,
  /** Per field, how many records have a value. */
  filled: z.record(z.string(), count),
});

export const profileSchema = z.strictObject({
  left: side,
  /** Null when a file was compared with itself. */
  right: side.nullable(),
  /** Per comparison, how many of the likely pairs are at each level, best first; blank values are left out. */
  levels: z.record(z.string(), z.array(count)),
  /** Per blocking rule, how many pairs it proposed. */
  blocks: z.record(z.string(), count),
});

/** What a run looked like, in counts: it names nobody. */
export type LinkageProfile = z.infer<typeof profileSchema>;

/**
 * The counts of a run. Levels are those of the pairs likely enough for a review: unlike the candidates, they do not
 * depend on how many of the records are strangers.
 */
export function profileOf({ plan, left, right, pairs, blocks }: LinkageResult): LinkageProfile {
  const likely = pairs.filter(({ decision }) => decision !== 'NONE');
  return {
    left: sideOf(plan, left),
    right: plan.dedupe ? null : sideOf(plan, right),
    levels: Object.fromEntries(
      plan.comparisons.map(({ name, levels }, at) => {
        const counts = levels.map(() => 0);
        for (const pair of likely) {
          const level = pair.levels[at] ?? -1;
          const place = levels.length - 1 - level;
          if (level >= 0) counts[place] = (counts[place] ?? 0) + 1;
        }
        return [name, counts];
      }),
    ),
    blocks: Object.fromEntries(blocks.map(({ title, pairs }) => [title.zh, pairs])),
  };
}

/** Profiles of several runs of one plan as that of one: everything is added up. */
export function sumOfProfiles(profiles: readonly LinkageProfile[]): LinkageProfile | null {
  const [first, ...rest] = profiles;
  if (!first) return null;
  return rest.reduce(
    (sum, one) => ({
      left: added(sum.left, one.left),
      right: sum.right && one.right ? added(sum.right, one.right) : null,
      levels: Object.fromEntries(
        Object.entries(sum.levels).map(([name, counts]) => [
          name,
          counts.map((count, at) => count + (one.levels[name]?.[at] ?? 0)),
        ]),
      ),
      blocks: addedCounts(sum.blocks, one.blocks),
    }),
    first,
  );
}

function sideOf({ fields }: Plan, { ids, codes }: Records): LinkageProfile['left'] {
  return {
    records: ids.length,
    filled: Object.fromEntries(
      fields
        // What is derived is blank when its source is.
        .filter(({ columns }) => columns !== null)
        .map(({ name }) => [name, filledOf(codes.get(name))]),
    ),
  };
}

function filledOf(codes: Int32Array | undefined): number {
  let filled = 0;
  for (const code of codes ?? []) if (code !== 0) filled += 1;
  return filled;
}

function added(a: LinkageProfile['left'], b: LinkageProfile['left']): LinkageProfile['left'] {
  return { records: a.records + b.records, filled: addedCounts(a.filled, b.filled) };
}

function addedCounts(a: Record<string, number>, b: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(a).map(([name, count]) => [name, count + (b[name] ?? 0)]),
  );
}
