import { open, type FileHandle } from 'node:fs/promises';
import type { IdNumberVault } from '../../../kernel/runtime/id-number-vault.ts';

const PIECE_BYTES = 4 << 20;
const LENGTH_BYTES = 4;
const MOST_HEADER_BYTES = 4_096;
const LINE_FEED = 10;

/**
 * Writes a file again, sealed under the hub's keys in pieces that are bound to the header and to their order.
 * Layout: header, line feed, then for each piece its sealed length (4, big-endian) and the sealed bytes; the
 * last one is empty.
 */
export async function sealFile(
  vault: IdNumberVault,
  source: string,
  header: string,
  target: string,
): Promise<void> {
  const from = await open(source, 'r');
  const to = await open(target, 'wx', 0o600);
  try {
    await to.write(`${header}\n`);
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    for (let index = 0, held = 1; held > 0; index++) {
      held = await fill(from, buffer);
      await writePiece(to, vault.sealPiece(buffer.subarray(0, held), `${header}|${index}`));
    }
    // It is renamed into place next: its content must be there before its name.
    await to.sync();
  } finally {
    await Promise.all([from.close(), to.close()]);
  }
}

/** The header of a sealed file, not yet proven; null when there is no such file. */
export async function sealedHeader(file: string): Promise<string | null> {
  const from = await open(file, 'r').catch(() => null);
  if (from === null) return null;
  try {
    const head = Buffer.alloc(MOST_HEADER_BYTES);
    const held = head.subarray(0, await fill(from, head));
    return held.toString('utf8', 0, Math.max(0, held.indexOf(LINE_FEED)));
  } finally {
    await from.close();
  }
}

/**
 * Writes what a sealed file holds to a new file that only this account may read.
 * @throws HubError INTERNAL when it was altered, cut short, or sealed under other keys.
 */
export async function unsealFile(
  vault: IdNumberVault,
  source: string,
  header: string,
  target: string,
): Promise<void> {
  const from = await open(source, 'r');
  const to = await open(target, 'wx', 0o600);
  try {
    let at = Buffer.byteLength(header) + 1;
    for (let index = 0, opened = 1; opened > 0; index++) {
      const sealed = await pieceAt(from, at);
      const plain = vault.openPiece(sealed, `${header}|${index}`);
      at += LENGTH_BYTES + sealed.length;
      opened = plain.length;
      await to.write(plain);
    }
  } finally {
    await Promise.all([from.close(), to.close()]);
  }
}

/**
 * Writes a sealed file again under the key that writes now, piece by piece, so that its content is never on
 * the disk in clear. False, and nothing written, when the file is under that key already.
 * @throws HubError INTERNAL when it was altered, cut short, or sealed under a key that is not there.
 */
export async function resealFile(
  vault: IdNumberVault,
  source: string,
  target: string,
): Promise<boolean> {
  const header = (await sealedHeader(source)) ?? '';
  const from = await open(source, 'r');
  try {
    const start = Buffer.byteLength(header) + 1;
    if ((await pieceAt(from, start))[0] === vault.writesWith.ID_CIPHER) return false;
    const to = await open(target, 'wx', 0o600);
    try {
      await to.write(`${header}\n`);
      let at = start;
      for (let index = 0, opened = 1; opened > 0; index++) {
        const sealed = await pieceAt(from, at);
        const plain = vault.openPiece(sealed, `${header}|${index}`);
        at += LENGTH_BYTES + sealed.length;
        opened = plain.length;
        await writePiece(to, vault.sealPiece(plain, `${header}|${index}`));
      }
      await to.sync();
    } finally {
      await to.close();
    }
    return true;
  } finally {
    await from.close();
  }
}

async function writePiece(to: FileHandle, sealed: Uint8Array): Promise<void> {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(sealed.length);
  await to.write(Buffer.concat([length, sealed]));
}

/** The sealed bytes of the piece that begins there. */
async function pieceAt(from: FileHandle, at: number): Promise<Buffer> {
  const length = Buffer.alloc(LENGTH_BYTES);
  await from.read(length, 0, LENGTH_BYTES, at);
  const sealed = Buffer.alloc(Math.min(length.readUInt32BE(), 2 * PIECE_BYTES));
  await from.read(sealed, 0, sealed.length, at + LENGTH_BYTES);
  return sealed;
}

async function fill(from: FileHandle, buffer: Buffer): Promise<number> {
  let held = 0;
  for (;;) {
    const { bytesRead } = await from.read(buffer, held, buffer.length - held);
    held += bytesRead;
    if (bytesRead === 0 || held === buffer.length) return held;
  }
}
