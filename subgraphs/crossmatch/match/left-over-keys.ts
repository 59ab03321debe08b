import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { sqlText } from '../duckdb/sql-literal.ts';

// What a batch's left-over rows could be brought together with a person by, beside the staged rows and for as long:
// when a few persons change, the few rows that one of them could be proposed for are found without reading the others.

const LINES_PER_WRITE = 10_000;

/** A row and a text by which it is brought together with others. */
export type RowKey = { row: number; key: string };

/** Keeps the keys of a batch's rows (row: number of the staged row), instead of those kept before. */
export async function keepLeftOverKeys(
  duckdb: Duckdb,
  file: string,
  keys: Iterable<RowKey>,
): Promise<void> {
  const unfinished = path.join(duckdb.dir, 'keys.parquet');
  await withKeys(duckdb, keys, (table) =>
    duckdb.run(`COPY (FROM ${table} ORDER BY key) TO ${sqlText(unfinished)} (FORMAT parquet)`),
  );
  await rename(unfinished, file);
}

/** The rows of a batch that share a key with one of these; null when its keys were not kept. */
export async function rowsSharingKeys(
  duckdb: Duckdb,
  file: string,
  keys: Iterable<RowKey>,
): Promise<number[] | null> {
  const isKept = await access(file).then(
    () => true,
    () => false,
  );
  if (!isKept) return null;
  return withKeys(duckdb, keys, async (table) => {
    const found: number[] = [];
    const rows = duckdb.rows(
      `SELECT DISTINCT k.row FROM read_parquet(${sqlText(file)}) k SEMI JOIN ${table} USING (key)`,
    );
    for await (const chunk of rows) found.push(...chunk.map(([row]) => Number(row)));
    return found;
  });
}

/** Only digests of the keys are kept: they are as long as an identity number and a name. */
async function withKeys<Result>(
  duckdb: Duckdb,
  keys: Iterable<RowKey>,
  use: (table: string) => Promise<Result>,
): Promise<Result> {
  const lines = path.join(duckdb.dir, 'keys.tsv');
  await writeLines(lines, keys);
  try {
    return await use(
      `(SELECT DISTINCT row, md5_number_lower(key) AS key
          FROM read_csv(${sqlText(lines)}, delim = '\t', header = false, quote = '', escape = '',
                        auto_detect = false, columns = {row: 'INTEGER', key: 'VARCHAR'}))`,
    );
  } finally {
    await rm(lines, { force: true });
  }
}

async function writeLines(file: string, keys: Iterable<RowKey>): Promise<void> {
  const out = createWriteStream(file, { mode: 0o600 });
  let lines: string[] = [];
  for (const { row, key } of keys) {
    lines.push(`${row}\t${key}\n`);
    if (lines.length < LINES_PER_WRITE) continue;
    if (!out.write(lines.join(''))) await once(out, 'drain');
    lines = [];
  }
  out.end(lines.join(''));
  await once(out, 'close');
}
