import type { StagedParty } from './staged-line.ts';

/**
 * A column of texts as Parquet wants them: for each value that is there its length (4, little-endian) and
 * its UTF-8 bytes.
 */
export type TextColumn = { bytes: Buffer; length: number; present: Uint8Array };

/** Staged parties column by column, so that they can be written to a file as they lie. */
export type StagedColumns = {
  count: number;
  rows: Int32Array;
  parts: Int32Array;
  matchKey: TextColumn;
  key: TextColumn;
  problem: TextColumn;
  cells: TextColumn;
};

const PARTIES = 1 << 8;
const BYTES = 1 << 12;
const LENGTH_BYTES = 4;
const UTF8_BYTES_PER_UNIT = 3;

/** Columns without a party; they grow, and are meant to be used for block after block. */
export function createStagedColumns(): StagedColumns {
  return {
    count: 0,
    rows: new Int32Array(PARTIES),
    parts: new Int32Array(PARTIES),
    matchKey: textColumn(),
    key: textColumn(),
    problem: textColumn(),
    cells: textColumn(),
  };
}

/** Forgets the parties and keeps the room. */
export function clearColumns(columns: StagedColumns): void {
  for (const column of textsOf(columns)) {
    column.length = 0;
    column.present.fill(0, 0, columns.count);
  }
  columns.count = 0;
}

/** Makes room for one more party whose texts take up to so many bytes each. */
export function makeRoom(columns: StagedColumns, bytes: number): void {
  if (columns.count === columns.rows.length) {
    columns.rows = larger(columns.rows, new Int32Array(columns.count * 2));
    columns.parts = larger(columns.parts, new Int32Array(columns.count * 2));
    for (const column of textsOf(columns))
      column.present = larger(column.present, new Uint8Array(columns.count * 2));
  }
  roomFor(columns.matchKey, bytes);
  roomFor(columns.cells, bytes);
}

/** Adds a party written out as strings. */
export function addParty(columns: StagedColumns, party: StagedParty): void {
  makeRoom(columns, 0);
  const at = columns.count++;
  columns.rows[at] = party.row;
  columns.parts[at] = party.part;
  addText(columns.matchKey, at, party.matchKey);
  addText(columns.key, at, party.key);
  addText(columns.problem, at, party.problem);
  addText(columns.cells, at, party.cells);
}

/** The text columns in the order in which they stand in the file. */
export function textsOf(columns: StagedColumns): TextColumn[] {
  return [columns.matchKey, columns.key, columns.problem, columns.cells];
}

function textColumn(): TextColumn {
  return { bytes: Buffer.allocUnsafeSlow(BYTES), length: 0, present: new Uint8Array(PARTIES) };
}

function addText(column: TextColumn, at: number, text: string | null): void {
  if (text === null) return;
  roomFor(column, text.length * UTF8_BYTES_PER_UNIT);
  const length = column.bytes.write(text, column.length + LENGTH_BYTES, 'utf8');
  column.bytes.writeUInt32LE(length, column.length);
  column.length += LENGTH_BYTES + length;
  column.present[at] = 1;
}

function roomFor(column: TextColumn, bytes: number): void {
  const needed = column.length + LENGTH_BYTES + bytes;
  if (needed > column.bytes.length)
    column.bytes = larger(column.bytes, Buffer.allocUnsafeSlow(needed * 2));
}

function larger<Array extends Int32Array | Uint8Array>(held: Array, room: Array): Array {
  room.set(held);
  return room;
}
