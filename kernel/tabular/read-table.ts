import path from 'node:path';
import { HubError } from '../errors.ts';
import type { PlainDate } from '../plain-date.ts';
import { columnsOf, type Contract, type RowResult, type TableRow } from './contract.ts';
import { csvBlocks, type CsvBlock } from './csv-blocks.ts';
import { csvRows, rowEnd } from './csv-rows.ts';
import { BOM_LENGTH, strictDecoder, type TextEncodingName } from './encoding.ts';
import { rowEvaluator, type RowEvaluator } from './evaluate-row.ts';
import { resolveHeader, type Layout } from './header.ts';
import { scanFile, type FileScan } from './scan-file.ts';
import { xlsxRows, type XlsxCell } from './xlsx-rows.ts';

export type TableOptions = {
  asOf: PlainDate;
  /** Its ending tells what the file claims to be; by default the file's own name. */
  fileName?: string | undefined;
  onProgress?: ((bytesRead: number, bytesTotal: number) => void) | undefined;
};

/** A file whose header has been accepted; its rows come in chunks, so memory does not grow with the file. */
export type Table<Row> = {
  encoding: FileScan['format'];
  sha256: string;
  notices: string[];
  rows: AsyncIterable<TableRow<Row>[]>;
};

const SHEET_CHUNK_ROWS = 1000;

/**
 * Opens a CSV or XLSX file and finds its columns; then every row comes out, accepted or with its reason.
 * @throws HubError FILE_EMPTY, FILE_FORMAT, FILE_TOO_LARGE, FILE_ENCODING, HEADER_DOUBLED, HEADER_MISSING;
 * FILE_ENCODING and FILE_FORMAT also while the rows are read: who keeps rows must be able to take them back.
 */
export async function readTable<Row>(
  file: string,
  contract: Contract<Row>,
  options: TableOptions,
): Promise<Table<Row>> {
  const scan = await scanFile(file);
  const raw = await openRawTable(file, scan, contract, options);
  const read = rowReader(rowJudge(contract, raw.layout, rowEvaluator(contract, options.asOf)));
  async function* rows(): AsyncGenerator<TableRow<Row>[]> {
    if (raw.kind === 'sheet') {
      for await (const rawRows of raw.chunks) yield read(rawRows);
      return;
    }
    const decode = strictDecoder(raw.encoding);
    for await (const { bytes, offset } of raw.blocks) {
      yield read(csvRows(decode(bytes, offset)));
      options.onProgress?.(offset + bytes.length, scan.bytes);
    }
  }
  return { encoding: scan.format, sha256: scan.sha256, notices: raw.layout.notices, rows: rows() };
}

/** A table whose header is resolved; what follows it is not yet judged: bytes of whole CSV rows, or a sheet's rows. */
export type RawTable = { layout: Layout } & (
  | { kind: 'csv'; encoding: TextEncodingName; blocks: AsyncGenerator<CsvBlock> }
  | { kind: 'sheet'; chunks: AsyncGenerator<XlsxCell[][]> }
);

/** Opens a scanned file up to its header; throws as `readTable` does. */
export async function openRawTable<Row>(
  file: string,
  scan: FileScan,
  contract: Contract<Row>,
  options: Pick<TableOptions, 'fileName'>,
): Promise<RawTable> {
  if (scan.fault !== null) throw scan.fault;
  checkEnding(options.fileName ?? file, scan);
  if (scan.format === 'xlsx') {
    const { head, all } = await peek(sheetChunks(file), cutSheetHeader);
    try {
      return { kind: 'sheet', layout: resolveHeader(head, contract), chunks: all };
    } catch (error) {
      await all.return(undefined);
      throw error;
    }
  }
  const encoding = scan.format;
  const blocks = csvBlocks(file, encoding === 'utf-8-bom' ? BOM_LENGTH : 0);
  const { head, all } = await peek(blocks, (block) => cutCsvHeader(block, encoding));
  try {
    return { kind: 'csv', encoding, layout: resolveHeader(head, contract), blocks: all };
  } catch (error) {
    await checkDecodes(all, encoding);
    throw error;
  }
}

/**
 * One broken byte makes a UTF-8 file be read as GB18030, where its header is another text: the byte is then
 * the fault to tell, not the column. @throws HubError FILE_ENCODING
 */
async function checkDecodes(
  blocks: AsyncGenerator<CsvBlock>,
  encoding: TextEncodingName,
): Promise<void> {
  const decode = strictDecoder(encoding);
  for await (const { bytes, offset } of blocks) {
    // What is UTF-8 was found to be so when the file was scanned.
    if (encoding !== 'gb18030') break;
    decode(bytes, offset);
  }
}

/** @throws HubError FILE_FORMAT when the name's ending and the content contradict each other. */
function checkEnding(fileName: string, scan: FileScan): void {
  const ending = path.extname(fileName).toLowerCase();
  if (ending === '.xlsx' && scan.format !== 'xlsx')
    throw new HubError('FILE_FORMAT', {
      reason: { zh: '扩展名是 .xlsx，内容不是工作簿', en: 'named .xlsx, and no workbook' },
    });
  if (ending === '.csv' && scan.format === 'xlsx')
    throw new HubError('FILE_FORMAT', {
      reason: { zh: '扩展名是 .csv，内容不是文本', en: 'named .csv, and no text' },
    });
}

