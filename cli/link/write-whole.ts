import { createWriteStream } from 'node:fs';
import { realpath, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HubError } from '../../kernel/errors.ts';
import { ownedName, removeOrphans } from '../../subgraphs/crossmatch/duckdb/temp-dirs.ts';
import { removedAtExit } from './remove-at-exit.ts';

/**
 * Writes a file whole or leaves what was there: into a file of its own beside it, for its owner's eyes, that then takes
 * the name. Through a symbolic link the file it points to is replaced. What is no regular file is written to directly.
 * @throws HubError OUTPUT_UNWRITABLE
 */
export async function writeWhole(file: string, content: string | Readable): Promise<void> {
  try {
    const found = await stat(file).catch(() => null);
    if (found !== null && !found.isFile()) return await write(file, 'w', content);
    const target = found === null ? path.resolve(file) : await realpath(file);
    const [parent, prefix] = [path.dirname(target), `.${path.basename(target)}.part-`];
    await removeOrphans(parent, prefix);
    const part = path.join(parent, ownedName(prefix));
    await removedAtExit(part, async () => {
      await write(part, 'wx', content);
      await rename(part, target);
    });
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
    if (reason === null || cause instanceof HubError) throw cause;
    throw new HubError('OUTPUT_UNWRITABLE', { file, reason }, { cause });
  }
}

async function write(file: string, flags: 'w' | 'wx', content: string | Readable): Promise<void> {
  // A device has no disk to flush to.
  const target = createWriteStream(file, { flags, mode: 0o600, flush: flags === 'wx' });
  await pipeline(typeof content === 'string' ? [content] : content, target);
}
