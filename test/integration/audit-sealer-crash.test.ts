import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newKeysFile, parseKeys } from '../../kernel/runtime/keys.ts';
import type { SealDeps } from '../../kernel/runtime/audit-seal/seal.ts';
import { verifierKeyOf } from '../../kernel/runtime/audit-seal/checkpoint.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';
import { sealedTrail, type SealedTrail } from '../support/sealing.ts';

let database: FreshDatabase;
let trail: SealedTrail;
beforeEach(async () => {
  database = await freshDatabase();
  trail = await sealedTrail(database);
});
afterEach(async () => {
  await trail.close();
  await database.drop();
});

/** The server needs a moment to see that the last one is dead, and until then it holds the lock. */
async function sealWhenFree(overrides: Partial<SealDeps> = {}): Promise<void> {
  while ((await trail.seal(overrides)).busy) await sleep(20);
}

describe('a sealer that is killed', () => {
  const keys = newKeysFile();
  const key = parseKeys(keys).auditSealing;
  if (key === null) throw new Error('a new keys file holds no sealing key');

  it.each([
    ['before commit', { blocks: 0, published: 0, torn: 0 }],
    ['before append', { blocks: 1, published: 0, torn: 0 }],
    ['within append', { blocks: 1, published: 0, torn: 1 }],
    ['after append', { blocks: 1, published: 1, torn: 0 }],
  ])('%s leaves its work to the next', async (point, left) => {
    // The file is there already: what is killed is not its first pass.
    await trail.addRows(1);
    await trail.seal({ key });
    await trail.addRows(4);
    const order = { url: database.url, rootsPath: trail.rootsPath, keys, point };
    expect(await runWorker(order)).toBe('SIGKILL');

    const { rows } = await trail.owner.query('SELECT FROM audit.block');
    expect(rows).toHaveLength(1 + left.blocks);
    expect(trail.roots().split('\n').length - 2).toBe(left.published);
    await sealWhenFree({ key });
    expect(await trail.verify({ keys: verifierKeyOf(key.publicKey) })).toMatchObject({
      ok: true,
      blocks: 2,
      rows: 5,
      waiting: 0,
      torn: left.torn,
      repeated: 0,
    });
  });
});

it('may lose its connection before any statement of a pass: nothing is lost, nothing is sealed twice', async () => {
  let crashes = 0;
  for (let statement = 1; ; statement += 1) {
    await trail.addRows(2);
    const pool = cutBefore(trail.deps.pool as pg.Pool, statement);
    const ended = await trail.seal({ pool }).then(
      () => true,
      () => false,
    );
    if (ended) break;
    crashes += 1;
    const half = await trail.found();
    expect(['', 'BLOCK_UNPUBLISHED']).toContain(half.join());
    await sealWhenFree();
    const rows = 2 * statement;
    expect(await trail.verify()).toMatchObject({ ok: true, rows, waiting: 0 });
  }
  expect(crashes).toBeGreaterThan(14);
});

/** The pool, with the connection gone before the nth statement of those that go through it. */
function cutBefore(pool: pg.Pool, statement: number): Pick<pg.Pool, 'connect'> {
  let sent = 0;
  async function connect(): Promise<pg.PoolClient> {
    const client = await pool.connect();
    const query = client.query.bind(client) as (...words: unknown[]) => unknown;
    return new Proxy(client, {
      get(target, name) {
        if (name !== 'query') return Reflect.get(target, name, target) as unknown;
        return (...words: unknown[]) => {
          sent += 1;
          if (sent < statement) return query(...words);
          (
            client as unknown as { connection: { stream: { destroy(): void } } }
          ).connection.stream.destroy();
          return Promise.reject(new Error('the connection is gone'));
        };
      },
    });
  }
  return { connect: connect as pg.Pool['connect'] };
}

function runWorker(order: object): Promise<NodeJS.Signals | null> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'test/support/sealer-worker.ts', JSON.stringify(order)],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (_code, signal) => resolve(signal));
  });
}
