import { textsOf, type StagedColumns, type TextColumn } from './staged-columns.ts';
import { i32, i64, list, struct, text, varint, type Thrift } from './thrift-compact.ts';

// Writes Parquet (parquet.apache.org/docs/file-format) as plainly as it can be: one uncompressed page to a
// column and block. DuckDB would have to parse the same rows from text first, which took most of its time.

/** What `read_parquet` reads from the beginning and the end of a file. */
export const MAGIC = Buffer.from('PAR1');

/** The parties of one block in a part: where its columns stand, so that the footer can tell. */
export type RowGroup = {
  rows: number;
  /** Where the row numbers stand (4 bytes each, little-endian): they count from the block's beginning. */
  rowsAt: number;
  columns: { at: number; length: number }[];
};

const INT32 = 1;
const BYTE_ARRAY = 6;
const UTF8 = 0;
const REQUIRED = 0;
const OPTIONAL = 1;
const DATA_PAGE = 0;
const PLAIN = 0;
const RLE = 3;
const UNCOMPRESSED = 0;
const FORMAT_VERSION = 1;
const COLUMNS = [
  { name: 'row_no', type: INT32 },
  { name: 'part', type: INT32 },
  { name: 'match_key', type: BYTE_ARRAY },
  { name: 'key', type: BYTE_ARRAY },
  { name: 'problem', type: BYTE_ARRAY },
  { name: 'cells', type: BYTE_ARRAY },
];

/** The bytes of a block's parties, to be written at `at`; they are good until the columns are used again. */
export function rowGroup(
  columns: StagedColumns,
  at: number,
): { group: RowGroup; bytes: Uint8Array[] } {
  const { count } = columns;
  const pages = [
    page(count, [numbers(columns.rows, count)]),
    page(count, [numbers(columns.parts, count)]),
    ...textsOf(columns).map((column) =>
      page(count, [levels(column, count), column.bytes.subarray(0, column.length)]),
    ),
  ];
  const group: RowGroup = { rows: count, rowsAt: at + (pages[0]?.[0]?.length ?? 0), columns: [] };
  let next = at;
  for (const parts of pages) {
    const length = parts.reduce((sum, bytes) => sum + bytes.length, 0);
    group.columns.push({ at: next, length });
    next += length;
  }
  return { group, bytes: pages.flat() };
}

/** The end of a file that holds these groups. */
export function footer(groups: readonly RowGroup[]): Buffer {
  const schema = COLUMNS.map(({ name, type }) =>
    type === INT32
      ? struct({ 1: i32(type), 3: i32(REQUIRED), 4: text(name) })
      : struct({ 1: i32(type), 3: i32(OPTIONAL), 4: text(name), 6: i32(UTF8) }),
  );
  const { bytes } = struct({
    1: i32(FORMAT_VERSION),
    2: list([struct({ 4: text('party'), 5: i32(COLUMNS.length) }), ...schema]),
    3: i64(groups.reduce((sum, { rows }) => sum + rows, 0)),
    4: list(groups.map(groupMetadata)),
    6: text('yikou'),
  });
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([Buffer.from(bytes), length, MAGIC]);
}

function groupMetadata({ rows, columns }: RowGroup): Thrift {
  const chunks = columns.map(({ at, length }, k) => {
    const { name = '', type = INT32 } = COLUMNS[k] ?? {};
    const metadata = struct({
      1: i32(type),
      2: list([i32(PLAIN), i32(RLE)]),
      3: list([text(name)]),
      4: i32(UNCOMPRESSED),
      5: i64(rows),
      6: i64(length),
      7: i64(length),
      9: i64(at),
    });
    return struct({ 2: i64(at), 3: metadata });
  });
  const length = columns.reduce((sum, column) => sum + column.length, 0);
  return struct({ 1: list(chunks), 2: i64(length), 3: i64(rows) });
}

function page(values: number, content: readonly Uint8Array[]): Uint8Array[] {
  const length = content.reduce((sum, bytes) => sum + bytes.length, 0);
  const data = struct({ 1: i32(values), 2: i32(PLAIN), 3: i32(RLE), 4: i32(RLE) });
  const header = struct({ 1: i32(DATA_PAGE), 2: i32(length), 3: i32(length), 5: data });
  return [Buffer.from(header.bytes), ...content];
}

function numbers(values: Int32Array, count: number): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, count * Int32Array.BYTES_PER_ELEMENT);
}

/** Which values are there: one run where all are or none is, else a bit for each, the lowest first. */
function levels({ present }: TextColumn, count: number): Buffer {
  const first = present[0] ?? 0;
  let same = true;
  for (let at = 1; at < count && same; at++) same = present[at] === first;
  const runs = same ? [...varint(count * 2), first] : bits(present, count);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(runs.length);
  return Buffer.concat([length, Buffer.from(runs)]);
}

function bits(present: Uint8Array, count: number): number[] {
  const groups = Math.ceil(count / 8);
  const bytes = new Array<number>(groups).fill(0);
  for (let at = 0; at < count; at++)
    if (present[at] === 1) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (1 << (at & 7));
  return [...varint(groups * 2 + 1), ...bytes];
}
