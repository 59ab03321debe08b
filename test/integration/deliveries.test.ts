import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor, type Actor } from '../../kernel/actor.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import {
  createExtractService,
  type IngestReport,
  type IngestRequest,
} from '../../subgraphs/crossmatch/extract.service.ts';
import { csv, good, row } from '../support/broken-files.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';

const system = systemActor('test:deliveries');
const liaison = (departmentCode: string): Actor => ({
  ...system,
  subject: `liaison:${departmentCode}`,
  role: 'LIAISON',
  departmentCode,
});
const supervisor: Actor = { ...system, subject: 'supervisor', role: 'BUREAU_SUPERVISOR' };

let database: FreshDatabase;
let extracts: ReturnType<typeof createExtractService>;
beforeAll(async () => {
  database = await freshDatabase();
  extracts = createExtractService(testDeps(database, 'crossmatch'));
});
afterAll(() => database.drop());

async function deliver(
  period: string,
  rows: readonly string[],
  more: Partial<IngestRequest> = {},
  actor: Actor = system,
): Promise<IngestReport> {
  const file = path.join(database.dataDir, `delivered-${period}-${rows.length}`);
  writeFileSync(file, csv(rows));
  const fileName = `public-security.death_${period}_delta.csv`;
  const asOf = plainDate('2026-11-05');
  return extracts.ingest(actor, { file, fileName, supersede: false, asOf, ...more });
}

async function statusOf(batchId: string | null): Promise<unknown> {
  const { rows } = await database
    .subgraph('crossmatch')
    .pool.query('SELECT status, superseded_by_id AS by FROM extract_batch WHERE id = $1', [
      batchId,
    ]);
  return rows[0];
}

test('other content of a known period is a correction and must say so', async () => {
  const first = await deliver('2025-01', good(30));
  expect(first.status).toBe('accepted');
  expect(await deliver('2025-01', good(31))).toMatchObject({
    status: 'rejected',
    error: { code: 'SUPERSEDE_REQUIRED' },
  });
  const second = await deliver('2025-01', good(31), { supersede: true });
  expect(second.status).toBe('accepted');
  expect(await statusOf(first.batchId)).toEqual({ status: 'SUPERSEDED', by: second.batchId });
  const part = await deliver('2025-01', good(32), {
    fileName: 'public-security.death_2025-01_delta_2.csv',
  });
  expect(part.status).toBe('accepted');
  expect(await statusOf(second.batchId)).toMatchObject({ status: 'ACCEPTED' });
});

test('a file of an unknown source is refused under the names it gave', async () => {
  const fileName = 'justice.imprisonment-abroad_2025-11_snapshot.csv';
  expect(await deliver('2025-11', good(2), { fileName })).toMatchObject({
    file: fileName,
    source: 'justice.imprisonment-abroad',
    period: '2025-11',
    mode: 'snapshot',
    status: 'rejected',
    batchId: null,
    error: { code: 'SOURCE_UNKNOWN' },
  });
  expect(await deliver('2025-11', good(2), { fileName: '名单.csv' })).toMatchObject({
    source: null,
    period: null,
    mode: null,
    error: { code: 'FILE_NAME_INVALID' },
  });
});

test('of two deliveries of one file at once, one is taken in and the other is a no-op', async () => {
  const reports = await Promise.all([deliver('2025-02', good(25)), deliver('2025-02', good(25))]);
  expect(reports.map(({ status }) => status).sort()).toEqual(['accepted', 'noop']);
  expect(reports[0].batchId).toBe(reports[1].batchId);
});

test('a snapshot below 70 % of the last one and a delta below 30 % of the median are held', async () => {
  const snapshot = (period: string, count: number) =>
    deliver(period, good(count), { mode: 'snapshot' });
  expect((await snapshot('2024-01', 100)).status).toBe('accepted');
  expect((await snapshot('2024-02', 70)).status).toBe('accepted');
  expect(await snapshot('2024-03', 48)).toMatchObject({
    status: 'held',
    holdReason: '接收 48 行，不足上一全量批次 70 行的 70%',
  });
  expect((await deliver('2025-06', good(10))).status).toBe('accepted');
  expect(await deliver('2025-07', good(6))).toMatchObject({ status: 'held' });
});

test('a held batch counts for nothing until it is released, and then replaces what it corrects', async () => {
  const before = await deliver('2025-03', good(40));
  const held = await deliver('2025-03', [], { supersede: true });
  expect(held.status).toBe('held');
  expect(await statusOf(before.batchId)).toMatchObject({ status: 'ACCEPTED' });
  const id = held.batchId ?? '';
  await expect(extracts.releaseHeld(liaison('public-security'), id)).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
  await extracts.releaseHeld(supervisor, id);
  expect(await statusOf(before.batchId)).toEqual({ status: 'SUPERSEDED', by: id });
  await expect(extracts.releaseHeld(supervisor, id)).rejects.toMatchObject({
    code: 'INVALID_STATE',
  });
});

test('a discarded batch leaves no staged rows and may be sent again', async () => {
  const held = await deliver('2025-04', []);
  const staged = path.join(database.dataDir, 'staged', `${held.batchId}.parquet`);
  expect(statSync(staged).mode & 0o777).toBe(0o600);
  await extracts.discardHeld(supervisor, held.batchId ?? '');
  expect(existsSync(staged)).toBe(false);
  expect(await deliver('2025-04', [])).toMatchObject({ status: 'held' });
  await expect(extracts.discardHeld(supervisor, 'nothing')).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('a liaison delivers and downloads for the own department only', async () => {
  const rows = [...good(40), row(99, { 4: '九月' })];
  await expect(deliver('2025-05', rows, {}, liaison('tax'))).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
  await expect(deliver('2025-05', rows, {}, supervisor)).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
  const report = await deliver('2025-05', rows, {}, liaison('public-security'));
  const download = async (actor: Actor) => {
    let text = '';
    for await (const part of extracts.setAsideTemplate(actor, report.batchId ?? '')) text += part;
    return text;
  };
  expect(await download(liaison('public-security'))).toContain('DATE_INVALID 日期无法识别');
  await expect(download(liaison('tax'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(download(supervisor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('what a killed process left behind is gone after the next delivery', async () => {
  const staged = path.join(database.dataDir, 'staged');
  const orphans = [
    '00000000-0000-4000-8000-000000000000.parquet',
    `${'0'.repeat(8)}-0000-4000-8000-000000000001.tmp`,
  ];
  for (const name of orphans) {
    writeFileSync(path.join(staged, name), '');
    utimesSync(path.join(staged, name), 1, 1);
  }
  expect((await deliver('2025-09', good(50))).status).toBe('accepted');
  const left = readdirSync(staged);
  for (const name of orphans) expect(left).not.toContain(name);
  expect(readdirSync(path.join(database.dataDir, 'tmp'))).toEqual([]);
});

test('more deliveries at once than there are connections are all taken in', async () => {
  const serials = [1, 2, 3, 4, 5, 6];
  const reports = await Promise.all(
    serials.map((serial) =>
      deliver('2025-10', good(40 + serial), {
        fileName: `public-security.death_2025-10_delta_${serial}.csv`,
      }),
    ),
  );
  expect(reports.map(({ status }) => status)).toEqual(serials.map(() => 'accepted'));
});
