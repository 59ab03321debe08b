import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor } from '../../kernel/actor.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import { createExtractService } from '../../subgraphs/crossmatch/extract.service.ts';
import { SOURCES } from '../../subgraphs/crossmatch/sources/index.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';

type Expected = {
  asOf: string;
  files: { file: string; rows: number; accepted: number; setAside: Record<string, number> }[];
};

const SAMPLE = path.resolve('test/fixtures/district-sample');
const expected = JSON.parse(readFileSync(path.join(SAMPLE, 'expected.json'), 'utf8')) as Expected;
const actor = systemActor('test:ingest-sample');

describe('the sample extracts written by other hands', () => {
  let database: FreshDatabase;
  let extracts: ReturnType<typeof createExtractService>;
  beforeAll(async () => {
    database = await freshDatabase();
    extracts = createExtractService(testDeps(database, 'crossmatch'));
  });
  afterAll(() => database.drop());

  const files = readdirSync(path.join(SAMPLE, 'extracts')).filter((name) =>
    SOURCES.some(({ code }) => name.startsWith(`${code}_`)),
  );

  test('there is one per source', () => {
    expect(files).toHaveLength(SOURCES.length);
  });

  test.each(files)('%s is counted as expected', async (fileName) => {
    const file = path.join(SAMPLE, 'extracts', fileName);
    const request = { file, fileName, supersede: false, asOf: plainDate(expected.asOf) };
    const report = await extracts.ingest(actor, request);
    const truth = expected.files.find((entry) => entry.file === `extracts/${fileName}`);
    expect(truth).toBeDefined();
    const { rows, accepted, setAside } = report;
    expect({ file: `extracts/${fileName}`, rows, accepted, setAside }).toEqual(truth);
    expect(report.status).toBe('accepted');
    expect(sum(setAside) + accepted).toBe(rows);
    expect(await extracts.ingest(actor, request)).toMatchObject({
      status: 'noop',
      batchId: report.batchId,
      rows,
      accepted,
      setAside,
    });
    expect(await lineCount(extracts.setAsideTemplate(actor, report.batchId ?? ''))).toBe(
      1 + sum(setAside),
    );
  });
});

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

async function lineCount(csv: AsyncIterable<string>): Promise<number> {
  let lines = 0;
  for await (const line of csv) lines += line.endsWith('\r\n') ? 1 : 0;
  return lines;
}
