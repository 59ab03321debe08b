import { open } from 'node:fs/promises';
import { HubError } from '../errors.ts';
import { rowEnd } from './csv-rows.ts';

/** Some whole rows of a CSV file as bytes, and where they begin in it. */
export type CsvBlock = { bytes: Buffer<ArrayBuffer>; offset: number };

export const BLOCK_BYTES = 1 << 20;
const LINE_FEED = 10;
const QUOTE = 34;

/**
 * Cuts a CSV file into blocks of whole rows without decoding it. A row in quotes may hold line ends; one longer than a block is taken as a stray
 * quote and ends with its line.
 * @throws HubError FILE_FORMAT when a single line is longer than a block.
 */
export async function* csvBlocks(
  file: string,
  from: number,
  blockBytes = BLOCK_BYTES,
): AsyncGenerator<CsvBlock> {
  const handle = await open(file, 'r');
  try {
    let offset = from;
    let rest: Buffer<ArrayBuffer> = Buffer.alloc(0);
    for (;;) {
      const block = Buffer.allocUnsafeSlow(rest.length + blockBytes);
      rest.copy(block);
      const { bytesRead } = await handle.read(block, rest.length, blockBytes, offset + rest.length);
      const held = block.subarray(0, rest.length + bytesRead);
      const final = bytesRead === 0;
      const end = final ? held.length : wholeRows(held, blockBytes);
      if (end > 0) yield { bytes: held.subarray(0, end), offset };
      if (final) return;
      offset += end;
      rest = held.subarray(end);
    }
  } finally {
    await handle.close();
  }
}

function wholeRows(bytes: Buffer, limit: number): number {
  if (!bytes.includes(QUOTE)) {
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    if (end === 0 && bytes.length > limit) throw lineTooLong(limit);
    return end;
  }
  const text = bytes.toString('latin1');
  let end = 0;
  for (;;) {
    const next = rowEnd(text, end, false);
    if (next === -1) break;
    end = next;
  }
  if (end > 0 || bytes.length <= limit) return end;
  const line = bytes.indexOf(LINE_FEED) + 1;
  if (line === 0) throw lineTooLong(limit);
  return line;
}

function lineTooLong(limit: number): HubError {
  return new HubError('FILE_FORMAT', {
    reason: {
      zh: `有一行超过 ${limit} 字节，不是约定的 CSV`,
      en: `a line is longer than ${limit} bytes: not CSV as agreed`,
    },
  });
}
