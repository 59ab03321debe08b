import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { sqlList, sqlText } from '../duckdb/sql-literal.ts';
import { completePart, type StagedGroup } from './part-writer.ts';
import type { RowGroup } from './parquet-part.ts';

/** One Parquet file, or a directory of them. */
export type StagedShape = 'FILE' | 'DIRECTORY';

/** The staged parties of one file in DuckDB: the view `party` over Parquet parts of the run's own directory. */
export type StagingTables = {
  /** Takes a block's parties in; `base` rows of the file stand before it. */
  add(staged: StagedGroup, base: number): void;
  /** Completes the parts and names them `party`, to be called once all are there. */
  finish(): Promise<void>;
  /** Takes the rows of a file of (row number, reason) lines out of what `writeParquet` writes. */
  exclude(verdictFile: string): Promise<void>;
  /** Moves the parts, without the excluded rows, to a new file, or below a new directory if they are several. */
  writeParquet(target: string): Promise<StagedShape>;
};

const PARQUET = '(FORMAT parquet, COMPRESSION lz4_raw)';
const NO_PARTY =
  'SELECT 0 AS row_no, 0 AS part, NULL::VARCHAR AS match_key, NULL::VARCHAR AS key, NULL::VARCHAR AS problem, NULL::VARCHAR AS cells WHERE false';

/** Chinese text is carried through DuckDB, never computed with: its string functions work on bytes. */
export function createStagingTables(duckdb: Duckdb): StagingTables {
  const parts: string[] = [];
  const groups = new Map<string, { group: RowGroup; base: number }[]>();
  let anyExcluded = false;
  return {
    add({ file, group }, base) {
      const held = groups.get(file);
      if (held === undefined) groups.set(file, [{ group, base }]);
      else held.push({ group, base });
    },
    async finish() {
      await duckdb.run('SET preserve_insertion_order = false');
      for (const [file, held] of groups) await completePart(file, held);
      parts.push(...groups.keys());
      if (parts.length === 0) {
        parts.push(path.join(duckdb.dir, 'part.parquet'));
        await duckdb.run(`COPY (${NO_PARTY}) TO ${sqlList(parts).slice(1, -1)} ${PARQUET}`);
      }
      await duckdb.run('CREATE TABLE verdict (row_no INTEGER, code VARCHAR)');
      await duckdb.run(
        `CREATE VIEW party AS
         SELECT row_no, part, match_key, coalesce(key, match_key) AS key, problem, cells
           FROM read_parquet(${sqlList(parts)})`,
      );
    },
    async exclude(verdictFile) {
      anyExcluded = true;
      await duckdb.run(
        `INSERT INTO verdict
         SELECT row_no, max(code) FROM read_csv(${sqlText(verdictFile)}, header=false,
           auto_detect=false, columns={row_no: 'INTEGER', code: 'VARCHAR'})
          GROUP BY row_no`,
      );
    },
    async writeParquet(target) {
      const [only, ...others] = parts;
      if (only !== undefined && others.length === 0) {
        await movePart(only, target);
        return 'FILE';
      }
      await mkdir(target, { mode: 0o700 });
      for (const part of parts) await movePart(part, path.join(target, path.basename(part)));
      return 'DIRECTORY';
    },
  };

  async function movePart(part: string, target: string): Promise<void> {
    if (!anyExcluded || !(await holdsExcluded(duckdb, part))) return rename(part, target);
    await duckdb.run(
      `COPY (FROM read_parquet(${sqlText(part)}) ANTI JOIN verdict USING (row_no))
       TO ${sqlText(target)} ${PARQUET}`,
    );
  }
}

async function holdsExcluded(duckdb: Duckdb, part: string): Promise<boolean> {
  const sql = `SELECT count(*) FROM read_parquet(${sqlText(part)}) SEMI JOIN verdict USING (row_no)`;
  let count = 0;
  for await (const rows of duckdb.rows(sql)) count += Number(rows[0]?.[0] ?? 0);
  return count > 0;
}
