import { open } from 'node:fs/promises';
import { HubError } from '../errors.ts';

const MAX_FILE_BYTES = 64 << 20;
/** A reader holds about as much as it inflates, and 512 MiB are all it may. */
const MAX_INFLATED_BYTES = 384 << 20;
const MAX_ENTRIES = 2000;
/** Sheets compress ten- to sixtyfold; below this size the ratio harms nobody. */
const MAX_RATIO = 250;
const RATIO_FREE_BYTES = 16 << 20;
const END_RECORD = 0x06054b50;
const ENTRY_RECORD = 0x02014b50;
const END_RECORD_BYTES = 22;
const ENTRY_RECORD_BYTES = 46;

/**
 * Reads a workbook's bytes after its ZIP directory promised to stay small. The reader inflates no entry
 * beyond its promise, so a bomb that lies fails there.
 * @throws HubError FILE_TOO_LARGE for a file, a sum or a ratio beyond the limits; FILE_FORMAT for a broken ZIP.
 */
export async function readGuardedZip(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    if (size > MAX_FILE_BYTES) throw new HubError('FILE_TOO_LARGE', { limit: '64 MiB' });
    const bytes = Buffer.alloc(size);
    await handle.read(bytes, 0, size, 0);
    checkDirectory(bytes);
    return bytes;
  } finally {
    await handle.close();
  }
}

function checkDirectory(zip: Buffer): void {
  const end = endRecord(zip);
  const entries = zip.readUInt16LE(end + 10);
  if (entries > MAX_ENTRIES) throw tooLarge();
  let at = zip.readUInt32LE(end + 16);
  let inflatedSum = 0;
  for (let i = 0; i < entries; i++) {
    if (at + ENTRY_RECORD_BYTES > zip.length || zip.readUInt32LE(at) !== ENTRY_RECORD)
      throw broken();
    const packed = zip.readUInt32LE(at + 20);
    const inflated = zip.readUInt32LE(at + 24);
    // Without a promise the reader could not be held to one; 0xffffffff moves it to a ZIP64 field.
    if (inflated === 0 && packed > 2) throw broken();
    if (inflated > RATIO_FREE_BYTES && inflated > packed * MAX_RATIO) throw tooLarge();
    inflatedSum += inflated;
    if (inflatedSum > MAX_INFLATED_BYTES) throw tooLarge();
    at += ENTRY_RECORD_BYTES;
    at += zip.readUInt16LE(at - 18) + zip.readUInt16LE(at - 16) + zip.readUInt16LE(at - 14);
  }
}

function endRecord(zip: Buffer): number {
  const earliest = Math.max(0, zip.length - END_RECORD_BYTES - 0xffff);
  for (let at = zip.length - END_RECORD_BYTES; at >= earliest; at--) {
    if (zip.readUInt32LE(at) === END_RECORD) return at;
  }
  throw broken();
}

function broken(): HubError {
  return new HubError('FILE_FORMAT', {
    reason: { zh: '工作簿已损坏或不完整', en: 'the workbook is broken or incomplete' },
  });
}

function tooLarge(): HubError {
  return new HubError('FILE_TOO_LARGE', {
    limit: { zh: '解压后 384 MiB、压缩比 250', en: '384 MiB unpacked, packed 250 to 1' },
  });
}
