/** Cells below this many cases or people are withheld. */
const SMALLEST_SHOWN = 5;

type Figures = { cases: number; people: number; amountFen: number };
type Withheld<Row extends Figures> = Omit<Row, keyof Figures> & {
  cases: number | null;
  people: number | null;
  amountFen: number | null;
  suppressed: boolean;
};

/**
 * Withholds cells of fewer than five cases or people. Where a line of the table would then have a single
 * withheld cell, whose value its total gives away, the smallest other cell of that line is withheld too.
 */
export function suppressSmallCells<Row extends Figures>(
  rows: readonly Row[],
  dimensions: readonly (keyof Row)[],
): Withheld<Row>[] {
  const hidden = new Set(rows.filter(isSmall));
  // Hiding one cell may leave another line with a single one: until nothing changes.
  let before = -1;
  while (hidden.size > before) {
    before = hidden.size;
    for (const line of linesOf(rows, dimensions)) hideSecond(line, hidden);
  }
  return rows.map((row) =>
    hidden.has(row)
      ? { ...row, cases: null, people: null, amountFen: null, suppressed: true }
      : { ...row, suppressed: false },
  );
}

function isSmall(row: Figures): boolean {
  return row.cases < SMALLEST_SHOWN || row.people < SMALLEST_SHOWN;
}

/** The rows whose sum a coarser table shows: for each dimension, those that agree in all the others. */
function linesOf<Row extends Figures>(
  rows: readonly Row[],
  dimensions: readonly (keyof Row)[],
): Row[][] {
  return dimensions.flatMap((summed) => {
    const others = dimensions.filter((dimension) => dimension !== summed);
    const lines = new Map<string, Row[]>();
    for (const row of rows) {
      const key = JSON.stringify(others.map((dimension) => row[dimension]));
      lines.set(key, [...(lines.get(key) ?? []), row]);
    }
    return [...lines.values()];
  });
}

function hideSecond<Row extends Figures>(line: readonly Row[], hidden: Set<Row>): void {
  const shown = line.filter((row) => !hidden.has(row));
  if (line.length - shown.length !== 1) return;
  const smallest = shown.reduce<Row | null>(
    (least, row) => (least === null || row.people < least.people ? row : least),
    null,
  );
  if (smallest !== null) hidden.add(smallest);
}
