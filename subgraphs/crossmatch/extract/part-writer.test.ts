import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDuckdb, type Duckdb } from '../duckdb/duckdb-process.ts';
import { sqlText } from '../duckdb/sql-literal.ts';
import { completePart, createPartWriter, type StagedGroup } from './part-writer.ts';
import { addParty, clearColumns, createStagedColumns } from './staged-columns.ts';
import type { StagedParty } from './staged-line.ts';

let duckdb: Duckdb;
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'yikou-part-'));
  duckdb = await openDuckdb({ memoryLimitMb: 200, threads: 2, tempDir: dir });
});
afterAll(async () => {
  await duckdb.close();
  rmSync(dir, { recursive: true, force: true });
});

async function rowsOf(file: string): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  const sql = `SELECT row_no, part, match_key, key, problem, cells FROM read_parquet(${sqlText(file)})
                ORDER BY row_no, part`;
  for await (const chunk of duckdb.rows(sql)) rows.push(...chunk);
  return rows;
}

const words = fc.string({ unit: 'grapheme', maxLength: 40 });
const party = fc.record({
  matchKey: fc.option(words),
  key: fc.option(words),
  problem: fc.option(fc.constantFrom('ID_LENGTH', 'ID_MASKED')),
  cells: words,
});

test('DuckDB reads from a part what was staged, its rows numbered through', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(party, { maxLength: 40 }), { minLength: 1, maxLength: 20 }),
      fc.nat(1_000_000),
      async (blocks, first) => {
        const own = path.join(duckdb.dir, String(run++));
        mkdirSync(own);
        const write = createPartWriter(own);
        const columns = createStagedColumns();
        const groups: (StagedGroup & { base: number })[] = [];
        const expected: unknown[][] = [];
        let base = first;
        for (const block of blocks) {
          clearColumns(columns);
          block.forEach((given, at) => {
            const staged: StagedParty = { row: at + 1, part: at % 2, ...given };
            addParty(columns, staged);
            const { matchKey, key, problem, cells } = given;
            expected.push([base + at + 1, at % 2, matchKey, key, problem, cells]);
          });
          const group = write(columns);
          if (group) groups.push({ ...group, base });
          base += block.length;
        }
        const [part] = groups;
        if (!part) return;
        await completePart(part.file, groups);
        expect(await rowsOf(part.file)).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);

test('begins another part when one is large, and each can be read by itself', async () => {
  const write = createPartWriter(duckdb.dir);
  const columns = createStagedColumns();
  const groups: StagedGroup[] = [];
  for (let block = 0; block < 30; block++) {
    clearColumns(columns);
    for (let row = 1; row <= 1000; row++) {
      const cells = '样'.repeat(400);
      addParty(columns, { row, part: 0, matchKey: `K${row}`, key: null, problem: null, cells });
    }
    const group = write(columns);
    if (group) groups.push(group);
  }
  const files = [...new Set(groups.map(({ file }) => file))];
  expect(files).toHaveLength(2);
  for (const file of files) {
    const own = groups.filter((group) => group.file === file);
    await completePart(
      file,
      own.map(({ group }, at) => ({ group, base: at * 1000 })),
    );
    expect(await rowsOf(file)).toHaveLength(own.length * 1000);
  }
});
