import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

const OWNED = /^run-(\d+)-[0-9a-f-]{36}$/;

/** Makes a directory of this process's own; what dead processes left beside it is removed first. */
export async function makeRunDir(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  await removeOrphans(parent);
  const dir = path.join(parent, `run-${process.pid}-${randomUUID()}`);
  await mkdir(dir, { mode: 0o700 });
  return dir;
}

/** Removes a run's directory with everything in it. */
export async function removeRunDir(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
}

async function removeOrphans(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = Number(OWNED.exec(name)?.[1] ?? Number.NaN);
    if (Number.isInteger(pid) && !isAlive(pid)) await removeRunDir(path.join(parent, name));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
