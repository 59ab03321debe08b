import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { HubEnv } from './env.ts';
import {
  openCluster,
  startCluster,
  stopCluster,
  stopClusterAtExit,
  type Cluster,
} from './postgres-cluster.ts';
import { isAlive, ownMark, withProcessLock, type ProcessMark } from './process-lock.ts';

/** A database this process may use until it releases it. */
export type DatabaseLease = {
  url: string;
  /** True: the embedded PostgreSQL below the data directory. */
  embedded: boolean;
  /** Tells that this process no longer uses it. The last living user stops an embedded one. */
  release(): Promise<void>;
};

/**
 * The hub's database: `databaseUrl` where one is set, else an embedded PostgreSQL in
 * `<dataDir>/postgres`. Several processes share the embedded one: each registers as a user, the last
 * living one stops it, and whoever was killed no longer counts.
 * @throws HubError EMBEDDED_DATABASE when the embedded one cannot be made to run here.
 */
export async function ensureDatabase(
  env: Pick<HubEnv, 'databaseUrl' | 'dataDir'>,
  options: { durable?: boolean } = {},
): Promise<DatabaseLease> {
  if (env.databaseUrl !== undefined) {
    return { url: env.databaseUrl, embedded: false, release: () => Promise.resolve() };
  }
  mkdirSync(env.dataDir, { recursive: true, mode: 0o711 });
  const dir = path.join(env.dataDir, 'postgres');
  const cluster = openCluster(dir, { durable: options.durable ?? true });
  const registration = path.join(dir, 'users', `${process.pid}-${nextNumber()}.json`);
  const url = await withProcessLock(path.join(dir, 'lock'), async () => {
    // Registered before the server is looked at: nobody stops it from here on.
    mkdirSync(path.dirname(registration), { recursive: true, mode: 0o711 });
    writeFileSync(`${registration}.draft`, JSON.stringify(ownMark()), { mode: 0o644 });
    renameSync(`${registration}.draft`, registration);
    try {
      return await startCluster(cluster);
    } catch (error) {
      rmSync(registration, { force: true });
      throw error;
    }
  });
  return { url, embedded: true, release: lease(cluster, registration) };
}

/**
 * Stops the embedded database below `dataDir` when none of its users lives any more.
 * @returns whether nobody uses it.
 */
export async function stopIfAbandoned(dataDir: string): Promise<boolean> {
  const dir = path.join(dataDir, 'postgres');
  // Without a single registration yet, somebody may be about to make the first one.
  if (!existsSync(path.join(dir, 'users'))) return false;
  const cluster = openCluster(dir, { durable: true });
  return withProcessLock(path.join(dir, 'lock'), async () => {
    if (livingUsers(cluster) > 0) return false;
    await stopCluster(cluster);
    return true;
  });
}

function lease(cluster: Cluster, registration: string): () => Promise<void> {
  let released = false;
  // process.exit() without a release: the server must not be left behind by a command that failed.
  function leaveAtExit(): void {
    rmSync(registration, { force: true });
    if (livingUsers(cluster) === 0) stopClusterAtExit(cluster);
  }
  process.once('exit', leaveAtExit);
  return async () => {
    if (released) return;
    released = true;
    process.removeListener('exit', leaveAtExit);
    await withProcessLock(path.join(cluster.dir, 'lock'), async () => {
      rmSync(registration, { force: true });
      if (livingUsers(cluster) === 0) await stopCluster(cluster);
    });
  };
}

/** How many registered users live; registrations of the dead are removed. */
function livingUsers(cluster: Cluster): number {
  const dir = path.join(cluster.dir, 'users');
  let living = 0;
  for (const name of readdirSync(dir).filter((entry) => entry.endsWith('.json'))) {
    const file = path.join(dir, name);
    const mark = readMark(file);
    if (mark !== null && isAlive(mark)) living += 1;
    else rmSync(file, { force: true });
  }
  return living;
}

function readMark(file: string): ProcessMark | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessMark;
  } catch {
    return null;
  }
}

let registrations = 0;

function nextNumber(): number {
  registrations += 1;
  return registrations;
}
