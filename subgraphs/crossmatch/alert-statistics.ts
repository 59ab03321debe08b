/** What alerts can be counted by. */
export const ALERT_DIMENSION = {
  STREET: '街道',
  RULE: '规则',
  STATUS: '状态',
  SEVERITY: '级别',
  MONTH: '产生月份',
} as const;
export type AlertDimension = keyof typeof ALERT_DIMENSION;

/** One cell of a table of counts; dimensions that were not asked for are null. */
export type AlertCell = {
  streetCode: string | null;
  ruleId: string | null;
  status: string | null;
  severity: string | null;
  month: string | null;
  /** null: suppressed. */
  count: number | null;
};

/** Counts below this could point at a person. */
export const SMALLEST_SHOWN = 5;

/**
 * The table as someone may see it who must not recognise people: cells from 1 to 4 are suppressed, and
 * where only one is, the smallest of the others too, so that no total gives it back.
 */
export function suppressSmallCells(cells: readonly AlertCell[]): AlertCell[] {
  const small = new Set(cells.filter(({ count }) => count !== null && isSmall(count)));
  if (small.size === 1) {
    const others = cells.filter((cell) => !small.has(cell) && (cell.count ?? 0) > 0);
    const [smallest] = others.sort((a, b) => (a.count ?? 0) - (b.count ?? 0));
    if (smallest) small.add(smallest);
  }
  return cells.map((cell) => (small.has(cell) ? { ...cell, count: null } : cell));
}

/** Whether a count may point at a person. */
export function isSmall(count: number): boolean {
  return count > 0 && count < SMALLEST_SHOWN;
}
