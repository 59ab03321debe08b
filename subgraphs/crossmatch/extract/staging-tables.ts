import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { sqlList, sqlText } from '../duckdb/sql-literal.ts';
import { FIELD } from './staged-line.ts';

/** Staged lines of one block, and how many rows of the file stand before it. */
export type StagedLines = { base: number; linesFile: string };

/** One Parquet file, or a directory of them. */
export type StagedShape = 'FILE' | 'DIRECTORY';

/** The staged parties of one file in DuckDB: the view `party` over Parquet parts of the run's own directory. */
export type StagingTables = {
  /** Loads the lines of consecutive blocks as one part and removes their files. */
  load(blocks: readonly StagedLines[]): Promise<void>;
  /** Names the loaded parts `party`, to be called once all are there. */
  finish(): Promise<void>;
  /** Takes the rows of a file of (row number, reason) lines out of what `writeParquet` writes. */
  exclude(verdictFile: string): Promise<void>;
  /** Moves the parts, without the excluded rows, to a new file, or below a new directory if they are several. */
  writeParquet(target: string): Promise<StagedShape>;
};

const LINE_COLUMNS =
  "{block: 'INTEGER', row: 'INTEGER', part: 'INTEGER', match_key: 'VARCHAR', key: 'VARCHAR', problem: 'VARCHAR', cells: 'VARCHAR'}";
const PARQUET = '(FORMAT parquet, COMPRESSION lz4_raw)';
const NO_PARTY =
  'SELECT 0 AS row_no, 0 AS part, NULL::VARCHAR AS match_key, NULL::VARCHAR AS key, NULL::VARCHAR AS problem, NULL::VARCHAR AS cells WHERE false';

/** Chinese text is carried through DuckDB, never computed with: its string functions work on bytes. */
export function createStagingTables(duckdb: Duckdb): StagingTables {
  const parts: string[] = [];
  let firstBlock = 0;
  let anyExcluded = false;
  async function addPart(select: string): Promise<void> {
    const part = path.join(duckdb.dir, `part-${String(parts.length).padStart(5, '0')}.parquet`);
    await duckdb.run(`COPY (${select}) TO ${sqlText(part)} ${PARQUET}`);
    parts.push(part);
  }
  return {
    async load(blocks) {
      if (blocks.length === 0) return;
      if (firstBlock === 0) await duckdb.run('SET preserve_insertion_order = false');
      const bases = blocks.map(({ base }) => base).join(', ');
      const files = blocks.map(({ linesFile }) => linesFile);
      await addPart(
        `SELECT ([${bases}][block - ${firstBlock - 1}] + row)::INTEGER AS row_no, part, match_key,
                key, problem, cells
           FROM read_csv(${sqlList(files)}, delim=${sqlText(FIELD)}, quote='', escape='',
                header=false, auto_detect=false, new_line='\\n', columns=${LINE_COLUMNS})`,
      );
      firstBlock += blocks.length;
      await Promise.all(files.map((file) => rm(file)));
    },
    async finish() {
      if (parts.length === 0) await addPart(NO_PARTY);
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
