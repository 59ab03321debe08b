import { simplexOver, type Row } from './exact-simplex.ts';

/**
 * An analyst who means harm, written against nothing but the answers: every cell of every breakdown that could be
 * asked, with its count or null. Shares no code with what withholds.
 */
export type AskedCell = {
  /** Code by dimension; a dimension that is summed over is absent. */
  readonly at: Readonly<Record<string, string>>;
  readonly count: number | null;
};

export type Recovered = {
  cell: AskedCell;
  least: number;
  most: number;
  by: 'LINEAR' | 'BOUNDS' | 'LP';
};

/** `whole` counts what its `parts` count together. */
type Equation = { whole: number; parts: readonly number[] };
type Unknowns = {
  keys: string[];
  low: number[];
  high: number[];
  equations: Equation[];
  /** The finest cells that an unknown is the sum of. */
  finestOf: (index: number) => number[];
};

/**
 * All withheld cells whose count can be only one of fewer than `values` numbers. Three ways: sums and differences of
 * any number of published cells (elimination modulo a prime), bounds pushed to and fro until they rest, and, where
 * `exact`, the true least and greatest value by linear programming (small tables).
 */
export function attack(
  cells: readonly AskedCell[],
  dimensions: Readonly<Record<string, readonly string[]>>,
  { values, exact }: { values: number; exact: boolean },
): Recovered[] {
  const unknowns = unknownsOf(cells, dimensions);
  propagate(unknowns);
  const at = new Map(unknowns.keys.map((key, index) => [key, index]));
  const determined = eliminate(unknowns);
  const withheld = cells.filter(({ count }) => count === null);
  const solver = exact && withheld.length > 0 ? solverOf(unknowns, cells, at) : null;
  return withheld.flatMap((cell): Recovered[] => {
    const index = at.get(keyOf(cell.at)) ?? -1;
    const least = unknowns.low[index] ?? 0;
    const most = unknowns.high[index] ?? Infinity;
    if (determined(index)) return [{ cell, least, most, by: 'LINEAR' }];
    if (most - least + 1 < values) return [{ cell, least, most, by: 'BOUNDS' }];
    if (solver === null) return [];
    const bounds = solver(index);
    return bounds.most - bounds.least + 1 < values ? [{ cell, ...bounds, by: 'LP' }] : [];
  });
}

function keyOf(at: Readonly<Record<string, string>>): string {
  return Object.keys(at)
    .sort()
    .map((dimension) => `${dimension}=${at[dimension] ?? ''}`)
    .join('&');
}

/** Asked cells and the finest ones, which nobody need have asked, tied by every sum over one dimension. */
function unknownsOf(
  cells: readonly AskedCell[],
  dimensions: Readonly<Record<string, readonly string[]>>,
): Unknowns {
  const names = Object.keys(dimensions).sort();
  const known = new Map(cells.map(({ at, count }) => [keyOf(at), count]));
  const finest = names.reduce<Record<string, string>[]>(
    (all, name) =>
      all.flatMap((at) => (dimensions[name] ?? []).map((code) => ({ ...at, [name]: code }))),
    [{}],
  );
  const all = new Map(cells.map(({ at }) => [keyOf(at), at]));
  for (const at of finest) all.set(keyOf(at), at);
  const places = [...all.values()];
  const unknowns: Unknowns = {
    keys: [],
    low: [],
    high: [],
    equations: [],
    finestOf: (at) => {
      const place = Object.entries(places[at] ?? {});
      return finest.flatMap((cell) =>
        place.every(([name, code]) => cell[name] === code) ? [index.get(keyOf(cell)) ?? -1] : [],
      );
    },
  };
  const index = new Map<string, number>();
  for (const key of all.keys()) {
    const count = known.get(key) ?? null;
    index.set(key, unknowns.keys.length);
    unknowns.keys.push(key);
    unknowns.low.push(count ?? 0);
    unknowns.high.push(count ?? Infinity);
  }
  for (const at of all.values()) {
    const whole = index.get(keyOf(at)) ?? -1;
    const summed = names.filter((name) => !(name in at));
    if (summed.length === 0) continue;
    const bySum = summed.map((name) =>
      (dimensions[name] ?? []).map((code) => index.get(keyOf({ ...at, [name]: code }))),
    );
    const near = bySum.filter((parts) => parts.every((part) => part !== undefined));
    for (const parts of near) unknowns.equations.push({ whole, parts });
    if (near.length > 0) continue;
    // No breakdown by one more dimension was asked: straight to the finest cells.
    const parts = unknowns.finestOf(whole);
    unknowns.equations.push({ whole, parts });
  }
  return unknowns;
}

