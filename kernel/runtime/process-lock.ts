import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process as it can be recognised later: its number may be used again, its start may not. */
export type ProcessMark = { pid: number; start: string | null };

/** This process's mark. */
export function ownMark(): ProcessMark {
  return { pid: process.pid, start: startOf(process.pid) };
}

/** Whether the marked process still lives. Zombies do not, and neither does a namesake. */
export function isAlive(mark: ProcessMark): boolean {
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const start = startOf(mark.pid);
  return process.platform === 'linux'
    ? start !== null && (mark.start === null || start === mark.start)
    : start === null || mark.start === null || start === mark.start;
}

/**
 * Runs `act` while no other process holds the lock at `file`. The lock of a holder that died, kill -9
 * included, is broken by exactly one of those who wait for it.
 * @throws Error after `timeoutMs` of waiting for a living holder.
 */
export async function withProcessLock<Result>(
  file: string,
  act: () => Promise<Result>,
  timeoutMs = 120_000,
): Promise<Result> {
  const token = randomUUID();
  const draft = `${file}.${token}`;
  // Written whole before it gets its name: nobody ever reads half a lock.
  writeFileSync(draft, JSON.stringify({ token, ...ownMark() }), { mode: 0o644 });
  try {
    const deadline = performance.now() + timeoutMs;
    while (!tryLink(draft, file)) {
      breakIfAbandoned(file);
      if (performance.now() > deadline)
        throw new Error(`The lock ${file} is held by another process.`);
      await sleep(25);
    }
    try {
      removeDraftsOfTheDead(file);
      return await act();
    } finally {
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function tryLink(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function breakIfAbandoned(file: string): void {
  const held = readLock(file);
  if (held === null || isAlive(held)) return;
  // Named after the one lock it breaks: whoever creates it may remove that lock, and only that one.
  const right = `${file}.broken.${held.token}`;
  try {
    writeFileSync(right, '', { flag: 'wx' });
  } catch {
    return;
  }
  if (readLock(file)?.token === held.token) rmSync(file, { force: true });
  rmSync(`${file}.${held.token}`, { force: true });
  rmSync(right, { force: true });
}

/** Those who were killed while they waited. */
function removeDraftsOfTheDead(file: string): void {
  const drafts = readdirSync(path.dirname(file)).filter((name) =>
    name.startsWith(`${path.basename(file)}.`),
  );
  for (const name of drafts) {
    const draft = path.join(path.dirname(file), name);
    const mark = readLock(draft);
    if (mark !== null && !isAlive(mark)) rmSync(draft, { force: true });
  }
}

function readLock(file: string): (ProcessMark & { token: string }) | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessMark & { token: string };
  } catch {
    return null;
  }
}

/** When a process started, in its system's own terms; null when it is gone or the system does not say. */
function startOf(pid: number): string | null {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? null : (fields[19] ?? null);
    } catch {
      return null;
    }
  }
  if (
    process.platform === 'win32' ||
    statSync('/bin/ps', { throwIfNoEntry: false }) === undefined
  ) {
    return null;
  }
  const ps = spawnSync('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return ps.stdout.trim() || null;
}
