import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifierKeyOf } from '../../kernel/runtime/audit-seal/checkpoint.ts';
import { openRootsFile } from '../../kernel/runtime/audit-seal/roots-file.ts';
import { freshDatabase, testSigningKey, type FreshDatabase } from '../support/database.ts';
import { ADD_ROW, sealedTrail, type SealedTrail } from '../support/sealing.ts';

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

const VALUES = ['核查', 'r-1', '{"alertNo": "YJ-1"}'];

async function sealedIds(): Promise<string[][]> {
  const { rows } = await trail.owner.query<{ ids: string[] }>(
    'SELECT event_ids::text[] AS ids FROM audit.block ORDER BY number',
  );
  return rows.map(({ ids }) => ids);
}

async function session(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  return client;
}

describe('the sealer', () => {
  it('makes nothing of an empty table, and one block of the rows that wait', async () => {
    expect(await trail.seal()).toEqual({ busy: false, sealed: 0, published: 0 });
    expect(await trail.verify()).toMatchObject({ ok: true, blocks: 0, rows: 0, head: null });
    const ids = await trail.addRows(5);
    expect(await trail.seal()).toEqual({ busy: false, sealed: 5, published: 1 });
    expect(await sealedIds()).toEqual([ids]);
    expect(await trail.verify()).toMatchObject({ ok: true, blocks: 1, rows: 5, waiting: 0 });
  });

  it('seals a slow transaction’s row when it commits, and waits for none', async () => {
    const slow = await session();
    await slow.query('BEGIN');
    const early = await slow.query<{ id: string }>(ADD_ROW, VALUES);
    const [later] = await trail.addRows(1);
    await trail.seal();
    expect(await sealedIds()).toEqual([[later]]);
    expect(await trail.verify()).toMatchObject({ ok: true, rows: 1, waiting: 0 });
    await slow.query('COMMIT');
    await slow.end();
    expect(await trail.verify()).toMatchObject({ ok: true, rows: 1, waiting: 1 });
    await trail.seal();
    expect(await sealedIds()).toEqual([[later], [early.rows[0]?.id]]);
    expect(await trail.verify()).toMatchObject({ ok: true, rows: 2, waiting: 0 });
  });

  it('leaves no place for a row that was rolled back', async () => {
    const [first] = await trail.addRows(1);
    await trail.owner.query('BEGIN');
    await trail.owner.query(ADD_ROW, VALUES);
    await trail.owner.query('ROLLBACK');
    const [third] = await trail.addRows(1);
    expect(Number(third) - Number(first)).toBe(2);
    await trail.seal();
    expect(await sealedIds()).toEqual([[first, third]]);
    expect(await trail.verify()).toMatchObject({ ok: true, rows: 2 });
  });

  it('orders by commit, not by any clock, and tells of times that are long past', async () => {
    for (const at of ['2999-01-01', '1970-01-01', '2026-11-02']) {
      await trail.owner.query(
        `INSERT INTO audit.event (at, subgraph, subject, role, kind, detail)
         VALUES ($1, 'crossmatch', 'a', 'SYSTEM', 'BATCH_RELEASED', '{}')`,
        [at],
      );
      await trail.seal();
    }
    expect(await trail.verify()).toMatchObject({ ok: true, blocks: 3, rows: 3, late: 2 });
  });

  it('makes many blocks of many rows in one pass', async () => {
    await trail.owner.query(
      `INSERT INTO audit.event (subgraph, subject, role, kind, detail)
       SELECT 'crossmatch', 'a-' || n, 'SYSTEM', 'BATCH_RELEASED', '{}' FROM generate_series(1, 11000) n`,
    );
    expect(await trail.seal()).toEqual({ busy: false, sealed: 11_000, published: 3 });
    expect(await trail.verify()).toMatchObject({ ok: true, blocks: 3, rows: 11_000 });
  });

  it('works alone: of two at once one seals, and both files end alike', async () => {
    const other = openRootsFile(path.join(database.dataDir, 'other', 'roots.txt'));
    for (let round = 0; round < 10; round += 1) {
      await trail.addRows(3);
      await Promise.all([trail.seal(), trail.seal({ roots: other }), trail.seal()]);
    }
    await trail.seal();
    await trail.seal({ roots: other });
    expect(await trail.verify()).toMatchObject({ ok: true, rows: 30, waiting: 0, repeated: 0 });
    const copy = readFileSync(path.join(database.dataDir, 'other', 'roots.txt'), 'utf8');
    expect(copy).toBe(trail.roots());
  });

  it('completes a line that a crash cut off, and changes nothing that was written', async () => {
    await trail.addRows(2);
    await trail.seal();
    await trail.addRows(2);
    await trail.seal();
    const whole = trail.roots();
    truncateSync(trail.rootsPath, Buffer.byteLength(whole) - 40);
    expect(await trail.found()).toEqual(['ROOTS_CUT', 'BLOCK_UNPUBLISHED']);
    const torn = trail.roots();
    await trail.seal();
    expect(trail.roots().startsWith(torn)).toBe(true);
    expect(await trail.verify()).toMatchObject({ ok: true, blocks: 2, torn: 1 });
  });

  it('writes a lost roots file anew', async () => {
    await trail.addRows(1);
    await trail.seal();
    await trail.addRows(1);
    await trail.seal();
    const whole = trail.roots();
    rmSync(trail.rootsPath);
    expect(await trail.seal()).toEqual({ busy: false, sealed: 0, published: 2 });
    expect(trail.roots()).toBe(whole);
  });

  it('does not go on where file and database contradict each other', async () => {
    await trail.addRows(1);
    await trail.seal();
    const before = await session();
    await before.query('SET session_replication_role = replica');
    await trail.addRows(1);
    await trail.seal();
    // The database is an older one than the file has seen: a restored backup, or a cut tail.
    await before.query('DELETE FROM audit.block WHERE number = 2');
    await before.end();
    await trail.addRows(1);
    await expect(trail.seal()).rejects.toMatchObject({ code: 'AUDIT_BROKEN' });
    expect(await sealedIds()).toHaveLength(1);
  });

  it('does not go on from a block whose stored subtrees are not those of its root', async () => {
    await trail.addRows(3);
    await trail.seal();
    await trail.owner.query('SET session_replication_role = replica');
    await trail.owner.query(`UPDATE audit.block SET frontier = set_byte(frontier, 0, 0)`);
    await trail.addRows(1);
    await trail.owner.query('INSERT INTO audit.unsealed SELECT max(id) FROM audit.event');
    await expect(trail.seal()).rejects.toMatchObject({ code: 'AUDIT_BROKEN' });
  });

  it('seals nothing that it cannot publish, and both as soon as it can', async () => {
    mkdirSync(trail.rootsPath, { recursive: true });
    await trail.addRows(1);
    await expect(trail.seal()).rejects.toMatchObject({ code: 'EISDIR' });
    expect(await sealedIds()).toEqual([]);
    rmSync(trail.rootsPath, { recursive: true });
    expect(await trail.seal()).toMatchObject({ sealed: 1, published: 1 });
  });
});

