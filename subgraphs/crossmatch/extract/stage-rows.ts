import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { RowResult, SetAsideCode } from '../../../kernel/tabular/contract.ts';
import { eachCsvRow } from '../../../kernel/tabular/csv-rows.ts';
import { isFreeOfForbidden, rowEvaluator } from '../../../kernel/tabular/evaluate-row.ts';
import type { Layout } from '../../../kernel/tabular/header.ts';
import { rowJudge } from '../../../kernel/tabular/read-table.ts';
import type { XlsxCell } from '../../../kernel/tabular/xlsx-rows.ts';
import type { Source } from '../sources/source.ts';
import { createLineBuffer } from './line-buffer.ts';

// Characters that no accepted cell can hold, so the staged text needs no quoting.
export const FIELD = '\u001e';
export const CELL = '\u001f';

/** A row set aside: its number within its block (from 1), reason, column, trimmed cells. */
export type SetAsideEntry = [
  rowInBlock: number,
  code: SetAsideCode,
  column: string | null,
  cells: string[],
];

/** What some consecutive raw rows came to. */
export type StagedBlock = {
  /** Rows up to the last filled one. */
  rows: number;
  /** Blank rows after the last filled one: rows only if a filled row follows in a later block. */
  trailingBlanks: SetAsideEntry[];
  setAside: SetAsideEntry[];
  /** 15-digit numbers that were converted. */
  converted: number;
  /** One line per party: block, row, part, match key, natural key (blank: the match key), problem, cells. */
  lines: Buffer;
};

const LINES_CAPACITY = 2 << 20;
const FOR_REVIEW: ReadonlySet<SetAsideCode> = new Set(['ID_LENGTH', 'ID_MASKED', 'ID_CHECKSUM']);

/** Raw rows as they come: the text of whole CSV rows, or a sheet's rows. */
export type RawRows = string | readonly XlsxCell[][];

/**
 * Judges raw rows and writes what is to be staged. A row set aside for its number is staged too, without a
 * match key: the scored linkage may still find whom it means.
 */
export function rowStager(
  source: Source,
  layout: Layout,
  asOf: PlainDate,
): (block: number, rawRows: RawRows) => StagedBlock {
  const judge = rowJudge(source.contract, layout, rowEvaluator(source.contract, asOf));
  return (block, rawRows) => {
    const staged: Omit<StagedBlock, 'lines'> = {
      rows: 0,
      trailingBlanks: [],
      setAside: [],
      converted: 0,
    };
    const lines = createLineBuffer(LINES_CAPACITY);
    const checkedText = typeof rawRows === 'string' && isFreeOfForbidden(rawRows);
    let rowInBlock = 0;
    const visit = (raw: readonly XlsxCell[]) => {
      rowInBlock++;
      const { cells, result, blank } = judge(raw, checkedText);
      if (blank && !result.ok) {
        staged.trailingBlanks.push([rowInBlock, result.code, result.column, cells]);
        return;
      }
      if (staged.trailingBlanks.length > 0) {
        staged.setAside.push(...staged.trailingBlanks);
        staged.trailingBlanks = [];
      }
      staged.rows = rowInBlock;
      if (!result.ok) staged.setAside.push([rowInBlock, result.code, result.column, cells]);
      const text = partyLines(source, `${block}${FIELD}${rowInBlock}`, cells, result);
      lines.append(text.lines);
      staged.converted += text.converted;
    };
    if (typeof rawRows === 'string') eachCsvRow(rawRows, visit);
    else rawRows.forEach(visit);
    return { ...staged, lines: lines.bytes() };
  };
}

function partyLines(
  source: Source,
  place: string,
  cells: readonly string[],
  result: RowResult<unknown>,
): { lines: string; converted: number } {
  const joined = cells.join(CELL);
  if (!result.ok) {
    const lines = FOR_REVIEW.has(result.code) ? line(place, 0, '', '', result.code, joined) : '';
    return { lines, converted: 0 };
  }
  let [lines, converted] = ['', 0];
  for (const party of source.parties(result.row)) {
    const { part, matchKey, idProblem } = party;
    const key = source.naturalKey(result.row, part);
    if (party.converted) converted++;
    lines += line(
      place,
      part,
      matchKey ?? '',
      key === matchKey ? '' : key,
      idProblem ?? '',
      joined,
    );
  }
  return { lines, converted };
}

function line(
  place: string,
  part: number,
  matchKey: string,
  key: string,
  problem: string,
  cells: string,
): string {
  return `${place}${FIELD}${part}${FIELD}${matchKey}${FIELD}${key}${FIELD}${problem}${FIELD}${cells}\n`;
}