/** A raw row in the contract's column order, judged; `blank` when none of its cells holds anything. */
export type RowJudge<Row> = (
  raw: readonly XlsxCell[],
  checkedText?: boolean,
) => {
  cells: string[];
  result: RowResult<Row>;
  blank: boolean;
};

/** Brings raw rows into the contract's order and judges them; a ragged one is ROW_SHAPE and keeps all its cells. */
export function rowJudge<Row>(
  contract: Contract<Row>,
  layout: Layout,
  evaluate: RowEvaluator<Row>,
): RowJudge<Row> {
  const places = columnsOf(contract).map(([, column], k) => ({
    column,
    at: layout.positions[k] ?? -1,
  }));
  return (raw, checkedText) => {
    const cells: string[] = [];
    for (const { at, column } of places) cells.push(textOf(raw[at], column));
    if (raw.length === layout.width) {
      const result = evaluate(cells, checkedText);
      return { cells, result, blank: !result.ok && isBlank(raw) };
    }
    cells.push(...raw.slice(layout.width).map((cell) => textOf(cell)));
    const result = { ok: false, code: 'ROW_SHAPE', column: null } as const;
    return { cells, result, blank: isBlank(raw) };
  };
}

/**
 * Turns raw rows into judged ones, numbered across calls. Blank rows count only when a filled row follows:
 * spreadsheets leave lines of commas at the end.
 */
function rowReader<Row>(judge: RowJudge<Row>): (raw: readonly XlsxCell[][]) => TableRow<Row>[] {
  let rowNo = 0;
  let blanks: TableRow<Row>[] = [];
  return (rawRows) => {
    const out: TableRow<Row>[] = [];
    for (const raw of rawRows) {
      const { cells, result, blank } = judge(raw);
      const row = { rowNo: ++rowNo, cells, result };
      if (blank) {
        blanks.push(row);
        continue;
      }
      if (blanks.length > 0) out.push(...blanks);
      blanks = [];
      out.push(row);
    }
    return out;
  };
}

function isBlank(raw: readonly XlsxCell[]): boolean {
  return raw.every((cell) => textOf(cell) === '');
}

function textOf(
  cell: XlsxCell | undefined,
  column?: { ofDateCell?(isoDate: string): string },
): string {
  if (typeof cell === 'string') return cell.trim();
  if (cell === undefined) return '';
  return column?.ofDateCell?.(cell.isoDate) ?? cell.isoDate;
}

/** Reads pieces until one holds the header, and gives back what follows the header with all further pieces. */
async function peek<Piece>(
  pieces: AsyncGenerator<Piece>,
  cut: (piece: Piece) => { header: string[]; rest: Piece } | null,
): Promise<{ head: string[]; all: AsyncGenerator<Piece> }> {
  try {
    for (;;) {
      const next = await pieces.next();
      if (next.done === true) throw new HubError('FILE_EMPTY');
      const found = cut(next.value);
      if (found !== null) return { head: found.header, all: prepend(found.rest, pieces) };
    }
  } catch (error) {
    await pieces.return(undefined);
    throw error;
  }
}

/** Ends with its source, also when it is ended before its first piece was asked for. */
function prepend<Piece>(first: Piece, others: AsyncGenerator<Piece>): AsyncGenerator<Piece> {
  async function* join(): AsyncGenerator<Piece> {
    yield first;
    yield* others;
  }
  const joined = join();
  const end = joined.return.bind(joined);
  joined.return = async (value) => {
    await others.return(undefined);
    return end(value);
  };
  return joined;
}

function cutCsvHeader(
  { bytes, offset }: CsvBlock,
  encoding: TextEncodingName,
): { header: string[]; rest: CsvBlock } | null {
  const decode = strictDecoder(encoding);
  const latin1 = bytes.toString('latin1');
  for (let from = 0; from < latin1.length;) {
    const end = rowEnd(latin1, from, true);
    const [cells = []] = csvRows(decode(bytes.subarray(from, end), offset + from));
    from = end;
    if (isBlank(cells)) continue;
    const rest = { bytes: Buffer.from(bytes.subarray(end)), offset: offset + end };
    return { header: cells.map((cell) => textOf(cell)), rest };
  }
  return null;
}

function cutSheetHeader(rows: XlsxCell[][]): { header: string[]; rest: XlsxCell[][] } | null {
  const at = rows.findIndex((cells) => !isBlank(cells));
  if (at === -1) return null;
  return { header: (rows[at] ?? []).map((cell) => textOf(cell)), rest: rows.slice(at + 1) };
}

/** Rows of a sheet end at their last filled cell: they are as wide as the header unless they are wider. */
async function* sheetChunks(file: string): AsyncGenerator<XlsxCell[][]> {
  let chunk: XlsxCell[][] = [];
  let width = 0;
  for await (const cells of xlsxRows(file)) {
    const filled = cells.slice(0, cells.findLastIndex((cell) => textOf(cell) !== '') + 1);
    if (width === 0) width = filled.length;
    while (filled.length < width) filled.push('');
    chunk.push(filled);
    if (chunk.length < SHEET_CHUNK_ROWS) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
