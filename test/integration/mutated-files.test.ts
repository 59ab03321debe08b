import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemActor } from '../../kernel/actor.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import { parseExtractFileName } from '../../kernel/tabular/file-name.ts';
import { readTable } from '../../kernel/tabular/read-table.ts';
import { createExtractService } from '../../subgraphs/crossmatch/extract.service.ts';
import { sourceByCode } from '../../subgraphs/crossmatch/sources/index.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';
import { cellMutantOf, mutantOf, validFiles, type Delivered } from '../support/mutants.ts';
import { randomNumbers, type RandomNumbers } from '../support/random-numbers.ts';

/** `YIKOU_MUTANTS=20000` for the long run; `YIKOU_MUTANT_SEED` to see one of another run again. */
const MUTANTS = Number(process.env['YIKOU_MUTANTS'] ?? 300);
const SEED = process.env['YIKOU_MUTANT_SEED'] ?? 'gate';
/** Every so many are taken in as a delivery, with database and staged rows; all are read. */
const DELIVERED_EVERY = 20;
const MOST_MEMORY_MB = 512;
const REFUSAL = /^(FILE|HEADER)_/;
const asOf = plainDate('2026-11-05');

let database: FreshDatabase;
let extracts: ReturnType<typeof createExtractService>;
beforeAll(async () => {
  database = await freshDatabase();
  extracts = createExtractService(testDeps(database, 'crossmatch'));
});
afterAll(() => database.drop());

function mutant(n: number): Delivered {
  const random: RandomNumbers = randomNumbers(`${SEED} ${n}`);
  const valid = random.pick(VALID);
  const ofCells = valid.fileName.endsWith('.csv') && random.chance(0.3);
  return ofCells ? cellMutantOf(valid, random) : mutantOf(valid, random);
}

const VALID = validFiles();

/** Reads a file to its end: how many rows, numbered without a gap, or the code it is refused with. */
async function read(file: string, fileName: string): Promise<number | string> {
  const source = sourceByCode(parseExtractFileName(fileName, {}).source);
  try {
    const { rows } = await readTable(file, source.contract, { asOf, fileName });
    let last = 0;
    for await (const chunk of rows)
      for (const { rowNo } of chunk) {
        if (rowNo !== last + 1) throw new Error(`row ${rowNo} follows row ${last}`);
        last = rowNo;
      }
    return last;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== undefined && REFUSAL.test(code)) return code;
    throw error;
  }
}

/** Takes a file in; what the database and the data directory hold of it must be all or nothing. */
async function deliver(file: string, fileName: string): Promise<string> {
  const request = { file, fileName, supersede: true, asOf };
  const report = await extracts.ingest(systemActor('test:mutants'), request);
  const setAside = Object.values(report.setAside).reduce((sum, count) => sum + count, 0);
  expect(report.accepted + setAside).toBe(report.rows);
  const { pool } = database.subgraph('crossmatch');
  const { rows: kept } = await pool.query<{ told: number; lines: number; staged: boolean }>(
    `SELECT b.set_aside AS told, b.staged_path IS NOT NULL AS staged,
            (SELECT count(*)::int FROM set_aside_row r WHERE r.batch_id = b.id) AS lines
       FROM extract_batch b WHERE b.id = $1`,
    [report.batchId],
  );
  const files = readdirSync(path.join(database.dataDir, 'staged')).join(' ');
  if (report.batchId !== null && report.status !== 'noop')
    expect({ kept, file: files.includes(String(report.batchId)) }).toEqual({
      kept: [{ told: setAside, lines: setAside, staged: report.status !== 'rejected' }],
      file: report.status !== 'rejected',
    });
  expect(files).not.toContain('.tmp');
  return report.status;
}

it(
  `${MUTANTS} mutated files are refused or read whole, none crashes, and none is taken in by halves`,
  { timeout: 120_000 + MUTANTS * 200 },
  async () => {
    const outcomes: Record<string, number> = {};
    const count = (outcome: string) => (outcomes[outcome] = (outcomes[outcome] ?? 0) + 1);
    const file = path.join(database.dataDir, 'mutant');
    for (let n = 0; n < MUTANTS; n += 1) {
      const { fileName, bytes } = mutant(n);
      writeFileSync(file, bytes);
      try {
        const found = await read(file, fileName);
        count(typeof found === 'string' ? found : 'read');
        if (n % DELIVERED_EVERY === 0) count(`delivered: ${await deliver(file, fileName)}`);
      } catch (cause) {
        throw new Error(`mutant ${n} of seed ${SEED}, ${fileName}`, { cause });
      }
    }
    const memoryMb = Math.round(process.resourceUsage().maxRSS / 1024);
    process.stdout.write(
      `${JSON.stringify({ mutants: MUTANTS, seed: SEED, memoryMb, outcomes })}\n`,
    );
    expect(memoryMb).toBeLessThanOrEqual(MOST_MEMORY_MB);
    // A mutator that breaks nothing, or everything, would show nothing.
    expect(outcomes['read']).toBeGreaterThan(MUTANTS / 10);
    expect(Object.keys(outcomes).filter((outcome) => REFUSAL.test(outcome)).length).toBeGreaterThan(
      3,
    );
  },
);