function propagate({ low, high, equations }: Unknowns): void {
  let changed = true;
  const raise = (index: number, value: number) => {
    if (value > (low[index] ?? 0)) [low[index], changed] = [value, true];
  };
  const lower = (index: number, value: number) => {
    if (value < (high[index] ?? Infinity)) [high[index], changed] = [value, true];
  };
  while (changed) {
    changed = false;
    for (const { whole, parts } of equations) {
      let [least, most, open] = [0, 0, 0];
      for (const part of parts) {
        least += low[part] ?? 0;
        const top = high[part] ?? Infinity;
        if (top === Infinity) open += 1;
        else most += top;
      }
      raise(whole, least);
      if (open === 0) lower(whole, most);
      for (const part of parts) {
        const [bottom, top] = [low[part] ?? 0, high[part] ?? Infinity];
        lower(part, (high[whole] ?? Infinity) - (least - bottom));
        if (open === 0) raise(part, (low[whole] ?? 0) - (most - top));
        else if (open === 1 && top === Infinity) raise(part, (low[whole] ?? 0) - most);
      }
    }
  }
}

const PRIME = 67_108_859;

/** Says of an unknown whether the equations leave it one value, whatever the others are. */
function eliminate({ low, high, equations }: Unknowns): (index: number) => boolean {
  const fixed = (index: number) => low[index] === high[index];
  const rows: Map<number, number>[] = [];
  const pivotOf = new Map<number, Map<number, number>>();
  for (const { whole, parts } of equations) {
    const row = new Map<number, number>();
    if (!fixed(whole)) row.set(whole, PRIME - 1);
    for (const part of parts) if (!fixed(part)) row.set(part, 1);
    rows.push(row);
  }
  const reduce = (row: Map<number, number>) => {
    for (const [column, value] of [...row]) {
      const pivot = pivotOf.get(column);
      if (pivot !== undefined) addTimes(row, pivot, PRIME - value);
    }
  };
  for (const row of rows.sort((a, b) => a.size - b.size)) {
    reduce(row);
    const first = row.entries().next();
    if (first.done) continue;
    const [column, value] = first.value;
    const inverse = power(value, PRIME - 2);
    for (const [key, entry] of row) row.set(key, (entry * inverse) % PRIME);
    for (const pivot of pivotOf.values()) {
      const entry = pivot.get(column);
      if (entry !== undefined) addTimes(pivot, row, PRIME - entry);
    }
    pivotOf.set(column, row);
  }
  // Fully reduced: an unknown is determined when its row holds nothing else.
  return (index) => fixed(index) || pivotOf.get(index)?.size === 1;
}

function addTimes(row: Map<number, number>, other: Map<number, number>, factor: number): void {
  for (const [key, value] of other) {
    const sum = ((row.get(key) ?? 0) + value * factor) % PRIME;
    if (sum === 0) row.delete(key);
    else row.set(key, sum);
  }
}

function power(base: number, exponent: number): number {
  let [result, square, rest] = [1, base, exponent];
  while (rest > 0) {
    if (rest % 2 === 1) result = (result * square) % PRIME;
    square = (square * square) % PRIME;
    rest = Math.floor(rest / 2);
  }
  return result;
}

/** The least and greatest whole value an unknown can have: of the finest cells, every published cell is one equation. */
function solverOf(
  { low, high, finestOf }: Unknowns,
  cells: readonly AskedCell[],
  at: ReadonlyMap<string, number>,
) {
  const columns = new Map<number, number>();
  const open = (index: number) => low[index] !== high[index];
  const sumOf = (index: number) => {
    const finest = finestOf(index);
    const unknown = finest.filter(open);
    for (const one of unknown) if (!columns.has(one)) columns.set(one, columns.size);
    const fixed = finest.reduce((sum, one) => sum + (open(one) ? 0 : (low[one] ?? 0)), 0);
    return { terms: unknown.map((one) => columns.get(one) ?? -1), fixed };
  };
  const rows = new Map<string, Row>();
  for (const { at: place, count } of cells) {
    if (count === null) continue;
    const { terms, fixed } = sumOf(at.get(keyOf(place)) ?? -1);
    const row = new Map(terms.map((term) => [term, 1]));
    if (terms.length > 0) rows.set(terms.join(), { row, right: count - fixed });
  }
  const width = columns.size;
  const least = simplexOver([...rows.values()], width);
  return (index: number): { least: number; most: number } => {
    const { terms, fixed } = sumOf(index);
    // A cell that no published sum holds can be anything.
    if (terms.some((term) => term >= width)) return { least: low[index] ?? 0, most: Infinity };
    return {
      least: fixed + Math.ceil(least(terms, 1)),
      most: fixed + Math.floor(-least(terms, -1)),
    };
  };
}
