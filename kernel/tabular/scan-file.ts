import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { HubError } from '../errors.ts';
import { BOM_LENGTH, checkUtf8, firstInvalidUtf8, type TextEncodingName } from './encoding.ts';

/** What one pass over a file tells before anything is parsed. */
export type FileScan = { bytes: number; sha256: string; format: TextEncodingName | 'xlsx' };

const CHUNK = 1 << 20;
const HEAD = 1 << 16;

/**
 * Hashes the file and tells what it is: BOM → strict UTF-8 → else GB18030, or a ZIP with a workbook.
 * Whether a file without BOM really is GB18030 shows when it is decoded.
 * @throws HubError FILE_EMPTY, FILE_FORMAT (.xls, another binary), FILE_ENCODING (UTF-16; with a BOM where UTF-8 fails).
 */
export async function scanFile(file: string): Promise<FileScan> {
  const hash = createHash('sha256');
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(CHUNK);
    let bytes = 0;
    let carried = 0;
    let kind: Kind | null = null;
    let utf8 = true;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, carried, CHUNK - carried, null);
      const held = buffer.subarray(0, carried + bytesRead);
      hash.update(held.subarray(carried));
      kind ??= kindOf(held.subarray(0, HEAD));
      if (kind !== 'xlsx' && utf8) {
        const { valid, cut } = checkUtf8(held);
        const whole = valid && (bytesRead > 0 || cut === 0);
        if (!whole && kind === 'utf-8-bom')
          throw encodingError(bytes - carried + Math.max(firstInvalidUtf8(held), 0));
        utf8 = whole;
        carried = utf8 ? cut : 0;
        buffer.copy(buffer, 0, held.length - carried, held.length);
      }
      bytes += bytesRead;
      if (bytesRead === 0) break;
    }
    if (kind === 'xlsx') return { bytes, sha256: hash.digest('hex'), format: 'xlsx' };
    if (bytes === (kind === 'utf-8-bom' ? BOM_LENGTH : 0)) throw new HubError('FILE_EMPTY');
    const format = kind === 'utf-8-bom' ? kind : utf8 ? 'utf-8' : 'gb18030';
    return { bytes, sha256: hash.digest('hex'), format };
  } finally {
    await handle.close();
  }
}

type Kind = 'xlsx' | 'utf-8-bom' | 'text';

function kindOf(head: Buffer): Kind {
  if (startsWith(head, 'd0cf11e0a1b11ae1'))
    throw new HubError('FILE_FORMAT', {
      reason: '旧版 .xls 或加密的工作簿，请另存为 .xlsx 或 .csv',
    });
  if (startsWith(head, '504b')) return 'xlsx';
  if (startsWith(head, 'fffe') || startsWith(head, 'feff')) throw utf16();
  if (startsWith(head, 'efbbbf')) return 'utf-8-bom';
  // Text has no NUL; a stray one sets its row aside, but every second byte means UTF-16.
  const nuls = head.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  if (nuls * 10 > head.length) throw utf16();
  return 'text';
}

function startsWith(head: Buffer, hex: string): boolean {
  return head.subarray(0, hex.length / 2).toString('hex') === hex;
}

function utf16(): HubError {
  return new HubError('FILE_ENCODING', { byteOffset: 0, encoding: 'UTF-16' });
}

function encodingError(byteOffset: number): HubError {
  return new HubError('FILE_ENCODING', { byteOffset });
}
