import { groupBy } from '../../kernel/runtime/loader.ts';

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

const DIMENSIONS = ['streetCode', 'ruleId', 'status', 'severity', 'month'] as const;

/**
 * The table as someone may see it who must not recognise people: cells from 1 to 4 are suppressed. Where a
 * line of the table would then have a single suppressed cell, which the line's total gives back, the
 * smallest other cell of that line is suppressed too.
 */
export function suppressSmallCells(cells: readonly AlertCell[]): AlertCell[] {
  const hidden = new Set(cells.filter(({ count }) => count !== null && isSmall(count)));
  // Hiding one cell may leave another line with a single one: until nothing changes.
  let before = -1;
  while (hidden.size > before) {
    before = hidden.size;
    for (const line of linesOf(cells)) hideSecond(line, hidden);
  }
  return cells.map((cell) => (hidden.has(cell) ? { ...cell, count: null } : cell));
}

/** The cells whose sum a coarser table shows: for each dimension, those that agree in all the others. */
function linesOf(cells: readonly AlertCell[]): AlertCell[][] {
  const asked = DIMENSIONS.filter((dimension) => cells.some((cell) => cell[dimension] !== null));
  return asked.flatMap((summed) => {
    const others = asked.filter((dimension) => dimension !== summed);
    const keyOf = (cell: AlertCell) => JSON.stringify(others.map((dimension) => cell[dimension]));
    return [...groupBy(cells, keyOf).values()];
  });
}

function hideSecond(line: readonly AlertCell[], hidden: Set<AlertCell>): void {
  if (line.filter((cell) => hidden.has(cell)).length !== 1) return;
  const others = line.filter((cell) => !hidden.has(cell) && (cell.count ?? 0) > 0);
  const [smallest] = others.sort((a, b) => (a.count ?? 0) - (b.count ?? 0));
  if (smallest) hidden.add(smallest);
}

/** Whether a count may point at a person. */
export function isSmall(count: number): boolean {
  return count > 0 && count < SMALLEST_SHOWN;
}
