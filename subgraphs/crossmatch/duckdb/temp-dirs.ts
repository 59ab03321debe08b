import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isAlive, ownMark } from '../../../kernel/runtime/process-lock.ts';

/** Process number, the start of that process where the system tells it as a number, and an id. */
const OWNER = /^(\d+)-(?:(\d+)-)?[0-9a-f-]{36}$/;
const RUN = 'run-';

/** Makes a directory of this process's own; what dead processes left beside it is removed first. */
export async function makeRunDir(parent: string, prefix = RUN): Promise<string> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  await removeOrphans(parent, prefix);
  const dir = path.join(parent, ownedName(prefix));
  await mkdir(dir, { mode: 0o700 });
  return dir;
}

/** Removes a run's directory with everything in it. */
export async function removeRunDir(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
}

/** A new name that tells which process it belongs to, for `removeOrphans`. */
export function ownedName(prefix: string): string {
  return `${prefix}${ownerName()}-${randomUUID()}`;
}

/** Removes what dead processes left in a directory under an `ownedName` of this prefix; what is another user's stays. */
export async function removeOrphans(parent: string, prefix: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const [, pid, start = null] = OWNER.exec(name.slice(prefix.length)) ?? [];
    if (pid === undefined || isAlive({ pid: Number(pid), start })) continue;
    await removeRunDir(path.join(parent, name)).catch(unlessForeign);
  }
}

function unlessForeign(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPERM' && error.code !== 'EACCES') throw error;
}

/** The number alone would not do: in a container the next process has the number of the one that was killed. */
function ownerName(): string {
  const { pid, start } = ownMark();
  return start !== null && /^\d+$/.test(start) ? `${pid}-${start}` : String(pid);
}
