import type { PlainDate } from '../plain-date.ts';

/** A stored release, without its cells. */
export type Release = {
  period: string;
  asOf: PlainDate;
  source: string;
  /** The codes of each dimension on that day: what is filled with zeros. */
  codes: Readonly<Record<string, readonly string[]>>;
};

/** A stored cell of one breakdown, with its codes in the breakdown's order, joined by `|`. */
export type StoredCell = {
  period: string;
  codes: string;
  count: number | null;
  measures: Readonly<Record<string, number>>;
};

/** One flat row of an answer. */
export type StatisticsRow = {
  bucket: string;
  /** Code by dimension; a dimension that was not asked for is absent. */
  at: Readonly<Record<string, string>>;
  /** null: withheld, or not yet released (then `asOf` is null). */
  count: number | null;
  measures: Readonly<Record<string, number>>;
  suppressed: boolean;
  asOf: PlainDate | null;
  source: string | null;
};

/** The row of a bucket that was not released: it has no count, and is not zero. */
export function notReleased(bucket: string): StatisticsRow {
  return { bucket, at: {}, count: null, measures: {}, suppressed: false, asOf: null, source: null };
}

/** A released breakdown as rows, zeros filled in, of the asked codes only. */
export function rowsOf(
  bucket: string,
  { period, asOf, source, codes }: Release,
  dimensions: readonly string[],
  only: Readonly<Record<string, string | undefined>>,
  cells: readonly StoredCell[],
): StatisticsRow[] {
  const stored = new Map(
    cells.flatMap((cell) => (cell.period === period ? [[cell.codes, cell] as const] : [])),
  );
  const combinations = dimensions.reduce<string[][]>(
    (all, dimension) => {
      const wanted = (codes[dimension] ?? []).filter(
        (code) => only[dimension] === undefined || only[dimension] === code,
      );
      return all.flatMap((chosen) => wanted.map((code) => [...chosen, code]));
    },
    [[]],
  );
  return combinations.map((chosen) => {
    const cell = stored.get(chosen.join('|'));
    return {
      bucket,
      at: Object.fromEntries(dimensions.map((dimension, at) => [dimension, chosen[at] ?? ''])),
      count: cell === undefined ? 0 : cell.count,
      measures: cell?.measures ?? {},
      suppressed: cell?.count === null,
      asOf,
      source,
    };
  });
}

/**
 * Rows of several periods as one bucket: counts are added only where every period shows one, so that nothing is
 * answered that a reader could not have added up.
 */
export function sumRows(
  bucket: string,
  periods: readonly (readonly StatisticsRow[])[],
): StatisticsRow[] {
  const sums = new Map<string, StatisticsRow>();
  for (const row of periods.flat()) {
    const key = JSON.stringify(row.at);
    const before = sums.get(key);
    const suppressed = row.suppressed || (before?.suppressed ?? false);
    const count = suppressed ? null : (before?.count ?? 0) + (row.count ?? 0);
    sums.set(key, { ...row, bucket, count, suppressed, measures: {} });
  }
  return [...sums.values()];
}
