import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDuckdb, type Duckdb } from './duckdb-process.ts';
import { sqlText } from './sql-literal.ts';

let tempDir = '';
beforeAll(async () => {
  tempDir = await mkdtemp(path.join(os.tmpdir(), 'yikou-duckdb-'));
});
afterAll(() => rm(tempDir, { recursive: true, force: true }));

const open = () => openDuckdb({ memoryLimitMb: 256, threads: 2, tempDir });

async function all(duckdb: Duckdb, sql: string): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const chunk of duckdb.rows(sql)) rows.push(...chunk);
  return rows;
}

test('runs statements in a child and streams rows back', async () => {
  const duckdb = await open();
  try {
    await duckdb.run(`CREATE TABLE t AS SELECT ${sqlText("O'张")} AS name, 1::BIGINT AS n`);
    expect(await all(duckdb, 'SELECT name, n, NULL FROM t')).toEqual([["O'张", 1, null]]);
    expect(await all(duckdb, 'SELECT range FROM range(20000)')).toHaveLength(20_000);
    expect(await all(duckdb, 'SELECT 1 WHERE false')).toEqual([]);
    expect(await duckdb.peakMemoryMb()).toBeGreaterThan(10);
  } finally {
    await duckdb.close();
  }
});

test('says the class of an error and never what the row held', async () => {
  const duckdb = await open();
  try {
    await expect(duckdb.run(`SELECT CAST('310106199001011234x' AS INT)`)).rejects.toMatchObject({
      code: 'INTERNAL',
      details: { errorClass: 'Conversion Error' },
    });
    await duckdb.run('SELECT 1');
  } finally {
    await duckdb.close();
  }
});

test('removes its directory on close, and those of dead processes at the next start', async () => {
  const id = '00000000-0000-0000-0000-000000000000';
  await mkdir(path.join(tempDir, `run-999999999-${id}`));
  // In a container the next process has the number of the one that was killed.
  await mkdir(path.join(tempDir, `run-${process.pid}-1-${id}`));
  const duckdb = await open();
  expect(await readdir(tempDir)).toEqual([path.basename(duckdb.dir)]);
  await duckdb.close();
  expect(await readdir(tempDir)).toEqual([]);
  await expect(duckdb.run('SELECT 1')).rejects.toMatchObject({ code: 'INTERNAL' });
});
