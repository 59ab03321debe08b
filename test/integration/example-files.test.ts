import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor } from '../../kernel/actor.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import { createExtractService } from '../../subgraphs/crossmatch/extract.service.ts';
import { SOURCES } from '../../subgraphs/crossmatch/sources/index.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';

const actor = systemActor('test:example-files');
const asOf = plainDate('2026-11-05');

describe('the example files', () => {
  let database: FreshDatabase;
  let extracts: ReturnType<typeof createExtractService>;
  beforeAll(async () => {
    database = await freshDatabase();
    extracts = createExtractService(testDeps(database, 'crossmatch'));
  });
  afterAll(() => database.drop());

  test.each(SOURCES.map(({ code }) => code))('%s: every row as it says itself', async (source) => {
    const fileName = `${source}_2026-10_delta.csv`;
    const fileOf = (kind: string) => path.resolve('test/fixtures/extracts', source, kind, fileName);
    const good = await extracts.ingest(actor, {
      file: fileOf('good'),
      fileName,
      supersede: false,
      asOf,
    });
    expect(good).toMatchObject({ status: 'accepted', setAside: {}, holdReason: null });
    expect(good.accepted).toBe(good.rows);

    const bad = await extracts.ingest(actor, {
      file: fileOf('bad'),
      fileName,
      period: '2026-11',
      supersede: false,
      asOf,
    });
    const told = expectations(fileOf('bad'));
    expect(bad.setAside).toEqual(countsOf(told.filter((code) => code !== '')));
    expect(bad).toMatchObject({ status: 'held', rows: told.length });
    expect(bad.accepted).toBe(told.filter((code) => code === '').length);

    let csv = '';
    for await (const line of extracts.setAsideTemplate(actor, bad.batchId ?? '')) csv += line;
    const [header, ...lines] = parse(csv, { bom: true, relax_column_count: true });
    const reasonAt = header?.indexOf('错误原因') ?? -1;
    const reasons = lines.map((line) => line[reasonAt]?.split(' ')[0] ?? '');
    expect(countsOf(reasons)).toEqual(bad.setAside);
  });
});

/** What the extra column 预期 says of each row; a row too short or too long to have one is ragged. */
function expectations(file: string): string[] {
  const bytes = readFileSync(file);
  const encoding = bytes.subarray(0, 3).toString('hex') === 'efbbbf' ? 'utf-8' : guess(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  const [header, ...rows] = parse(text, { bom: true, relax_column_count: true });
  return rows.map((row) => (row.length === header?.length ? (row.at(-1) ?? '') : 'ROW_SHAPE'));
}

function guess(bytes: Buffer): string {
  return bytes.toString('utf8').includes('预期') ? 'utf-8' : 'gb18030';
}

function countsOf(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
