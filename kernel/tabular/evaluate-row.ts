import type { PlainDate } from '../plain-date.ts';
import {
  columnsOf,
  reasonRank,
  type Column,
  type Contract,
  type RowResult,
  type SetAsideCode,
} from './contract.ts';

export const MAX_CELL_CHARACTERS = 1000;

/**
 * NUL and other control characters, bidirectional marks and overrides, and U+FFFD: a character that
 * was already lost before the file reached us must not be kept as if it were text.
 */
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/;
const MISSING = new Set(['', '-', '无', '/']);

/** Judges one row's trimmed cells, given in the contract's column order. */
export type RowEvaluator<Row> = (cells: readonly string[]) => RowResult<Row>;

/** Whether the text holds a character that no cell may hold. */
export function hasForbiddenCharacter(text: string): boolean {
  return FORBIDDEN.test(text);
}

/** Whether a trimmed cell counts as missing: blank, `-`, `无` or `/`. */
export function isMissing(cell: string): boolean {
  return cell.length <= 1 && MISSING.has(cell);
}

/**
 * Prepares the judgement of rows against a contract as of a day. Of several reasons the first in the
 * order of `SET_ASIDE_LABELS` is given, whatever the order of the columns.
 */
export function rowEvaluator<Row>(contract: Contract<Row>, asOf: PlainDate): RowEvaluator<Row> {
  const columns = columnsOf(contract);
  return (cells) => {
    const forbidden = firstForbidden(columns, cells);
    if (forbidden) return forbidden;
    const row: Partial<Row> = {};
    let worst: { ok: false; code: SetAsideCode; column: string | null } | null = null;
    for (let at = 0; at < columns.length; at++) {
      const [key, column] = columns[at] as (typeof columns)[number];
      const cell = cells[at] ?? '';
      const missing = isMissing(cell);
      const parsed =
        missing && column.required
          ? ({ ok: false, code: 'REQUIRED_MISSING' } as const)
          : column.parse(missing ? '' : cell);
      if (parsed.ok) row[key] = parsed.value as Row[typeof key];
      else if (worst === null || reasonRank(parsed.code) < reasonRank(worst.code))
        worst = { ok: false, code: parsed.code, column: column.header };
    }
    const checked = contract.check?.(row, asOf) ?? null;
    if (checked !== null && (worst === null || reasonRank(checked) < reasonRank(worst.code)))
      return { ok: false, code: checked, column: null };
    return worst ?? { ok: true, row: row as Row };
  };
}

function firstForbidden(
  columns: readonly [string, Column<unknown>][],
  cells: readonly string[],
): { ok: false; code: SetAsideCode; column: string | null } | null {
  const tooLong = cells.findIndex((cell) => characters(cell) > MAX_CELL_CHARACTERS);
  if (tooLong >= 0)
    return { ok: false, code: 'CELL_TOO_LONG', column: columns[tooLong]?.[1].header ?? null };
  const forbidden = cells.findIndex((cell) => FORBIDDEN.test(cell));
  if (forbidden >= 0)
    return { ok: false, code: 'TEXT_FORBIDDEN', column: columns[forbidden]?.[1].header ?? null };
  return null;
}

/** Characters, not UTF-16 units: a rare surname counts as one. */
function characters(cell: string): number {
  return cell.length <= MAX_CELL_CHARACTERS ? cell.length : [...cell].length;
}
