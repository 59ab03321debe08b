import type { Source } from '../sources/source.ts';

export type RepeatCode = 'DUPLICATE_ROW' | 'CONFLICTING_ROW';

/** A row that shares its natural key with another row of the file. */
export type KeyedRow = { rowNo: number; row: unknown };

/**
 * Decides among the rows of one natural key, in the file's order: of rows with equal values (however they
 * are spelt) the first stays; where values differ none stays, unless the row conflicts with nothing (冲红).
 */
export function settleKey(
  source: Source,
  rows: readonly KeyedRow[],
): { rowNo: number; code: RepeatCode }[] {
  const firsts = new Map<string, KeyedRow>();
  const verdicts: { rowNo: number; code: RepeatCode }[] = [];
  for (const keyed of rows) {
    const values = JSON.stringify(keyed.row);
    const first = firsts.get(values);
    if (first === undefined) firsts.set(values, keyed);
    else if (first.rowNo !== keyed.rowNo)
      verdicts.push({ rowNo: keyed.rowNo, code: 'DUPLICATE_ROW' });
  }
  const conflicting = [...firsts.values()].filter(({ row }) => source.mayConflict?.(row) ?? true);
  if (conflicting.length < 2) return verdicts;
  return [
    ...verdicts,
    ...conflicting.map(({ rowNo }) => ({ rowNo, code: 'CONFLICTING_ROW' as const })),
  ];
}
