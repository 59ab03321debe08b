import { exchangesFor, transfersFor, type Exchange } from './exchange.ts';
import { indexIn, sizeOf, type Lattice, type LatticeCell, type TableShape } from './table.ts';
import { publishedDifference } from './witness.ts';

/** How far statistics are withheld; both are policy parameters. */
export type SuppressionRule = {
  /** A cell about fewer households than this, but not about nobody, is small. */
  readonly smallestShown: number;
  /** A small cell must be able to hold this many different counts under all that is published. */
  readonly feasibleValues: number;
  /** What it costs to withhold the cell of that index: from outside and unknown to readers, see `suppress`. */
  readonly cost: (index: number) => number;
};

/** Which cells are withheld (by index in `lattice.cells`), and which of them because they are small. */
export type Suppression = {
  readonly hidden: ReadonlySet<number>;
  readonly small: ReadonlySet<number>;
  /** True: only the total is published, if that, because the table is too thin to be broken down. */
  readonly closed: boolean;
};

/** Two tables that agree with everything published and differ by what a small cell may hold. */
type Witness = { low: Int32Array; high: Int32Array; least: number; most: number };

/**
 * Decides for all breakdowns of a table at once what is withheld.
 *
 * For each small cell the true table is changed step by step into others that are as possible: each step
 * (see exchange.ts) moves a few records between cells, so that all cells but a few keep their counts, and
 * those few are withheld. Afterwards the small cell is known to hold any of `feasibleValues` counts as far as
 * any sum, difference or other reckoning with published figures can tell; a proof by example, checked at the
 * end. What is published only shrinks while this goes on, so no later step spoils an earlier example.
 *
 * The choice between exchanges goes by costs that no count enters and no reader knows: a program that is public and
 * chose by counts would tell them by its choice (Wong et al., "Minimality attack in privacy preserving data
 * publishing", 2007). The exchanges are Repsilber's hypercubes (GHMITER of τ-ARGUS).
 *
 * @throws Error when the closing check fails: nothing may be published then
 */
export function suppress(lattice: Lattice, rule: SuppressionRule): Suppression {
  const { cells } = lattice;
  const small = new Set(cells.flatMap((cell, index) => (isSmall(cell, rule) ? [index] : [])));
  const hidden = new Set<number>();
  const examples: Witness[] = [];
  // Coarse cells first: what they need often serves the finer cells within them.
  const ordered = [...small].sort((a, b) => rank(cells, a) - rank(cells, b));
  for (const index of ordered) {
    const example = protect(lattice, index, hidden, rule);
    if (example === null) return closed(lattice, small, rule);
    examples.push(example);
  }
  hideRemnants(lattice, hidden);
  for (const example of examples) check(lattice, hidden, example, rule);
  return { hidden, small, closed: false };
}

/** Whether a cell is about somebody, but about too few. */
export function isSmall({ households }: LatticeCell, { smallestShown }: SuppressionRule): boolean {
  return households > 0 && households < smallestShown;
}

function rank(cells: readonly LatticeCell[], index: number): number {
  const cell = cells[index];
  return (cell?.view.length ?? 0) * cells.length + index;
}

/** Withholds what the small cell needs; null when the table has no room for it. */
function protect(
  lattice: Lattice,
  index: number,
  hidden: Set<number>,
  { feasibleValues, cost }: SuppressionRule,
): Witness | null {
  const cell = lattice.cells[index];
  if (cell === undefined || cell.view.length === 0) return null;
  const example = {
    low: lattice.base.slice(),
    high: lattice.base.slice(),
    least: cell.count,
    most: cell.count,
  };
  while (example.most - example.least + 1 < feasibleValues) {
    const next = (ways: typeof exchangesFor) => {
      const up = cheapest(lattice, hidden, cost, ways(lattice, cell, example.high, 1));
      const down = cheapest(lattice, hidden, cost, ways(lattice, cell, example.low, -1));
      const rises = up !== null && (down === null || up.cost <= down.cost);
      const chosen = rises ? up : down;
      return chosen === null ? null : { rises, exchange: chosen.exchange };
    };
    const step = next(exchangesFor) ?? next(transfersFor);
    if (step === null) return null;
    const { rises, exchange } = step;
    const table = rises ? example.high : example.low;
    for (const at of exchange.lowered) table[at] = (table[at] ?? 0) - 1;
    for (const at of exchange.raised) table[at] = (table[at] ?? 0) + 1;
    for (const changed of exchange.changed) hidden.add(changed);
    if (rises) example.most += 1;
    else example.least -= 1;
  }
  return example;
}

