import { suppress, type SuppressionRule } from './suppress.ts';
import { countLattice, type TableRecord } from './table.ts';

/** A table that is released: its dimensions, and how many of them may be asked together. */
export type TablePlan<Dimension extends string> = {
  readonly dimensions: readonly Dimension[];
  readonly together: number;
};

/** A cell as it is stored and answered: `count` null is withheld; cells that count zero are left out. */
export type ReleasedCell = { grouping: string; codes: string[]; count: number | null };

/** What a release came to; cells are those that count somebody. */
export type ReleaseFigures = {
  cells: number;
  small: number;
  complementary: number;
  closed: boolean;
};

/**
 * The whole table as it may be known, all breakdowns decided together.
 *
 * @throws RangeError for a record with a code that is not listed
 */
export function releaseTable<Dimension extends string>(
  plan: TablePlan<Dimension>,
  codes: Readonly<Record<Dimension, readonly string[]>>,
  records: readonly TableRecord[],
  rule: SuppressionRule,
): { cells: ReleasedCell[]; figures: ReleaseFigures } {
  const shape = {
    codes: plan.dimensions.map((dimension) => codes[dimension]),
    views: subsetsUpTo(plan.dimensions.length, plan.together),
  };
  const lattice = countLattice(shape, records);
  const { hidden, small, closed } = suppress(lattice, rule);
  const cells = lattice.cells.flatMap(({ view, at, count }, index): ReleasedCell[] => {
    if (count === 0 && !hidden.has(index)) return [];
    const names = view.flatMap((dimension) => plan.dimensions[dimension] ?? []);
    const placed = view.map((dimension, n) => shape.codes[dimension]?.[at[n] ?? 0] ?? '');
    return [
      { grouping: groupingOf(plan, names), codes: placed, count: hidden.has(index) ? null : count },
    ];
  });
  const about = lattice.cells.flatMap(({ count }, index) => (count > 0 ? [index] : []));
  const withheld = about.filter((index) => hidden.has(index)).length;
  const figures = {
    cells: about.length,
    small: small.size,
    complementary: withheld - small.size,
    closed,
  };
  return { cells, figures };
}

/** The name of a breakdown: its dimensions in the table's order; the total's is empty. */
export function groupingOf<Dimension extends string>(
  plan: TablePlan<Dimension>,
  dimensions: readonly Dimension[],
): string {
  return plan.dimensions.filter((dimension) => dimensions.includes(dimension)).join('|');
}

function subsetsUpTo(dimensions: number, together: number): number[][] {
  return Array.from({ length: 2 ** dimensions }, (_, bits) =>
    Array.from({ length: dimensions }, (_none, dimension) => dimension).filter(
      (dimension) => (bits >> dimension) % 2 === 1,
    ),
  ).filter((view) => view.length <= together);
}
