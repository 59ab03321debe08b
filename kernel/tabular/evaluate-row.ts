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
// A carriage return that ends a line is part of the line end.
const FORBIDDEN_IN_LINES =
  /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]|\r[^\n]/;
const MISSING = new Set(['', '-', '无', '/']);

/**
 * Judges one row's trimmed cells, given in the contract's column order. `checkedText` says that the text they
 * were cut from was already found free of forbidden characters (`isFreeOfForbidden`).
 */
export type RowEvaluator<Row> = (cells: readonly string[], checkedText?: boolean) => RowResult<Row>;

/** Whether no row of an unquoted CSV text can hold a forbidden character; its line ends are none. */
export function isFreeOfForbidden(csvText: string): boolean {
  return !FORBIDDEN_IN_LINES.test(csvText) && !csvText.includes('"');
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
  return (cells, checkedText = false) => {
    const forbidden = firstForbidden(columns, cells, checkedText);
    if (forbidden !== null) return forbidden;
    const row: Partial<Row> = {};
    let worst: Refused | null = null;
    let at = 0;
    for (const [key, column] of columns) {
      const cell = cells[at++] ?? '';
      const missing = isMissing(cell);
      if (missing && column.required) {
        worst = earlierReason(worst, 'REQUIRED_MISSING', column.header);
        continue;
      }
      const parsed = column.parse(missing ? '' : cell);
      if (parsed.ok) row[key] = parsed.value as Row[typeof key];
      else worst = earlierReason(worst, parsed.code, column.header);
    }
    const checked = contract.check?.(row, asOf) ?? null;
    if (checked !== null) worst = earlierReason(worst, checked, null);
    return worst ?? { ok: true, row: row as Row };
  };
}

type Refused = { ok: false; code: SetAsideCode; column: string | null };

function earlierReason(worst: Refused | null, code: SetAsideCode, column: string | null): Refused {
  if (worst !== null && reasonRank(worst.code) <= reasonRank(code)) return worst;
  return { ok: false, code, column };
}

function firstForbidden(
  columns: readonly [string, Column<unknown>][],
  cells: readonly string[],
  checkedText: boolean,
): Refused | null {
  let forbidden = -1;
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at] ?? '';
    if (cell.length > MAX_CELL_CHARACTERS && characters(cell) > MAX_CELL_CHARACTERS)
      return { ok: false, code: 'CELL_TOO_LONG', column: columns[at]?.[1].header ?? null };
    if (!checkedText && forbidden === -1 && FORBIDDEN.test(cell)) forbidden = at;
  }
  if (forbidden === -1) return null;
  return { ok: false, code: 'TEXT_FORBIDDEN', column: columns[forbidden]?.[1].header ?? null };
}

/** Characters, not UTF-16 units: a rare surname counts as one. */
function characters(cell: string): number {
  return [...cell].length;
}
