import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { HubError } from '../../kernel/errors.ts';
import { csvBlocks } from '../../kernel/tabular/csv-blocks.ts';
import { csvRows } from '../../kernel/tabular/csv-rows.ts';
import { BOM_LENGTH, strictDecoder, type TextEncodingName } from '../../kernel/tabular/encoding.ts';
import { scanFile } from '../../kernel/tabular/scan-file.ts';
import type { LinkageInput } from '../../subgraphs/crossmatch/linkage/linkage-input.ts';
import { blamed, blaming, invalidInput } from './blame.ts';

type Row = readonly (string | null)[];

const SHEET_CHUNK_ROWS = 1000;
const SHEET_ERROR = /^#(N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)$/;

/**
 * Opens a table with a header whatever its columns: CSV (UTF-8 with or without BOM, GB18030), XLSX (first sheet) or
 * Parquet, told by content; `option` named it and goes before what is wrong with it. Cells are
 * trimmed; a row without any content is none. Rows come in chunks as they are read.
 * @throws HubError LINK_INPUT_INVALID for no such file or a row of another width; FILE_EMPTY, FILE_ENCODING, FILE_FORMAT,
 * FILE_TOO_LARGE, HEADER_DOUBLED; what a row gets wrong shows while rows are read
 */
export async function openRecords(file: string, option: string): Promise<Table> {
  const table = await blaming(option, () => opened(file));
  async function* rows(): AsyncGenerator<Row[]> {
    try {
      yield* table.rows;
    } catch (error) {
      throw blamed(error, option);
    }
  }
  return { ...table, rows: rows() };
}

/** A file's records on their way, with what was seen of them. */
export type Table = Omit<LinkageInput, 'rows'> & {
  rows: AsyncIterable<Row[]>;
  /** Cells of a sheet that hold an error such as #N/A, so far; they are taken as missing. */
  errorCells: () => number;
};

async function opened(file: string): Promise<Table> {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) throw invalidInput(`没有文件 ${file}`, `no file ${file}`);
  if (!found.isFile()) {
    throw invalidInput(`${file} 不是普通文件`, `${file} is not a regular file`);
  }
  if (await isParquet(file)) {
    const { openParquet } = await import('../../subgraphs/crossmatch/linkage/engine/parquet.ts');
    const { columns, nested, rows } = await openParquet(file);
    return { columns: header(columns), nested, rows: trimmed(rows), errorCells: () => 0 };
  }
  const { fault, format } = await scanFile(file);
  if (fault !== null) throw fault;
  const chunks = () => (format === 'xlsx' ? sheetChunks(file) : textChunks(file, format));
  const columns = await headerOf(chunks());
  let errors = 0;
  const cellText = (cell: string | null): string | null => {
    if (format !== 'xlsx' || !SHEET_ERROR.test(cell ?? '')) return cell;
    errors += 1;
    return null;
  };
  // Opened anew when they are asked for: whoever refuses the columns leaves no file open.
  const rows = rowsBelow(columns.length, chunks, cellText);
  return { columns, rows, errorCells: () => errors };
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
  cellText: (cell: string | null) => string | null,
): AsyncGenerator<Row[]> {
  let rowNo = -1;
  for await (const rows of chunks()) {
    const checked: Row[] = [];
    for (const row of rows) {
      if (isBlank(row)) continue;
      rowNo += 1;
      if (rowNo === 0) continue;
      if (row.length !== width) {
        throw misshapen(rowNo, row, width);
      }
      checked.push(row.map((cell) => cellText(cell?.trim() ?? null)));
    }
    yield checked;
  }
}

async function* trimmed(chunks: AsyncIterable<Row[]>): AsyncGenerator<Row[]> {
  for await (const rows of chunks) yield rows.map((row) => row.map((cell) => cell?.trim() ?? null));
}

/** The error of a row that is too short or too long. */
function misshapen(rowNo: number, row: Row, width: number): HubError {
  if (row.length === 1 && row[0]?.includes('"')) {
    return invalidInput(
      `第 ${rowNo} 条：引号没有闭合，或在单元格中间闭合`,
      `data row ${rowNo}: a quote that is not closed, or closed amid a cell`,
    );
  }
  return invalidInput(
    `第 ${rowNo} 条：有 ${row.length} 格，应为 ${width} 格`,
    `data row ${rowNo}: ${row.length} cells instead of ${width} cells`,
  );
}

/** No table of one column can be linked: it is one of another kind. */
function separatedBy(separator: string): HubError {
  return new HubError('FILE_FORMAT', {
    reason: {
      zh: `看来以 ${separator} 分隔，须为逗号`,
      en: `it seems to be separated by ${separator}; commas are needed`,
    },
  });
}

/** @throws HubError FILE_FORMAT for another separator than a comma; HEADER_DOUBLED with places, not names: where the header is absent, the names are a person's data */
function header(cells: readonly string[]): string[] {
  const columns = cells.map((cell) => cell.trim());
  const separator = columns.length === 1 ? /[;\t|]/.exec(columns[0] ?? '')?.[0] : undefined;
  if (separator !== undefined) throw separatedBy(separator === '\t' ? 'TAB' : separator);
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
