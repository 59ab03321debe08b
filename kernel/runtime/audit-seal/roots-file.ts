import { mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { readLine } from './checkpoint.ts';

/** The file outside the database to which the line of every block is appended. */
export type RootsFile = {
  /** The last whole line; null while there is none. */
  lastLine(): Promise<string | null>;
  /** Appends lines and returns once they are on the disk. */
  append(lines: readonly string[]): Promise<void>;
};

/** More than what a torn write can leave behind the last whole line. */
const TAIL_BYTES = 64 * 1024;

/**
 * A roots file at `file`; it and its directory are created at the first append, and nothing in it is ever
 * changed or removed, so that it may be made append-only by the system that holds it.
 */
export function openRootsFile(file: string): RootsFile {
  return {
    async lastLine() {
      return (await readTail(file)).lines.findLast((line) => readLine(line) !== null) ?? null;
    },
    async append(lines) {
      const { torn } = await readTail(file);
      await mkdir(path.dirname(file), { recursive: true, mode: 0o711 });
      const handle = await open(file, 'a', 0o644);
      try {
        // What a crash cut off is closed, not removed: a verifier knows it as the beginning of the next line.
        const text = `${torn ? '\n' : ''}${lines.join('\n')}\n`;
        await handle.appendFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await syncDirectory(path.dirname(file));
    },
  };
}

async function readTail(file: string): Promise<{ lines: string[]; torn: boolean }> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { lines: [], torn: false };
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const bytes = Buffer.alloc(size - start);
    await handle.read(bytes, 0, bytes.length, start);
    const lines = bytes.toString('utf8').split('\n');
    const rest = lines.pop() ?? '';
    return { lines, torn: rest !== '' };
  } finally {
    await handle.close();
  }
}

/** A new file's name must survive a power failure too. */
async function syncDirectory(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
