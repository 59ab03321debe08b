import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, type Actor } from '../../kernel/actor.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import {
  createExtractService,
  type IngestReport,
  type IngestRequest,
} from '../../subgraphs/crossmatch/extract.service.ts';
import { publicSecurityDeath } from '../../subgraphs/crossmatch/sources/public-security.death.ts';
import { readTable } from '../../kernel/tabular/read-table.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';
import { CASES, csv, gb, good, HEADER, id, NAME } from '../support/broken-files.ts';
import { workbook } from '../support/zip.ts';

const actor = systemActor('test:broken-files');
const asOf = plainDate('2026-11-05');

let database: FreshDatabase;
let extracts: ReturnType<typeof createExtractService>;
beforeAll(async () => {
  database = await freshDatabase();
  extracts = createExtractService(testDeps(database, 'crossmatch'));
});
afterAll(() => database.drop());

async function ingest(
  content: string | Buffer,
  request: Partial<IngestRequest> = {},
  as: Actor = actor,
): Promise<IngestReport> {
  const file = path.join(database.dataDir, 'delivered');
  writeFileSync(file, content);
  const base = { file, fileName: NAME, supersede: true, asOf };
  return extracts.ingest(as, { ...base, ...request });
}

describe('broken files', () => {
  test.each(CASES)('$what', async ({ content, name, outcome }) => {
    const report = await ingest(content, { fileName: name ?? NAME });
    expect(report).toMatchObject(outcome);
    const setAside = Object.values(report.setAside).reduce((sum, count) => sum + count, 0);
    expect(report.accepted + setAside).toBe(report.rows);
  });

  test('are at least twenty-five', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(25);
  });
});

test('numbers and dates of a workbook are read as a person sees them', async () => {
  const serial = { number: 46_298, date: true };
  const cells = [
    `样本`,
    id(500),
    '',
    serial,
    serial,
    serial,
    { number: 20_261_003 },
    { number: 1.5 },
  ];
  const rounded = { number: 310_199_195_603_075_000 };
  const lost = [`样本`, rounded, '', serial, serial, serial, '', ''];
  const file = path.join(database.dataDir, 'cells.xlsx');
  writeFileSync(file, workbook([[], HEADER.split(','), cells, lost]));
  const rows = [];
  for await (const chunk of (await readTable(file, publicSecurityDeath.contract, { asOf })).rows)
    rows.push(...chunk);
  expect(rows[0]?.cells.slice(3)).toEqual([
    '2026-10-03',
    '2026-10-03',
    '2026-10-03',
    '20261003',
    '1.5',
    '',
  ]);
  expect(rows[0]?.result.ok).toBe(true);
  expect(rows[1]?.result).toMatchObject({ ok: false, code: 'ID_LENGTH' });
});

test('any changed byte is refused, set aside or read, and loses no row', async () => {
  const bytes = gb(csv(good(30)));
  const file = path.join(database.dataDir, 'mutated.csv');
  const mutation = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }));
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (changes) => {
      const mutated = Buffer.from(bytes);
      for (const [at, byte] of changes) mutated[at] = byte;
      writeFileSync(file, mutated);
      const lines = mutated
        .toString('latin1')
        .split('\n')
        .filter((line) => line.trim() !== '');
      try {
        const table = await readTable(file, publicSecurityDeath.contract, { asOf });
        let rows = 0;
        for await (const chunk of table.rows) rows += chunk.length;
        // A changed byte can open or close a quote or a line; beyond that every line is a row.
        if (!mutated.includes('"')) expect(rows).toBe(lines.length - 1);
      } catch (error) {
        expect((error as { code?: string }).code).toMatch(/^(FILE|HEADER)_/);
      }
    }),
    { numRuns: 300 },
  );
});
