/** What a table of statistics is broken down by, and which breakdowns are published. */
export type TableShape = {
  /** The codes of each dimension, in order; a combination without records counts zero. */
  readonly codes: readonly (readonly string[])[];
  /** Published breakdowns: each the dimensions it keeps, ascending. `[]` is the total. */
  readonly views: readonly (readonly number[])[];
};

/** One counted case or alert. */
export type TableRecord = {
  /** One code per dimension. */
  readonly codes: readonly string[];
  /** Whom it is about: cells are small by households, so that a large family hides nobody. */
  readonly household: string;
};

/** A published cell: where it stands, what it counts, and how many households it is about. */
export type LatticeCell = {
  readonly view: readonly number[];
  /** Positions within `TableShape.codes`, one per dimension of the view. */
  readonly at: readonly number[];
  readonly count: number;
  readonly households: number;
};

/** All published cells of a table; the finest counts, which need not be published, are `base`. */
export type Lattice = {
  readonly shape: TableShape;
  readonly base: Int32Array;
  readonly cells: readonly LatticeCell[];
  /** Where each view's cells begin in `cells`. */
  readonly starts: readonly number[];
};

/**
 * Counts records into every published breakdown.
 *
 * @throws RangeError for a code the shape does not know: a record is never left out of a total
 */
export function countLattice(shape: TableShape, records: readonly TableRecord[]): Lattice {
  const every = shape.codes.map((_, dimension) => dimension);
  const positions = shape.codes.map((codes) => new Map(codes.map((code, at) => [code, at])));
  const base = new Int32Array(sizeOf(shape, every));
  const placed = records.map(({ codes, household }) => {
    const at = positions.map((known, dimension) => {
      const position = known.get(codes[dimension] ?? '');
      if (position === undefined) throw new RangeError(`no such code in dimension ${dimension}`);
      return position;
    });
    const index = indexIn(shape, every, at);
    base[index] = (base[index] ?? 0) + 1;
    return { at, household };
  });
  const starts: number[] = [];
  const cells: LatticeCell[] = [];
  for (const view of shape.views) {
    starts.push(cells.length);
    cells.push(...countView(shape, view, placed));
  }
  return { shape, base, cells, starts };
}

function countView(
  shape: TableShape,
  view: readonly number[],
  placed: readonly { at: readonly number[]; household: string }[],
): LatticeCell[] {
  const found = new Map<number, { count: number; households: Set<string> }>();
  for (const { at, household } of placed) {
    const index = indexIn(shape, view, at);
    const cell = found.get(index) ?? { count: 0, households: new Set<string>() };
    cell.count += 1;
    cell.households.add(household);
    found.set(index, cell);
  }
  return Array.from({ length: sizeOf(shape, view) }, (_, index) => {
    const cell = found.get(index);
    const at = positionsOf(shape, view, index);
    return { view, at, count: cell?.count ?? 0, households: cell?.households.size ?? 0 };
  });
}

/** How many cells a breakdown has. */
export function sizeOf(shape: TableShape, view: readonly number[]): number {
  return view.reduce((size, dimension) => size * (shape.codes[dimension]?.length ?? 0), 1);
}

/** The cell of a breakdown that a full set of positions falls into. */
export function indexIn(shape: TableShape, view: readonly number[], at: readonly number[]): number {
  let index = 0;
  for (const dimension of view) {
    index = index * (shape.codes[dimension]?.length ?? 0) + (at[dimension] ?? 0);
  }
  return index;
}

/** The positions of a breakdown's cell, one per dimension of the view: the inverse of `indexIn`. */
export function positionsOf(shape: TableShape, view: readonly number[], index: number): number[] {
  const at: number[] = [];
  let rest = index;
  for (const dimension of [...view].reverse()) {
    const size = shape.codes[dimension]?.length ?? 1;
    at.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return at;
}
