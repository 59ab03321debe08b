import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import { rowEvaluator } from '../../../kernel/tabular/evaluate-row.ts';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import type { Source } from '../sources/source.ts';
import { settleKey, type KeyedRow, type RepeatCode } from './conflicts.ts';
import { CELL } from './staged-line.ts';
import type { StagingTables } from './staging-tables.ts';

const LINES_PER_WRITE = 10_000;

/** A row set aside because another row of the file tells of the same thing. */
export type RepeatedRow = { rowNo: number; code: RepeatCode; cells: string[] };

/**
 * Finds the rows of a file that share a natural key, exactly and in bounded memory: DuckDB narrows them down
 * by a hash of the key, then each key's rows are parsed again and judged.
 */
export async function settleRepeats(
  source: Source,
  asOf: PlainDate,
  tables: StagingTables,
  duckdb: Duckdb,
): Promise<{ repeats: () => AsyncIterable<RepeatedRow>; counts: Record<string, number> }> {
  await duckdb.run(
    `CREATE TABLE repeated AS
     SELECT hash(key) AS h FROM party WHERE key IS NOT NULL GROUP BY h HAVING count(*) > 1`,
  );
  await duckdb.run(
    `CREATE TABLE candidate AS
     SELECT row_no, key, cells FROM party WHERE key IS NOT NULL AND hash(key) IN (FROM repeated)`,
  );
  const verdicts = path.join(duckdb.dir, 'verdicts.csv');
  if ((await writeVerdicts(source, asOf, verdicts, duckdb)) === 0)
    return { repeats: noRows, counts: {} };
  await tables.exclude(verdicts);
  const counts: Record<string, number> = {};
  for await (const rows of duckdb.rows('SELECT code, count(*) FROM verdict GROUP BY code'))
    for (const [code, count] of rows) counts[String(code)] = Number(count);
  return { repeats: () => repeatedRows(duckdb), counts };
}

async function writeVerdicts(
  source: Source,
  asOf: PlainDate,
  file: string,
  duckdb: Duckdb,
): Promise<number> {
  const evaluate = rowEvaluator(source.contract, asOf);
  let written = 0;
  let lines: string[] = [];
  async function settle(rows: readonly KeyedRow[]): Promise<void> {
    for (const { rowNo, code } of settleKey(source, rows)) lines.push(`${rowNo},${code}\n`);
    if (lines.length >= LINES_PER_WRITE) await write();
  }
  async function write(): Promise<void> {
    written += lines.length;
    await appendFile(file, lines.join(''));
    lines = [];
  }
  let key: unknown = null;
  let group: KeyedRow[] = [];
  const sql = 'SELECT key, row_no, cells FROM candidate ORDER BY key, row_no';
  for await (const rows of duckdb.rows(sql)) {
    for (const [rowKey, rowNo, cells] of rows) {
      if (rowKey !== key) {
        await settle(group);
        group = [];
        key = rowKey;
      }
      const result = evaluate(String(cells).split(CELL));
      if (result.ok) group.push({ rowNo: Number(rowNo), row: result.row });
    }
  }
  await settle(group);
  await write();
  return written;
}

async function* repeatedRows(duckdb: Duckdb): AsyncGenerator<RepeatedRow> {
  const sql = `SELECT row_no, any_value(code), any_value(cells) FROM verdict JOIN candidate USING (row_no)
                GROUP BY row_no ORDER BY row_no`;
  for await (const rows of duckdb.rows(sql)) {
    for (const [rowNo, code, cells] of rows)
      yield {
        rowNo: Number(rowNo),
        code: code as RepeatCode,
        cells: String(cells).split(CELL),
      };
  }
}

async function* noRows(): AsyncGenerator<RepeatedRow> {
  // A file without repeats has none to give.
}
