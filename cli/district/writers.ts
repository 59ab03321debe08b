import { closeSync, createWriteStream, openSync, writeSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { setImmediate } from 'node:timers/promises';
import { writeXlsxStream } from 'hucre/xlsx';
import iconv from 'iconv-lite';

export type Cell = string | Date;
export type Encoding = 'utf-8' | 'utf-8-bom' | 'gb18030';

/** Rows go to disk as they come; at most one megabyte waits in memory. */
const FLUSH_CHARACTERS = 1 << 20;

export type CsvFile = {
  /** Returns whether a full buffer went to disk. */
  write(row: readonly Cell[]): boolean;
  close(): void;
};

/** Opens an RFC 4180 file in the encoding and with the line ends a department uses. */
export function openCsv(
  file: string,
  header: readonly string[],
  options: { encoding: Encoding; lineEnd?: '\n' | '\r\n' },
): CsvFile {
  const lineEnd = options.lineEnd ?? '\n';
  const handle = openSync(file, 'w');
  let buffer = (options.encoding === 'utf-8-bom' ? '\ufeff' : '') + line(header) + lineEnd;
  function flush(): void {
    const gb = options.encoding === 'gb18030';
    writeSync(handle, gb ? iconv.encode(buffer, 'gb18030') : Buffer.from(buffer));
    buffer = '';
  }
  return {
    write(row) {
      buffer += line(row) + lineEnd;
      const full = buffer.length > FLUSH_CHARACTERS;
      if (full) flush();
      return full;
    },
    close() {
      flush();
      closeSync(handle);
    },
  };
}

/** A whole CSV file from rows that may be many: nothing is kept. */
export async function writeCsv(
  file: string,
  header: readonly string[],
  rows: Iterable<readonly Cell[]>,
  options: { encoding: Encoding; lineEnd?: '\n' | '\r\n' },
): Promise<void> {
  const csv = openCsv(file, header, options);
  try {
    // Between buffers the process may hear that it should stop.
    for (const row of rows) if (csv.write(row)) await setImmediate();
  } finally {
    csv.close();
  }
}

/** The same rows as a workbook of one sheet; a `Date` becomes a date cell. */
export async function writeXlsx(
  file: string,
  header: readonly string[],
  rows: Iterable<readonly Cell[]>,
): Promise<void> {
  function* sheet(): Generator<Cell[]> {
    yield [...header];
    for (const row of rows) yield [...row];
  }
  const stream = writeXlsxStream(sheet(), { name: 'Sheet1' });
  await pipeline(Readable.fromWeb(stream as ReadableStream), createWriteStream(file));
}

function line(row: readonly Cell[]): string {
  return row.map(quote).join(',');
}

function quote(cell: Cell): string {
  const text = typeof cell === 'string' ? cell : cell.toISOString().slice(0, 10);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
