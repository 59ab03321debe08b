import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { HubError } from '../../kernel/errors.ts';
import { csvBlocks } from '../../kernel/tabular/csv-blocks.ts';
import { csvRows } from '../../kernel/tabular/csv-rows.ts';
import { BOM_LENGTH, strictDecoder, type TextEncodingName } from '../../kernel/tabular/encoding.ts';
import { scanFile } from '../../kernel/tabular/scan-file.ts';
import type { LinkageInput } from '../../subgraphs/crossmatch/linkage/standardise.ts';

type Row = readonly (string | null)[];

const SHEET_CHUNK_ROWS = 1000;

/**
 * Opens a table with a header whatever its columns: CSV (UTF-8 with or without BOM, GB18030), XLSX (first sheet) or
 * Parquet, told by content; `option` named it and goes before what is wrong with it. Cells are trimmed; a row without any content is none. Rows come in chunks as they are read.
 * @throws HubError LINK_INPUT_INVALID for no such file or a row of another width; FILE_EMPTY, FILE_ENCODING, FILE_FORMAT,
 * FILE_TOO_LARGE, HEADER_DOUBLED; what a row gets wrong shows while rows are read
 */
export async function openRecords(file: string, option: string): Promise<LinkageInput> {
  const { columns, rows } = await opened(file).catch((error: unknown) => blame(error, option));
  async function* blamed() {
    try {
      yield* rows;
    } catch (error) {
      blame(error, option);
    }
  }
  return { columns, rows: blamed() };
}

/** Which file it was: the option that named it goes before the message. */
function blame(error: unknown, option: string): never {
  if (!(error instanceof HubError)) throw error;
  throw new HubError(error.code, { ...error.details, option }, { cause: error });
}

async function opened(file: string): Promise<LinkageInput> {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) throw invalid(`no file ${file}`);
  if (!found.isFile()) throw invalid(`${file} is not a regular file`);
  if (await isParquet(file)) {
    const { openParquet } = await import('../../subgraphs/crossmatch/linkage/engine/parquet.ts');
    const { columns, rows } = await openParquet(file);
    return { columns: header(columns), rows };
  }
  const { fault, format } = await scanFile(file);
  if (fault !== null) throw fault;
  const chunks = () => (format === 'xlsx' ? sheetChunks(file) : textChunks(file, format));
  const columns = await headerOf(chunks());
  // Opened anew when they are asked for: whoever refuses the columns leaves no file open.
  return { columns, rows: rowsBelow(columns.length, chunks) };
}

async function headerOf(chunks: AsyncIterable<Row[]>): Promise<string[]> {
  for await (const rows of chunks) {
    const head = rows.find((row) => !isBlank(row));
    if (head) return header(head.map((cell) => cell ?? ''));
  }
  throw new HubError('FILE_EMPTY');
}

/** Rows are numbered without the header and without blank ones. */
async function* rowsBelow(
  width: number,
  chunks: () => AsyncIterable<Row[]>,
): AsyncGenerator<Row[]> {
  let rowNo = -1;
  for await (const rows of chunks()) {
    const checked: Row[] = [];
    for (const row of rows) {
      if (isBlank(row)) continue;
      rowNo += 1;
      if (rowNo === 0) continue;
      if (row.length !== width) {
        throw invalid(`data row ${rowNo}: ${shapeOf(row)} instead of ${width} cells`);
      }
      checked.push(row.map((cell) => cell?.trim() ?? null));
    }
    yield checked;
  }
}

/** What a row that is too short or too long looks like. */
function shapeOf(row: Row): string {
  const stray = row.length === 1 && row[0]?.includes('"');
  return stray ? 'a quote that is not closed, or closed amid a cell,' : `${row.length} cells`;
}

function invalid(problem: string): HubError {
  return new HubError('LINK_INPUT_INVALID', { problem });
}

/** @throws HubError HEADER_DOUBLED with places, not names: where the header is absent, the names are a person's data */
function header(cells: readonly string[]): string[] {
  const columns = cells.map((cell) => cell.trim());
  const again = columns.findIndex((name, at) => name !== '' && columns.indexOf(name) !== at);
  if (again >= 0) {
    const first = columns.indexOf(columns[again] ?? '') + 1;
    const [zh, en] = [`第 ${first}、${again + 1} 列`, `columns ${first} and ${again + 1}`];
    throw new HubError('HEADER_DOUBLED', { column: { zh, en } });
  }
  return columns;
}

async function* textChunks(file: string, encoding: TextEncodingName): AsyncGenerator<Row[]> {
  const decode = strictDecoder(encoding);
  for await (const { bytes, offset } of csvBlocks(
    file,
    encoding === 'utf-8-bom' ? BOM_LENGTH : 0,
  )) {
    yield csvRows(decode(bytes, offset));
  }
}

/** Rows of a sheet end at their last filled cell; they are as wide as the header unless they are wider. */
async function* sheetChunks(file: string): AsyncGenerator<Row[]> {
  const { xlsxRows } = await import('../../kernel/tabular/xlsx-rows.ts');
  let chunk: Row[] = [];
  let width = 0;
  for await (const cells of xlsxRows(file)) {
    const row = cells.map((cell) => (typeof cell === 'string' ? cell : cell.isoDate));
    width ||= row.length;
    while (row.length < width) row.push('');
    chunk.push(row);
    if (chunk.length < SHEET_CHUNK_ROWS) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

function isBlank(row: Row): boolean {
  return row.every((cell) => cell === null || cell.trim() === '');
}

async function isParquet(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const head = Buffer.alloc(4);
    await handle.read(head, 0, 4, 0);
    return head.toString('latin1') === 'PAR1';
  } finally {
    await handle.close();
  }
}
