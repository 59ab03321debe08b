import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isAlive, ownMark } from '../../../kernel/runtime/process-lock.ts';

/** Process number, the start of that process where the system tells it as a number, and an id. */
const OWNED = /^run-(\d+)-(?:(\d+)-)?[0-9a-f-]{36}$/;

/** Makes a directory of this process's own; what dead processes left beside it is removed first. */
export async function makeRunDir(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  await removeOrphans(parent);
  const dir = path.join(parent, `run-${ownName()}-${randomUUID()}`);
  await mkdir(dir, { mode: 0o700 });
  return dir;
}

/** Removes a run's directory with everything in it. */
export async function removeRunDir(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
}

async function removeOrphans(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const [, pid, start = null] = OWNED.exec(name) ?? [];
    if (pid !== undefined && !isAlive({ pid: Number(pid), start }))
      await removeRunDir(path.join(parent, name));
  }
}

/** The number alone would not do: in a container the next process has the number of the one that was killed. */
function ownName(): string {
  const { pid, start } = ownMark();
  return start !== null && /^\d+$/.test(start) ? `${pid}-${start}` : String(pid);
}
