import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { RowResult, SetAsideCode } from '../../../kernel/tabular/contract.ts';
import { eachCsvRow } from '../../../kernel/tabular/csv-rows.ts';
import { strictDecoder, type TextEncodingName } from '../../../kernel/tabular/encoding.ts';
import { isFreeOfForbidden, rowEvaluator } from '../../../kernel/tabular/evaluate-row.ts';
import type { Layout } from '../../../kernel/tabular/header.ts';
import { rowJudge, type RowJudge } from '../../../kernel/tabular/read-table.ts';
import type { XlsxCell } from '../../../kernel/tabular/xlsx-rows.ts';
import type { Source } from '../sources/source.ts';
import { createPlainLane, type PlainLane } from './plain-lane.ts';
import {
  addParty,
  clearColumns,
  createStagedColumns,
  type StagedColumns,
} from './staged-columns.ts';
import { CELL } from './staged-line.ts';

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
  /** What is staged; good until the next block is judged. */
  parties: StagedColumns;
};

const QUOTE = 34;
const FOR_REVIEW: ReadonlySet<SetAsideCode> = new Set(['ID_LENGTH', 'ID_MASKED', 'ID_CHECKSUM']);

/** Raw rows as they come: bytes of whole CSV rows and where they begin in the file, or a sheet's rows. */
export type RawRows = { bytes: Uint8Array; offset: number } | { rows: readonly XlsxCell[][] };

/**
 * Judges raw rows and writes what is to be staged. A row set aside for its number is staged too, without a
 * match key: the scored linkage may still find whom it means. `encoding` is null for a sheet.
 * The stager throws HubError FILE_ENCODING when bytes are not in that encoding.
 */
export function rowStager(
  source: Source,
  layout: Layout,
  asOf: PlainDate,
  encoding: TextEncodingName | null,
): (raw: RawRows) => StagedBlock {
  const judge = rowJudge(source.contract, layout, rowEvaluator(source.contract, asOf));
  const decode = encoding === null ? () => '' : strictDecoder(encoding);
  const lane = encoding === null ? null : createPlainLane(source, layout, asOf, encoding);
  const parties = createStagedColumns();
  return (raw) => {
    clearColumns(parties);
    const session = openSession(source, judge, parties);
    if ('rows' in raw) {
      raw.rows.forEach((cells, at) => session.visit(cells, at + 1, false));
      return session.finish();
    }
    const { bytes, offset } = raw;
    if (lane !== null && !bytes.includes(QUOTE)) {
      stageLines(lane(parties), session, bytes, (from, end) =>
        decode(bytes.subarray(from, end), offset + from),
      );
      return session.finish();
    }
    const text = decode(bytes, offset);
    const checkedText = isFreeOfForbidden(text);
    let row = 0;
    eachCsvRow(text, (cells) => session.visit(cells, ++row, checkedText));
    return session.finish();
  };
}

/** Plain lines go the quick way, the others the ordinary one. */
function stageLines(
  plain: PlainLane,
  session: Session,
  bytes: Uint8Array,
  textOf: (from: number, end: number) => string,
): void {
  let row = 0;
  for (let from = 0; from < bytes.length;) {
    const { end, next } = plain.cut(bytes, from);
    if (end > from) {
      row++;
      if (plain.stage(bytes, row)) session.accepted(row);
      else if (session.visit(textOf(from, end).split(','), row, false)) plain.learn(bytes);
    }
    from = next;
  }
}

/** The judgement of one block's rows, in their order. */
type Session = {
  /** Judges a row; true when nothing about it was out of the ordinary. */
  visit(raw: readonly XlsxCell[], row: number, checkedText: boolean): boolean;
  /** Counts a row that was found acceptable elsewhere. */
  accepted(row: number): void;
  finish(): StagedBlock;
};

function openSession(source: Source, judge: RowJudge<unknown>, parties: StagedColumns): Session {
  const setAside: SetAsideEntry[] = [];
  let trailingBlanks: SetAsideEntry[] = [];
  let [rows, converted] = [0, 0];
  function accepted(row: number): void {
    if (trailingBlanks.length > 0) {
      setAside.push(...trailingBlanks);
      trailingBlanks = [];
    }
    rows = row;
  }
  return {
    accepted,
    visit(raw, row, checkedText) {
      const { cells, result, blank } = judge(raw, checkedText);
      if (!result.ok) {
        const entry: SetAsideEntry = [row, result.code, result.column, cells];
        if (blank) {
          trailingBlanks.push(entry);
          return false;
        }
        accepted(row);
        setAside.push(entry);
      } else accepted(row);
      const staged = addParties(parties, source, row, cells, result);
      converted += staged.converted;
      return staged.plain;
    },
    finish: () => ({ rows, trailingBlanks, setAside, converted, parties }),
  };
}

function addParties(
  columns: StagedColumns,
  source: Source,
  row: number,
  cells: readonly string[],
  result: RowResult<unknown>,
): { converted: number; plain: boolean } {
  const joined = cells.join(CELL);
  const party = { row, part: 0, matchKey: null, key: null, problem: null, cells: joined };
  if (!result.ok) {
    const { code } = result;
    if (FOR_REVIEW.has(code)) addParty(columns, { ...party, problem: code });
    return { converted: 0, plain: false };
  }
  const parties = source.parties(result.row);
  let [converted, plain] = [0, parties.length === 1];
  for (const { part, idProblem, matchKey, ...told } of parties) {
    const key = source.naturalKey(result.row, part);
    if (told.converted) converted++;
    if (key !== matchKey || !cells.includes(matchKey)) plain = false;
    const ownKey = key === matchKey ? null : key;
    addParty(columns, { ...party, part, matchKey, key: ownKey, problem: idProblem ?? null });
  }
  return { converted, plain };
}
