import { access, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { sqlText } from '../duckdb/sql-literal.ts';
import { writeLines } from './write-lines.ts';

// What a batch's left-over rows could be brought together with a person by. They are kept beside the staged rows and
// for as long: when a few persons change, the few rows that one of them could be proposed for are found without reading
// the others.

/** A left-over row: the number of the staged row, whether its keys are kept, and its keys (linkage/record-keys.ts). */
export type RowKeys = { row: number; kept: boolean; keys: readonly number[] };

/** Makes the table `left_over_key` (row, kept, key) of rows that are being compared. */
export async function loadLeftOverKeys(duckdb: Duckdb, rows: readonly RowKeys[]): Promise<void> {
  const lines = path.join(duckdb.dir, 'left-over-keys.tsv');
  await writeLines(lines, keyLines(rows));
  await duckdb.run(
    `CREATE OR REPLACE TABLE left_over_key AS
       SELECT row, kept, unnest(keys) AS key
         FROM read_csv(${sqlText(lines)}, delim = '\t', header = false, quote = '', escape = '', auto_detect = false,
                       columns = {row: 'INTEGER', kept: 'BOOLEAN', keys: 'UINTEGER[]'})`,
  );
  await rm(lines);
}

function* keyLines(rows: readonly RowKeys[]): Generator<string> {
  for (const { row, kept, keys } of rows) yield `${row}\t${kept}\t[${keys.join(',')}]`;
}

/** Begins the keys that are to be kept of a batch. */
export async function startKeptKeys(duckdb: Duckdb): Promise<void> {
  await duckdb.run('CREATE OR REPLACE TABLE kept_key (row INTEGER, key UINTEGER)');
}

/** Adds those of `left_over_key` that are to be kept. */
export async function addKeptKeys(duckdb: Duckdb): Promise<void> {
  await duckdb.run('INSERT INTO kept_key SELECT DISTINCT row, key FROM left_over_key WHERE kept');
}

/** Keeps what was added, instead of the keys of an earlier comparison. */
export async function finishKeptKeys(duckdb: Duckdb, file: string): Promise<void> {
  const unfinished = path.join(duckdb.dir, 'kept-left-over-keys.parquet');
  await duckdb.run(`COPY kept_key TO ${sqlText(unfinished)} (FORMAT parquet)`);
  await duckdb.run('DROP TABLE kept_key');
  await rename(unfinished, file);
}

/**
 * The rows of a batch that share a key with one of the persons.
 * @param persons table with their ids
 * @param rosterKeys tells the table of `openRosterKeys`
 * @returns null when the batch's keys were not kept
 */
export async function rowsSharingKeys(
  duckdb: Duckdb,
  file: string,
  persons: string,
  rosterKeys: () => Promise<string>,
): Promise<number[] | null> {
  const isKept = await access(file).then(
    () => true,
    () => false,
  );
  if (!isKept) return null;
  const found: number[] = [];
  const rows = duckdb.rows(
    `SELECT DISTINCT row FROM read_parquet(${sqlText(file)})
       SEMI JOIN (SELECT unnest(keys) AS key FROM ${await rosterKeys()} SEMI JOIN ${persons} USING (person_id)) USING (key)`,
  );
  for await (const chunk of rows) found.push(...chunk.map(([row]) => Number(row)));
  return found;
}

/** The ids of the persons who share a key with one of the rows in `left_over_key`. */
export async function personsSharingKeys(duckdb: Duckdb, rosterKeys: string): Promise<string[]> {
  const found: string[] = [];
  const rows = duckdb.rows(
    `SELECT DISTINCT person_id::VARCHAR
       FROM (SELECT person_id, unnest(keys) AS key FROM ${rosterKeys}) SEMI JOIN left_over_key USING (key)`,
  );
  for await (const chunk of rows) found.push(...chunk.map(([personId]) => String(personId)));
  return found;
}
