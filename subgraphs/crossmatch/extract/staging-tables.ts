import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { sqlText } from '../duckdb/sql-literal.ts';
import { FIELD } from './stage-rows.ts';

/** The staged parties of one file in DuckDB, in Parquet parts of the run's own directory. */
export type StagingTables = {
  /** Loads staged lines; they need not come in the file's order. */
  load(lines: readonly string[]): Promise<void>;
  /** Gives every row its number in the file, once all blocks are known. */
  finish(bases: readonly number[]): Promise<void>;
  /** Takes rows out of what `writeParquet` writes. */
  exclude(verdictFile: string): Promise<void>;
  writeParquet(target: string): Promise<void>;
};

const LINE_COLUMNS =
  "{block: 'INTEGER', row: 'INTEGER', part: 'INTEGER', match_key: 'VARCHAR', key: 'VARCHAR', problem: 'VARCHAR', cells: 'VARCHAR'}";

/** Chinese text is carried through DuckDB, never computed with: its string functions work on bytes. */
export function createStagingTables(duckdb: Duckdb): StagingTables {
  let parts = 0;
  const file = (name: string) => path.join(duckdb.dir, name);
  return {
    async load(lines) {
      if (lines.every((text) => text === '')) return;
      const text = file(`lines-${parts}.txt`);
      await writeFile(text, lines.join(''));
      await duckdb.run(
        `COPY (FROM read_csv(${sqlText(text)}, delim=${sqlText(FIELD)}, quote='', escape='', header=false,
           auto_detect=false, new_line='\\n', columns=${LINE_COLUMNS}))
         TO ${sqlText(file(`part-${parts}.parquet`))} (FORMAT parquet)`,
      );
      parts++;
      await rm(text);
    },
    async finish(bases) {
      await writeFile(file('bases.csv'), bases.map((base, block) => `${block},${base}\n`).join(''));
      await duckdb.run(
        `CREATE TABLE base AS FROM read_csv(${sqlText(file('bases.csv'))}, header=false,
           auto_detect=false, columns={block: 'INTEGER', base: 'INTEGER'})`,
      );
      await duckdb.run('CREATE TABLE verdict (row_no INTEGER, code VARCHAR)');
      await duckdb.run(
        `CREATE VIEW party AS
         SELECT (base + row)::INTEGER AS row_no, part, match_key, coalesce(key, match_key) AS key,
                problem, cells
           FROM ${parts > 0 ? `read_parquet(${sqlText(file('part-*.parquet'))})` : EMPTY_PARTS}
           JOIN base USING (block)`,
      );
    },
    async exclude(verdictFile) {
      await duckdb.run(
        `INSERT INTO verdict
         SELECT row_no, max(code) FROM read_csv(${sqlText(verdictFile)}, header=false,
           auto_detect=false, columns={row_no: 'INTEGER', code: 'VARCHAR'})
          GROUP BY row_no`,
      );
    },
    async writeParquet(target) {
      await duckdb.run(
        `COPY (SELECT row_no, part, match_key, problem, cells
                 FROM party ANTI JOIN verdict USING (row_no))
         TO ${sqlText(target)} (FORMAT parquet)`,
      );
    },
  };
}

const EMPTY_PARTS = `(SELECT NULL::INTEGER AS block, NULL::INTEGER AS row, NULL::INTEGER AS part,
  NULL::VARCHAR AS match_key, NULL::VARCHAR AS key, NULL::VARCHAR AS problem, NULL::VARCHAR AS cells
  WHERE false)`;
