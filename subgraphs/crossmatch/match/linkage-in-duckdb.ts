import { writeFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { sqlText } from '../duckdb/sql-literal.ts';
import type { LinkageDatabase } from '../linkage/engine/linkage-database.ts';

const ROWS_PER_WRITE = 10_000;

/**
 * The linkage's tables in the run's own DuckDB process. Only whole numbers are sent there: names and numbers of
 * persons stay in this process. The tables go with the process; closing is the run's.
 */
export function linkageInDuckdb(duckdb: Duckdb): LinkageDatabase {
  return {
    async load(table, columns, data) {
      const file = path.join(duckdb.dir, `${table}.tsv`);
      await writeFile(file, linesOf(data), { mode: 0o600 });
      const typed = columns.map((name) => `${name}: 'INTEGER'`).join(', ');
      await duckdb.run(
        `CREATE OR REPLACE TABLE ${table} AS FROM read_csv(${sqlText(file)}, delim = '\t', header = false,
           auto_detect = false, columns = {${typed}})`,
      );
      await rm(file);
    },
    run: (sql) => duckdb.run(sql),
    async *rows(sql) {
      for await (const chunk of duckdb.rows(sql)) yield chunk.map((row) => row.map(Number));
    },
    close: () => Promise.resolve(),
  };
}

/** Tab-separated lines in pieces: each piece is a write of its own. */
function* linesOf(data: readonly Int32Array[]): Generator<string> {
  const rows = data[0]?.length ?? 0;
  for (let from = 0; from < rows; from += ROWS_PER_WRITE) {
    let piece = '';
    for (let at = from; at < Math.min(from + ROWS_PER_WRITE, rows); at++) {
      for (const [nth, column] of data.entries()) piece += `${nth === 0 ? '' : '\t'}${column[at]}`;
      piece += '\n';
    }
    yield piece;
  }
}
