import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor } from '../../kernel/actor.ts';
import { addDays, plainDate } from '../../kernel/plain-date.ts';
import { checkCharacter } from '../../kernel/id-number.ts';
import { createExtractService } from '../../subgraphs/crossmatch/extract.service.ts';
import { csv, gb } from '../support/broken-files.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';

const ROWS = 200_000;
const actor = systemActor('test:large-files');
const birthdays = Array.from({ length: 20_000 }, (_, day) =>
  addDays(plainDate('1940-01-01'), day).replaceAll('-', ''),
);

let database: FreshDatabase;
let extracts: ReturnType<typeof createExtractService>;
beforeAll(async () => {
  database = await freshDatabase();
  extracts = createExtractService(testDeps(database, 'crossmatch'));
});
afterAll(() => database.drop());

function row(n: number, diedOn = '2026-10-03'): string {
  const first17 = `31019${Math.floor(n / 20_000) % 10}${birthdays[n % 20_000] ?? ''}001`;
  const id = first17 + checkCharacter(first17);
  return `样本${n},${id},男,,${diedOn},2026/10/9,SW${n},"样本路${n}号派出所，足够长的名称"`;
}

const rows = Array.from({ length: ROWS }, (_, n) => row(n));

function deliver(period: string, content: Buffer) {
  const file = path.join(database.dataDir, `large-${period}`);
  writeFileSync(file, content);
  expect(content.length).toBeGreaterThan(16 << 20);
  const fileName = `public-security.death_${period}_delta.csv`;
  const asOf = plainDate('2026-11-05');
  return extracts.ingest(actor, { file, fileName, supersede: false, asOf });
}

test('a file judged by several processes is counted and numbered as a whole', async () => {
  const lines = [...rows];
  lines.splice(150_000, 0, row(7), '', row(8, '2026-10-04'), '"样\n本",,,,,,,', ',,,,,,,');
  lines[100] = row(100, '九月');
  const report = await deliver('2026-10', gb(`${csv(lines)},,,,,,,\r\n\r\n`));
  expect(report).toMatchObject({
    status: 'accepted',
    rows: ROWS + 4,
    accepted: ROWS - 2,
    setAside: {
      DUPLICATE_ROW: 1,
      CONFLICTING_ROW: 2,
      DATE_INVALID: 1,
      TEXT_FORBIDDEN: 1,
      REQUIRED_MISSING: 1,
    },
  });
  const { rows: kept } = await database
    .subgraph('crossmatch')
    .pool.query<{ row_no: number; code: string }>(
      'SELECT row_no, code FROM set_aside_row WHERE batch_id = $1 ORDER BY row_no',
      [report.batchId],
    );
  expect(kept).toEqual([
    { row_no: 9, code: 'CONFLICTING_ROW' },
    { row_no: 101, code: 'DATE_INVALID' },
    { row_no: 150_001, code: 'DUPLICATE_ROW' },
    { row_no: 150_002, code: 'CONFLICTING_ROW' },
    { row_no: 150_003, code: 'TEXT_FORBIDDEN' },
    { row_no: 150_004, code: 'REQUIRED_MISSING' },
  ]);
  expect(report.peakMemoryMb).toBeLessThan(1536);
});

test('an invalid byte deep in a large file is named by its place in the file', async () => {
  const good = gb(csv(rows));
  const at = good.indexOf('\n', good.length - 2000) + 1;
  const bad = Buffer.concat([good.subarray(0, at), Buffer.from([0xff]), good.subarray(at)]);
  expect(await deliver('2026-09', bad)).toMatchObject({
    status: 'rejected',
    error: { code: 'FILE_ENCODING', byteOffset: at },
  });
});
