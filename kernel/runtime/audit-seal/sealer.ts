import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { HubError } from '../../errors.ts';
import { databaseUrlFor, openPool } from '../db.ts';
import type { HubEnv } from '../env.ts';
import type { Keys } from '../keys.ts';
import { openRootsFile } from './roots-file.ts';
import { sealPass } from './seal.ts';

export type Sealer = {
  /** No further pass; resolves when the one that is under way has ended. */
  stop(): Promise<void>;
};

const PAUSE_MS = 2_000;

/**
 * Seals the audit trail now and every two seconds (docs/audit-format.md). Any number of processes may run
 * this: one works at a time, and each completes its own roots file. The first pass has ended when this
 * returns; one that fails is logged and tried again, and the database stops sensitive reads after a while.
 *
 * @throws HubError KEYS_MISSING when the keys file holds no sealing key
 */
export async function startSealer(given: {
  env: HubEnv;
  databaseUrl: string;
  keys: Keys;
  log: Logger;
}): Promise<Sealer> {
  const { env, keys, log } = given;
  const key = keys.auditSealing;
  if (key === null) throw new HubError('KEYS_MISSING', { reason: '密钥文件缺少 auditSealing' });
  const pool = openPool({
    url: databaseUrlFor(env, given.databaseUrl, 'sealer'),
    role: 'sealer',
    applicationName: 'yikou-sealer',
    poolSize: 1,
  });
  const deps = { pool, key, roots: openRootsFile(env.auditRoots) };
  const stopping = new AbortController();

  async function pass(): Promise<void> {
    try {
      await sealPass(deps);
    } catch (error) {
      log.error({ err: error }, 'audit rows are not sealed');
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sleep(PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      await pass();
    }
  }

  await pass();
  const running = run();
  return {
    // The last pass comes after the wish to stop: what was just done is sealed before the process ends.
    async stop() {
      stopping.abort();
      await running;
      await pool.end();
    },
  };
}
