import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { HubError } from '../errors.ts';

export type TextEncodingName = 'utf-8' | 'utf-8-bom' | 'gb18030';

/** Decodes whole lines; `offset` is where the bytes begin in the file. */
export type Decode = (bytes: Uint8Array, offset: number) => string;

export const BOM_LENGTH = 3;

/**
 * A strict decoder: nothing is replaced, and U+FEFF stays what it is.
 * The decoder throws HubError FILE_ENCODING with the offset, from the start of the file, of the first byte that fits not.
 */
export function strictDecoder(encoding: TextEncodingName): Decode {
  const utf8 = encoding !== 'gb18030';
  const decoder = new TextDecoder(utf8 ? 'utf-8' : 'gb18030', { fatal: true, ignoreBOM: true });
  const firstInvalid = utf8 ? firstInvalidUtf8 : firstInvalidGb18030;
  return (bytes, offset) => {
    const text = decodeOrNull(decoder, bytes);
    // The Encoding Standard reads the lone byte 80 as €; GB18030 has no such character.
    if (text !== null && (utf8 || !text.includes('€'))) return text;
    const at = firstInvalid(bytes);
    if (at === -1 && text !== null) return text;
    throw new HubError('FILE_ENCODING', { byteOffset: offset + Math.max(at, 0) });
  };
}

/** Whether the bytes are UTF-8 as far as they go, and how many at their end begin a character that is cut. */
export function checkUtf8(bytes: Uint8Array): { valid: boolean; cut: number } {
  const cut = cutCharacter(bytes);
  return { valid: isUtf8(bytes.subarray(0, bytes.length - cut)), cut };
}

/** Where the first sequence begins that is not UTF-8 (RFC 3629); -1 when all is well. */
export function firstInvalidUtf8(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = utf8Length(bytes[at] ?? 0);
    if (length === 0 || !isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return -1;
}

/** Where the first sequence begins that is not GB18030; -1 when all is well. */
export function firstInvalidGb18030(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = gb18030Length(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return -1;
}

function decodeOrNull(decoder: TextDecoder, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

function cutCharacter(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return utf8Length(byte) > back ? back : 0;
  }
  return 0;
}

function utf8Length(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

function gb18030Length(bytes: Uint8Array, at: number): number {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes.subarray(at, at + 4);
  if (first < 0x80) return 1;
  if (first === 0x80 || first === 0xff) return 0;
  if (second >= 0x40 && second <= 0xfe && second !== 0x7f) return 2;
  if (second < 0x30 || second > 0x39) return 0;
  if (third < 0x81 || third > 0xfe || fourth < 0x30 || fourth > 0x39) return 0;
  const linear =
    ((first - 0x81) * 10 + (second - 0x30)) * 1260 + (third - 0x81) * 10 + fourth - 0x30;
  // The basic plane ends at 84 31 A4 39, the others run from 90 30 81 30 to E3 32 9A 35.
  return linear <= 39_419 || (linear >= 189_000 && linear <= 1_237_575) ? 4 : 0;
}
