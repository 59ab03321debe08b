import { indexIn, positionsOf, sizeOf, type Lattice, type LatticeCell } from './table.ts';

/** Records that change places: base cells that lose one, that gain one, and the published cells that notice. */
export type Exchange = {
  readonly lowered: readonly number[];
  readonly raised: readonly number[];
  readonly changed: readonly number[];
};

/**
 * Every way to let one cell count one more (or less) by exchanging records between the corners of a box.
 *
 * A box takes some of the cell's dimensions, in each the cell's own code and one other; corners an even number
 * of steps away gain one, the others lose one. Whoever sums over one of these dimensions sees no difference, so
 * only breakdowns that keep all of them notice, and the total never does. Of one dimension it is a record that
 * moves; of two, the well-known rectangle.
 */
export function* exchangesFor(
  lattice: Lattice,
  cell: LatticeCell,
  table: Int32Array,
  direction: 1 | -1,
): Generator<Exchange> {
  const { shape } = lattice;
  const every = shape.codes.map((_, dimension) => dimension);
  for (const box of subsetsOf(cell.view)) {
    const free = every.filter((dimension) => !cell.view.includes(dimension));
    for (const start of startsOf(lattice, cell, free)) {
      const home = indexIn(shape, every, start);
      if (direction === -1 && table[home] === 0) continue;
      for (const others of othersOf(lattice, box, start)) {
        const exchange = exchangeAt(lattice, table, start, box, others, direction);
        if (exchange !== null) yield exchange;
      }
    }
  }
}

/**
 * Every way to let one cell count one more (or less) by moving one record from (or to) any cell that has some. All
 * breakdowns but the total notice, so it is for cells that no box can help.
 */
export function* transfersFor(
  lattice: Lattice,
  cell: LatticeCell,
  table: Int32Array,
  direction: 1 | -1,
): Generator<Exchange> {
  const { shape, base, starts } = lattice;
  const every = shape.codes.map((_, dimension) => dimension);
  const places = [...base.entries()].flatMap(([index, count]) =>
    count > 0 ? [{ index, at: positionsOf(shape, every, index) }] : [],
  );
  const within = (at: readonly number[]) =>
    cell.view.every((dimension, n) => at[dimension] === cell.at[n]);
  const outside = places.filter(({ at }) => !within(at));
  for (const own of places.filter(({ at }) => within(at))) {
    for (const other of outside) {
      const [from, to] = direction === 1 ? [other, own] : [own, other];
      if (table[from.index] === 0) continue;
      const changed = shape.views.flatMap((view, at) => {
        const pair = [from, to].map((place) => (starts[at] ?? 0) + indexIn(shape, view, place.at));
        return pair[0] === pair[1] ? [] : pair;
      });
      yield { lowered: [from.index], raised: [to.index], changed };
    }
  }
}

/** Non-empty subsets, larger ones first: they are noticed by fewer breakdowns. */
function subsetsOf(view: readonly number[]): number[][] {
  return Array.from({ length: 2 ** view.length - 1 }, (_, bits) =>
    view.filter((_dimension, at) => ((bits + 1) >> at) % 2 === 1),
  ).sort((a, b) => b.length - a.length);
}

/** Full positions within the cell: its own codes, with every choice of the dimensions it sums over. */
function* startsOf(
  { shape }: Lattice,
  cell: LatticeCell,
  free: readonly number[],
): Generator<number[]> {
  const size = sizeOf(shape, free);
  for (let index = 0; index < size; index += 1) {
    const start = shape.codes.map(() => 0);
    for (const [at, dimension] of cell.view.entries()) start[dimension] = cell.at[at] ?? 0;
    for (const [at, position] of positionsOf(shape, free, index).entries()) {
      start[free[at] ?? 0] = position;
    }
    yield start;
  }
}

/** Every choice of another code in each dimension of the box. */
function* othersOf(
  { shape }: Lattice,
  box: readonly number[],
  start: readonly number[],
): Generator<number[]> {
  const size = sizeOf(shape, box);
  for (let index = 0; index < size; index += 1) {
    const others = positionsOf(shape, box, index);
    if (box.every((dimension, at) => others[at] !== start[dimension])) yield others;
  }
}

function exchangeAt(
  { shape, starts }: Lattice,
  table: Int32Array,
  start: readonly number[],
  box: readonly number[],
  others: readonly number[],
  direction: 1 | -1,
): Exchange | null {
  const every = shape.codes.map((_, dimension) => dimension);
  const lowered: number[] = [];
  const raised: number[] = [];
  const corners: number[][] = [];
  for (let flips = 0; flips < 2 ** box.length; flips += 1) {
    const corner = [...start];
    let sign = direction;
    for (const [at, dimension] of box.entries()) {
      if ((flips >> at) % 2 === 0) continue;
      corner[dimension] = others[at] ?? 0;
      sign = sign === 1 ? -1 : 1;
    }
    const index = indexIn(shape, every, corner);
    if (sign === -1 && table[index] === 0) return null;
    (sign === 1 ? raised : lowered).push(index);
    corners.push(corner);
  }
  const changed = shape.views.flatMap((view, at) =>
    box.every((dimension) => view.includes(dimension))
      ? corners.map((corner) => (starts[at] ?? 0) + indexIn(shape, view, corner))
      : [],
  );
  return { lowered, raised, changed };
}
