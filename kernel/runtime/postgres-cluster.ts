import { randomBytes, randomUUID } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { HubError } from '../errors.ts';
import {
  postgresBinaries,
  runAsFor,
  runBinary,
  runBinarySync,
  type RunAs,
} from './postgres-binaries.ts';
import { isAlive } from './process-lock.ts';

/** A PostgreSQL cluster in a directory of its own; it outlives the process that started it. */
export type Cluster = { dir: string; binaries: string; runAs: RunAs; durable: boolean };

const USER = 'yikou';
const WAIT_MS = 60_000;

/** The cluster kept at `dir`, which is created if need be. Nothing is started. */
export function openCluster(dir: string, options: { durable: boolean }): Cluster {
  // Others may pass through (the server's user must) but not look around.
  mkdirSync(dir, { recursive: true, mode: 0o711 });
  const binaries = postgresBinaries();
  return { dir, binaries, runAs: runAsFor(dir, binaries), durable: options.durable };
}

/**
 * Makes the cluster run and returns the address of its database `yikou`. Call it under the cluster's lock.
 * @throws HubError EMBEDDED_DATABASE with the server's own words when it does not come up.
 */
export async function startCluster(cluster: Cluster): Promise<string> {
  try {
    if (!existsSync(path.join(cluster.dir, 'data'))) await createCluster(cluster);
    const port = (await runningPort(cluster)) ?? (await startServer(cluster));
    await createDatabase(clusterUrl(cluster, port, 'postgres'));
    return clusterUrl(cluster, port, USER);
  } catch (error) {
    if (error instanceof HubError) throw error;
    throw new HubError('EMBEDDED_DATABASE', { reason: (error as Error).message.trim() });
  }
}

/** Stops the cluster: sessions are cut, everything committed is on disk. Quiet when it does not run. */
export async function stopCluster(cluster: Cluster): Promise<void> {
  if (readPidFile(cluster) === null) return;
  try {
    await runBinary(
      path.join(cluster.binaries, 'pg_ctl'),
      ['stop', '-D', path.join(cluster.dir, 'data'), '-m', 'fast', '-w', '-s'],
      cluster.runAs,
    );
  } catch (error) {
    // It may have died in the meantime, which is as stopped as it gets: its log is replayed at the start.
    if (readPidFile(cluster) !== null) throw error;
  }
}

/** Tells the cluster to stop and does not wait: for the last moment of a process. */
export function stopClusterAtExit(cluster: Cluster): void {
  runBinarySync(
    path.join(cluster.binaries, 'pg_ctl'),
    ['stop', '-D', path.join(cluster.dir, 'data'), '-m', 'fast', '-W', '-s'],
    cluster.runAs,
  );
}

function clusterUrl(cluster: Cluster, port: number, database: string): string {
  const password = readFileSync(path.join(cluster.dir, 'password'), 'utf8').trim();
  return `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;
}

async function createCluster(cluster: Cluster): Promise<void> {
  const { dir, binaries, runAs, durable } = cluster;
  // Built under another name: a data directory that is there is a whole one.
  for (const name of readdirSync(dir).filter((entry) => entry.startsWith('data.new-'))) {
    rmSync(path.join(dir, name), { recursive: true, force: true });
  }
  const draft = path.join(dir, `data.new-${randomUUID()}`);
  const password = randomBytes(24).toString('hex');
  const passwordFile = path.join(dir, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const handedOver = path.join(dir, `data.new-${randomUUID()}.password`);
  writeFileSync(handedOver, password, { mode: 0o600 });
  mkdirSync(draft, { mode: 0o700 });
  if (runAs.kind !== 'SELF') {
    chownSync(draft, runAs.uid, runAs.gid);
    chownSync(handedOver, runAs.uid, runAs.gid);
  }
  await runBinary(
    path.join(binaries, 'initdb'),
    [
      ...['-D', draft, '-U', USER, '--auth=scram-sha-256', `--pwfile=${handedOver}`],
      ...['--encoding=UTF8', ...locale(), '--no-instructions', ...(durable ? [] : ['--no-sync'])],
    ],
    runAs,
  );
  rmSync(handedOver);
  appendFileSync(path.join(draft, 'postgresql.conf'), settings(durable));
  renameSync(draft, path.join(dir, 'data'));
}

/** Names sort by code point on every system, so that two machines give the same order. */
function locale(): string[] {
  return process.platform === 'linux'
    ? ['--locale=C.UTF-8']
    : ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
}

function settings(durable: boolean): string {
  return [
    '',
    "listen_addresses = '127.0.0.1'",
    "unix_socket_directories = ''",
    "timezone = 'UTC'",
    "log_timezone = 'Asia/Shanghai'",
    // The server's log must not repeat the rows that were refused.
    'log_error_verbosity = terse',
    'log_min_error_statement = panic',
    'max_wal_size = 2GB',
    'jit = off',
    ...(durable ? [] : ['fsync = off', 'synchronous_commit = off', 'full_page_writes = off']),
    '',
  ].join('\n');
}

async function startServer(cluster: Cluster): Promise<number> {
  const data = path.join(cluster.dir, 'data');
  const portFile = path.join(cluster.dir, 'port');
  const log = path.join(data, 'server.log');
  const remembered = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 0;
  let failure: unknown;
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const port = await freePort(attempt === 0 ? remembered : 0);
    rmSync(log, { force: true });
    try {
      await runBinary(
        path.join(cluster.binaries, 'pg_ctl'),
        ['start', '-D', data, '-l', log, '-o', `-p ${port}`, '-w', '-t', '120', '-s'],
        cluster.runAs,
      );
      writeFileSync(portFile, String(port));
      chmodSync(portFile, 0o600);
      return port;
    } catch (error) {
      failure = error;
      const said = existsSync(log) ? readFileSync(log, 'utf8') : '';
      // Between the look and the start somebody else may have taken the port.
      if (!said.includes('could not bind')) throw new Error(`${said}${String(error)}`);
    }
  }
  throw failure;
}

/** The port of the running server; null when none runs. One that is coming up or going down is waited for. */
async function runningPort(cluster: Cluster): Promise<number | null> {
  const deadline = performance.now() + WAIT_MS;
  while (performance.now() < deadline) {
    const running = readPidFile(cluster);
    if (running === null) return null;
    if (
      running.status === 'ready' &&
      (await answers(clusterUrl(cluster, running.port, 'postgres')))
    ) {
      return running.port;
    }
    await sleep(50);
  }
  throw new Error(`The server at ${cluster.dir} neither answers nor ends.`);
}

function readPidFile(cluster: Cluster): { port: number; status: string } | null {
  const file = path.join(cluster.dir, 'data', 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  if (Number.isInteger(pid) && pid > 0 && isAlive({ pid, start: null }) && isPostgres(pid)) {
    return { port: Number(lines[3]), status: (lines[7] ?? '').trim() };
  }
  // After a crash its number may belong to another program, which would keep the server from starting.
  rmSync(file, { force: true });
  return null;
}

function isPostgres(pid: number): boolean {
  const comm = `/proc/${pid}/comm`;
  return !existsSync(comm) || readFileSync(comm, 'utf8').trim() === 'postgres';
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [USER]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${USER}`);
  } finally {
    await client.end();
  }
}

/** The wished-for loopback port if it is free, else any free one. */
async function freePort(wished: number): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', () => {
      if (wished === 0) reject(new Error('No free port on 127.0.0.1.'));
      else resolve(freePort(0));
    });
    server.listen(wished, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