describe('a new sealing key', () => {
  const next = testSigningKey('the next sealing key');

  it('is announced by a block of its own, and the old one is over', async () => {
    await trail.addRows(2);
    await trail.seal();
    expect(await trail.seal({ key: next })).toMatchObject({ sealed: 0, published: 1 });
    await trail.addRows(2);
    await trail.seal({ key: next });
    const keys = `${trail.verifierKey}\n${verifierKeyOf(next.publicKey)}`;
    expect(await trail.verify({ keys })).toMatchObject({ ok: true, blocks: 3, rows: 4 });
    expect(await trail.found()).toEqual(['KEY_UNKNOWN']);
    await trail.addRows(1);
    await expect(trail.seal()).rejects.toMatchObject({ code: 'AUDIT_BROKEN' });
  });

  it('is expected once it is known: who holds the old one cannot go on with it', async () => {
    await trail.addRows(2);
    await trail.seal();
    const keys = `${trail.verifierKey}\n${verifierKeyOf(next.publicKey)}`;
    expect(await trail.found({ keys })).toEqual(['KEY_ORDER']);
  });
});

describe('the role of the sealer', () => {
  it('reads rows, adds blocks and empties the queue; it changes and removes nothing else', async () => {
    await trail.addRows(1);
    await trail.seal();
    const pool = trail.deps.pool as pg.Pool;
    for (const refused of [
      'INSERT INTO audit.event (subgraph) VALUES (1)',
      `UPDATE audit.event SET kind = 'x'`,
      'DELETE FROM audit.event',
      `UPDATE audit.block SET line = 'x'`,
      'DELETE FROM audit.block',
      'INSERT INTO audit.unsealed VALUES (1)',
      'INSERT INTO audit.purge VALUES (1, 1)',
      'SELECT * FROM households.person',
      'SELECT * FROM policy.parameter',
    ]) {
      await expect(pool.query(refused), refused).rejects.toThrow(/permission denied/);
    }
    await expect(trail.owner.query('DELETE FROM audit.block')).rejects.toThrow(/append-only/);
    await expect(trail.owner.query('TRUNCATE audit.block')).rejects.toThrow(/append-only/);
  });
});

describe('the file', () => {
  it('may hold a fragment of any length before the line', async () => {
    await trail.addRows(1);
    await trail.seal();
    const line = trail.roots();
    writeFileSync(trail.rootsPath, `${line.slice(0, 30)}\n${line.slice(0, 90)}\n`);
    await trail.seal();
    appendFileSync(trail.rootsPath, line);
    expect(await trail.verify()).toMatchObject({ ok: true, torn: 2, repeated: 1 });
  });
});
