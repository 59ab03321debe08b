import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ensureDatabase, stopIfAbandoned } from '../../kernel/runtime/embedded-postgres.ts';

let dataDir = '';
const children: ChildProcess[] = [];

beforeAll(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'yikou-embedded-'));
  chmodSync(dataDir, 0o711);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await stopIfAbandoned(dataDir);
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function serverPid(): number | null {
  const file = path.join(dataDir, 'postgres', 'data', 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : null;
}

/** A process that uses the database until it reads a line (release), or is told to exit at once. */
async function startUser(): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [
      ...['--import', 'tsx', '--input-type=module', '-e'],
      `import { ensureDatabase } from './kernel/runtime/embedded-postgres.ts';
       const lease = await ensureDatabase({ databaseUrl: undefined, dataDir: ${JSON.stringify(dataDir)} });
       process.stdin.once('data', async (line) => {
         if (String(line).startsWith('exit')) process.exit(3);
         await lease.release();
         process.stdin.destroy();
       });
       process.stdout.write('up');`,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  children.push(child);
  await once(child.stdout ?? child, 'data');
  return child;
}

async function end(child: ChildProcess, how: 'release' | 'exit' | 'SIGKILL'): Promise<void> {
  const ended = once(child, 'exit');
  if (how === 'SIGKILL') child.kill('SIGKILL');
  else child.stdin?.write(`${how}\n`);
  await ended;
}

async function eventuallyStopped(): Promise<void> {
  for (let tries = 0; serverPid() !== null && tries < 100; tries += 1) await sleep(50);
  expect(serverPid()).toBeNull();
}

describe('embedded PostgreSQL', () => {
  it('keeps what was committed over a stop and a start', async () => {
    const first = await ensureDatabase({ databaseUrl: undefined, dataDir });
    const client = new pg.Client({ connectionString: first.url });
    await client.connect();
    await client.query('CREATE TABLE kept AS SELECT 42 AS answer');
    const { rows: settings } = await client.query(
      `SELECT current_setting('fsync') AS fsync, current_setting('server_encoding') AS encoding,
              current_setting('listen_addresses') AS listen`,
    );
    expect(settings).toEqual([{ fsync: 'on', encoding: 'UTF8', listen: '127.0.0.1' }]);
    await client.end();
    await first.release();
    expect(serverPid()).toBeNull();

    const second = await ensureDatabase({ databaseUrl: undefined, dataDir });
    const again = new pg.Client({ connectionString: second.url });
    await again.connect();
    expect((await again.query('SELECT answer FROM kept')).rows).toEqual([{ answer: 42 }]);
    await again.end();
    await second.release();
  });

  it('refuses a wrong password and lets nobody else read the right one', async () => {
    const lease = await ensureDatabase({ databaseUrl: undefined, dataDir });
    const address = new URL(lease.url);
    address.password = 'guess';
    const client = new pg.Client({ connectionString: address.toString() });
    await expect(client.connect()).rejects.toMatchObject({ code: '28P01' });
    await lease.release();
  });

  it('is started once by processes that start at the same moment, and stopped by the last', async () => {
    const [first, second, third] = await Promise.all([startUser(), startUser(), startUser()]);
    const pid = serverPid();
    expect(pid).not.toBeNull();
    await end(first, 'release');
    await end(second, 'exit');
    expect(serverPid()).toBe(pid);
    await end(third, 'release');
    expect(serverPid()).toBeNull();
  });

  it('no longer counts a user that was killed', async () => {
    const [killed, last] = await Promise.all([startUser(), startUser()]);
    await end(killed, 'SIGKILL');
    expect(serverPid()).not.toBeNull();
    await end(last, 'release');
    expect(serverPid()).toBeNull();
    expect(readdirSync(path.join(dataDir, 'postgres', 'users'))).toEqual([]);
  });

  it('is picked up again when its last user was killed', async () => {
    const killed = await startUser();
    const pid = serverPid();
    await end(killed, 'SIGKILL');
    expect(serverPid()).toBe(pid);
    const lease = await ensureDatabase({ databaseUrl: undefined, dataDir });
    expect(serverPid()).toBe(pid);
    await lease.release();
    expect(serverPid()).toBeNull();
  });

  it('is stopped when its last user ends by process.exit', async () => {
    await end(await startUser(), 'exit');
    await eventuallyStopped();
  });

  it('comes back after the server itself was killed', async () => {
    const lease = await ensureDatabase({ databaseUrl: undefined, dataDir });
    process.kill(serverPid() ?? 0, 'SIGKILL');
    await lease.release();
    const again = await ensureDatabase({ databaseUrl: undefined, dataDir });
    const client = new pg.Client({ connectionString: again.url });
    await client.connect();
    await client.end();
    await again.release();
  });

  it('works below a directory that only its owner may enter', async () => {
    const closed = path.join(dataDir, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const lease = await ensureDatabase({
      databaseUrl: undefined,
      dataDir: path.join(closed, 'hub'),
    });
    const client = new pg.Client({ connectionString: lease.url });
    await client.connect();
    await client.end();
    await lease.release();
  });

  it('is not touched when a database is given', async () => {
    const untouched = path.join(dataDir, 'untouched');
    const lease = await ensureDatabase({
      databaseUrl: 'postgres://hub@db/hub',
      dataDir: untouched,
    });
    expect(lease).toMatchObject({ url: 'postgres://hub@db/hub', embedded: false });
    await lease.release();
    expect(existsSync(untouched)).toBe(false);
  });
});
