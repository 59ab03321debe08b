import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { HubError } from '../errors.ts';
import { BOM_LENGTH, checkUtf8, firstInvalidUtf8, type TextEncodingName } from './encoding.ts';

/** What one pass over a file tells before anything is parsed. */
export type FileScan = {
  bytes: number;
  sha256: string;
  format: TextEncodingName | 'xlsx';
  /** Why the file cannot be read: FILE_EMPTY, FILE_FORMAT (.xls), FILE_ENCODING (UTF-16; with a BOM where UTF-8 fails). */
  fault: HubError | null;
};

const CHUNK = 1 << 20;
const HEAD = 1 << 16;

/**
 * Hashes the file and tells what it is: BOM → strict UTF-8 → else GB18030, or a ZIP with a workbook. A fault is
 * told, not thrown, because a refused file has a hash too. Whether a file without BOM really is GB18030
 * shows when it is decoded.
 */
export async function scanFile(file: string): Promise<FileScan> {
  const hash = createHash('sha256');
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(CHUNK);
    let bytes = 0;
    let carried = 0;
    let head: Head | null = null;
    let utf8 = true;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, carried, CHUNK - carried, null);
      const held = buffer.subarray(0, carried + bytesRead);
      hash.update(held.subarray(carried));
      head ??= readHead(held.subarray(0, HEAD));
      if (head.kind !== 'xlsx' && utf8) {
        const { valid, cut } = checkUtf8(held);
        utf8 = valid && (bytesRead > 0 || cut === 0);
        if (!utf8 && head.kind === 'utf-8-bom')
          head.fault ??= encodingFault(bytes - carried + Math.max(firstInvalidUtf8(held), 0));
        carried = utf8 ? cut : 0;
        buffer.copy(buffer, 0, held.length - carried, held.length);
      }
      bytes += bytesRead;
      if (bytesRead === 0) break;
    }
    const empty = bytes === (head.kind === 'utf-8-bom' ? BOM_LENGTH : 0);
    return {
      bytes,
      sha256: hash.digest('hex'),
      format: head.kind !== 'text' ? head.kind : utf8 ? 'utf-8' : 'gb18030',
      fault: empty ? new HubError('FILE_EMPTY') : head.fault,
    };
  } finally {
    await handle.close();
  }
}

type Head = { kind: 'xlsx' | 'utf-8-bom' | 'text'; fault: HubError | null };

function readHead(head: Buffer): Head {
  if (startsWith(head, 'd0cf11e0a1b11ae1')) {
    const reason = {
      zh: '旧版 .xls 或加密的工作簿，请另存为 .xlsx 或 .csv',
      en: 'an old .xls or an encrypted workbook; save it as .xlsx or .csv',
    };
    return { kind: 'text', fault: new HubError('FILE_FORMAT', { reason }) };
  }
  if (startsWith(head, '504b')) return { kind: 'xlsx', fault: null };
  if (startsWith(head, 'efbbbf')) return { kind: 'utf-8-bom', fault: null };
  const marked = startsWith(head, 'fffe') || startsWith(head, 'feff');
  // Text has no NUL; a stray one sets its row aside, but many mean UTF-16.
  const nuls = head.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  const utf16 = marked || nuls * 10 > head.length;
  return { kind: 'text', fault: utf16 ? encodingFault(0, 'UTF-16') : null };
}

function startsWith(head: Buffer, hex: string): boolean {
  return head.subarray(0, hex.length / 2).toString('hex') === hex;
}

function encodingFault(byteOffset: number, encoding?: string): HubError {
  return new HubError('FILE_ENCODING', { byteOffset, ...(encoding ? { encoding } : {}) });
}