/** The exchange that withholds least besides what is withheld already; a sum over dimensions is worth more. */
function cheapest(
  { shape, cells }: Lattice,
  hidden: ReadonlySet<number>,
  costOf: (index: number) => number,
  exchanges: Iterable<Exchange>,
): { exchange: Exchange; cost: number } | null {
  let best: { exchange: Exchange; cost: number } | null = null;
  for (const exchange of exchanges) {
    let cost = 0;
    for (const index of exchange.changed) {
      const summed = shape.codes.length - (cells[index]?.view.length ?? 0);
      if (!hidden.has(index)) cost += costOf(index) * (1 + summed);
    }
    if (best === null || cost < best.cost) best = { exchange, cost };
    if (cost === 0) break;
  }
  return best;
}

/**
 * Takes away what helps nobody who reads but, by not having been needed, those who know how this program chooses: a
 * breakdown of whose counts most are withheld, zeros too; then a count of which every sum is withheld.
 */
function hideRemnants({ shape, cells, starts }: Lattice, hidden: Set<number>): void {
  const views = shape.views
    .map((view, at) => ({ view, first: starts[at] ?? 0, size: sizeOf(shape, view) }))
    .sort((one, other) => one.view.length - other.view.length);
  for (const { view, first, size } of views) {
    const indices = Array.from({ length: size }, (_, at) => first + at);
    const about = indices.filter((index) => (cells[index]?.count ?? 0) > 0);
    const withheld = about.filter((index) => hidden.has(index));
    const coarser = views.filter((other) => isOneCoarser(other.view, view));
    for (const index of indices) {
      const at = fullPosition(shape, cells[index]);
      const sums = coarser.map((other) => other.first + indexIn(shape, other.view, at));
      const alone = sums.length > 0 && sums.every((sum) => hidden.has(sum));
      if (2 * withheld.length > about.length || alone) hidden.add(index);
    }
  }
}

function isOneCoarser(view: readonly number[], than: readonly number[]): boolean {
  return view.length === than.length - 1 && view.every((dimension) => than.includes(dimension));
}

/** The cell's positions in the dimensions it has; 0 in the others. */
function fullPosition({ codes }: TableShape, cell: LatticeCell | undefined): number[] {
  return codes.map((_, dimension) => cell?.at[cell.view.indexOf(dimension)] ?? 0);
}

function closed(lattice: Lattice, small: ReadonlySet<number>, rule: SuppressionRule): Suppression {
  const open = (cell: LatticeCell) =>
    cell.view.length === 0 && (cell.count === 0 || cell.households >= enoughForTotal(rule));
  const hidden = lattice.cells.flatMap((cell, index) => (open(cell) ? [] : [index]));
  return { hidden: new Set(hidden), small, closed: true };
}

/** A total beside which everything is withheld leaves each cell from none to all of it. */
function enoughForTotal({ smallestShown, feasibleValues }: SuppressionRule): number {
  return Math.max(smallestShown, feasibleValues - 1);
}

function check(
  lattice: Lattice,
  hidden: ReadonlySet<number>,
  { low, high, least, most }: Witness,
  { feasibleValues }: SuppressionRule,
): void {
  const spread = most - least + 1 >= feasibleValues;
  const agrees = [low, high].every((table) => publishedDifference(lattice, hidden, table) === null);
  if (!spread || !agrees) throw new Error('statistics: a small cell could be told from the others');
}
