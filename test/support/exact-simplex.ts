/** One equation: the sum of factor × unknown is `right`. Unknowns are not negative. */
export type Row = { readonly row: ReadonlyMap<number, number>; readonly right: number };

type Tableau = { lines: number[][]; basis: number[]; cost: number[]; denominator: number };

/**
 * Least values under equations, by simplex, in whole numbers over one common denominator (Edmonds'
 * pivoting), so that nothing is rounded. Answers the least value of sign × the sum of the given unknowns; -Infinity where
 * there is none.
 *
 * @throws Error when no values fit, or a number outgrows what is exact
 */
export function simplexOver(
  rows: readonly Row[],
  width: number,
): (targets: readonly number[], sign: 1 | -1) => number {
  const tableau = feasible(rows, width);
  return (targets, sign) => {
    // Every basis that was reached fits, so the next question starts from the last one.
    const { lines, basis, denominator } = tableau;
    tableau.cost = Array.from({ length: width + 1 }, () => 0);
    for (const target of targets) {
      const line = lines[basis.indexOf(target)];
      tableau.cost[target] = (tableau.cost[target] ?? 0) + sign * denominator;
      for (const column of line?.keys() ?? []) {
        tableau.cost[column] = (tableau.cost[column] ?? 0) - sign * (line?.[column] ?? 0);
      }
    }
    if (improve(tableau, width) === 'UNBOUNDED') return -Infinity;
    return -(tableau.cost[width] ?? 0) / tableau.denominator;
  };
}

/** A first basis: artificial unknowns, one per row, are driven to zero and dropped. */
function feasible(rows: readonly Row[], width: number): Tableau {
  const total = width + rows.length;
  const lines = rows.map(({ row, right }, at) => {
    const flip = right < 0 ? -1 : 1;
    const line = Array.from({ length: total + 1 }, () => 0);
    for (const [column, factor] of row) line[column] = flip * factor;
    line[width + at] = 1;
    line[total] = flip * right;
    return line;
  });
  const cost = Array.from({ length: total + 1 }, (_, column) =>
    column >= width && column < total
      ? 0
      : -lines.reduce((sum, line) => sum + (line[column] ?? 0), 0),
  );
  const tableau = { lines, basis: rows.map((_, at) => width + at), cost, denominator: 1 };
  improve(tableau, width);
  if (tableau.cost[total] !== 0) throw new Error('the answers contradict each other');
  for (const [at, line] of lines.entries()) {
    if ((tableau.basis[at] ?? 0) < width) continue;
    const column = line.findIndex((value, index) => index < width && value !== 0);
    if (column >= 0) pivot(tableau, at, column);
  }
  // A row whose artificial unknown cannot leave says nothing that the others do not.
  const kept = [...lines.keys()].filter((at) => (tableau.basis[at] ?? 0) < width);
  return {
    ...tableau,
    lines: kept.map((at) => [...(lines[at] ?? []).slice(0, width), lines[at]?.[total] ?? 0]),
    basis: kept.map((at) => tableau.basis[at] ?? 0),
  };
}

function improve(tableau: Tableau, width: number): 'OPTIMAL' | 'UNBOUNDED' {
  const { lines, basis } = tableau;
  for (let steps = 0; ; steps += 1) {
    const column = entering(tableau.cost, width, steps > 10 * width);
    if (column < 0) return 'OPTIMAL';
    let best = -1;
    let bestRatio = Infinity;
    for (const [at, line] of lines.entries()) {
      const factor = line[column] ?? 0;
      if (factor <= 0) continue;
      const ratio = (line.at(-1) ?? 0) / factor;
      const earlier = (basis[at] ?? 0) < (basis[best] ?? 0);
      if (ratio < bestRatio || (ratio === bestRatio && earlier)) [best, bestRatio] = [at, ratio];
    }
    if (best < 0) return 'UNBOUNDED';
    pivot(tableau, best, column);
  }
}

/** The steepest column, which is quick; after many steps the first one, which cannot go in circles. */
function entering(cost: readonly number[], width: number, first: boolean): number {
  let best = -1;
  for (let column = 0; column < width; column += 1) {
    const value = cost[column] ?? 0;
    if (value >= 0 || (best >= 0 && value >= (cost[best] ?? 0))) continue;
    if (first) return column;
    best = column;
  }
  return best;
}

function pivot(tableau: Tableau, at: number, column: number): void {
  const { lines, basis, cost, denominator } = tableau;
  const line = lines[at] ?? [];
  if ((line[column] ?? 0) < 0) for (const index of line.keys()) line[index] = -(line[index] ?? 0);
  const chosen = line[column] ?? 1;
  for (const other of [...lines, cost]) {
    if (other === line) continue;
    const factor = other[column] ?? 0;
    if (factor === 0 && chosen === denominator) continue;
    for (const index of other.keys()) {
      const value = (other[index] ?? 0) * chosen - factor * (line[index] ?? 0);
      if (!Number.isSafeInteger(value)) throw new Error('a number outgrew what is exact');
      other[index] = value / denominator;
    }
  }
  tableau.denominator = chosen;
  basis[at] = column;
}
