import type { Contract, TableRow } from './contract.ts';

/**
 * Sets aside, in a table that fits in memory, rows identical to an earlier one (the first stays) and rows
 * that tell different things of one natural key (all of them). Two spellings of the same values are identical.
 */
export function settleDuplicates<Row>(
  rows: readonly TableRow<Row>[],
  contract: Contract<Row>,
): TableRow<Row>[] {
  const valuesOfKey = new Map<string, Set<string>>();
  const seen = new Set<string>();
  const doubled = new Set<TableRow<Row>>();
  for (const row of rows) {
    if (!row.result.ok) continue;
    const values = JSON.stringify(row.result.row);
    if (seen.has(values)) doubled.add(row);
    seen.add(values);
    const key = contract.naturalKey?.(row.result.row) ?? null;
    if (key === null) continue;
    valuesOfKey.set(key, (valuesOfKey.get(key) ?? new Set()).add(values));
  }
  return rows.map((row) => {
    if (!row.result.ok) return row;
    if (doubled.has(row))
      return { ...row, result: { ok: false, code: 'DUPLICATE_ROW', column: null } };
    const key = contract.naturalKey?.(row.result.row) ?? null;
    if (key === null || (valuesOfKey.get(key)?.size ?? 0) < 2) return row;
    return { ...row, result: { ok: false, code: 'CONFLICTING_ROW', column: null } };
  });
}
