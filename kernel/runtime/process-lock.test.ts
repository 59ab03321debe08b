import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isAlive, ownMark, withProcessLock } from './process-lock.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'yikou-lock-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('lets one in at a time and leaves nothing behind', async () => {
  const file = path.join(dir, 'lock');
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 8 }, () =>
      withProcessLock(file, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await sleep(5);
        inside -= 1;
      }),
    ),
  );
  expect(most).toBe(1);
  expect(readdirSync(dir)).toEqual([]);
});

it('frees the lock when the act fails', async () => {
  const file = path.join(dir, 'lock');
  await expect(withProcessLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withProcessLock(file, () => Promise.resolve('yes'))).toBe('yes');
});

it('breaks the lock of a process that was killed, for one of those who wait', async () => {
  const file = path.join(dir, 'lock');
  const holder = spawn(process.execPath, [
    ...['--import', 'tsx', '--input-type=module', '-e'],
    `import { withProcessLock } from './kernel/runtime/process-lock.ts';
     await withProcessLock(${JSON.stringify(file)}, () => {
       process.stdout.write('held');
       return new Promise((resolve) => setTimeout(resolve, 60_000));
     });`,
  ]);
  await once(holder.stdout, 'data');
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  writeFileSync(`${file}.waiter`, JSON.stringify({ token: 'w', pid: holder.pid, start: '1' }));
  let inside = 0;
  await Promise.all(
    Array.from({ length: 6 }, () =>
      withProcessLock(file, async () => {
        inside += 1;
        expect(inside).toBe(1);
        await sleep(5);
        inside -= 1;
      }),
    ),
  );
  expect(readdirSync(dir)).toEqual([]);
});

it('knows a living process from a dead one and from a namesake', async () => {
  expect(isAlive(ownMark())).toBe(true);
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  expect(isAlive({ pid: child.pid ?? 0, start: null })).toBe(false);
  if (process.platform === 'linux') {
    expect(isAlive({ ...ownMark(), start: '1' })).toBe(false);
  }
});
