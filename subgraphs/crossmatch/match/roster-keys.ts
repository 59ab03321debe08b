import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import type { SubgraphDeps } from '../../../kernel/runtime/subgraph.ts';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { sqlText } from '../duckdb/sql-literal.ts';
import type { Plan } from '../linkage/plan.ts';
import { recordKeys } from '../linkage/record-keys.ts';
import { createStandardiser } from '../linkage/standardise.ts';
import { areByTheSame, headerOf, madeBy, type KeptKeys, type Made } from './kept-keys.ts';
import { LINKAGE_COLUMNS, personsOf, type Cells } from './residue-persons.ts';
import { rosterKeysFile } from './roster-files.ts';
import { knownRosterVersion } from './roster-snapshot.ts';
import { sealFile } from './sealed-file.ts';
import { writeLines } from './write-lines.ts';

// What each covered person could be brought together with a record by, kept beside the roster: whom a record may be
// about is then found by one join, whatever else its batch holds, and nobody else is read. Each person's keys stand
// with the digest of what they were made of, so that only those who changed are keyed anew.

type Deps = Pick<SubgraphDeps, 'database' | 'vault' | 'dataDir' | 'log'>;

/** Of so many persons the cleaned values are held at once. */
const AT_ONCE = 10_000;
/** Of so large a part of the roster it is quicker to read all. */
const MOST = 0.1;

/** Many more would make writing and reading keys costly in memory. */
const ROWS_PER_GROUP = 20_480;

const NEW_KEYS = "{person_id: 'UUID', keys: 'UINTEGER[]'}";

/**
 * Makes the table (person id, digest, keys) of the persons in `covered`, whose version is given, by the rules of a
 * linkage, unless this run has it, and tells its name. Someone in two households stands there twice.
 */
export async function openRosterKeys(
  deps: Deps,
  client: pg.ClientBase,
  duckdb: Duckdb,
  { plan, version, kept }: { plan: Plan; version: string; kept: Promise<KeptKeys | null> },
): Promise<string> {
  const table = `roster_keys_${plan.hash.slice(0, 16)}`;
  if ((await numberIn(duckdb, viewsNamed(table))) > 0) return table;
  const wanted = madeBy(plan, version);
  const before = await kept;
  const usable = before && areByTheSame(before.made, wanted) ? before : null;
  let parquet = usable?.parquet ?? '';
  if (usable?.made.version !== version) {
    parquet = path.join(duckdb.dir, `${table}.parquet`);
    await keyAnew(deps, client, duckdb, { plan, kept: usable?.parquet ?? null, parquet });
    // Of a roster that was written meanwhile nobody knows in which of its states a person was read.
    if ((await knownRosterVersion(deps)) === version) await keep(deps, duckdb, wanted, parquet);
  }
  await duckdb.run(`CREATE VIEW ${table} AS FROM read_parquet(${sqlText(parquet)})`);
  return table;
}

/** Takes over the keys of those who are as before and makes those of the others. */
async function keyAnew(
  { vault }: Deps,
  client: pg.ClientBase,
  duckdb: Duckdb,
  { plan, kept, parquet }: { plan: Plan; kept: string | null; parquet: string },
): Promise<void> {
  const old = kept === null ? null : `read_parquet(${sqlText(kept)})`;
  const stale = `SELECT person_id FROM covered ${old ? `ANTI JOIN ${old} USING (person_id, digest)` : ''}`;
  const [all, changed] = [await numberIn(duckdb, 'covered'), await numberIn(duckdb, `(${stale})`)];
  const ids =
    changed > all * MOST
      ? null
      : await textsIn(duckdb, `SELECT person_id::VARCHAR FROM (${stale})`);
  await duckdb.run('CREATE TABLE new_key (person_id UUID, digest VARCHAR, keys UINTEGER[])');
  for await (const rows of manyAtOnce(personsOf({ client, vault }, { ids, authorisedOn: null })))
    await addKeys(duckdb, plan, rows, old);
  const taken = old
    ? `SELECT person_id, digest, keys FROM ${old} SEMI JOIN covered USING (person_id, digest) UNION ALL`
    : '';
  await duckdb.run(
    `COPY (${taken} FROM new_key) TO ${sqlText(parquet)} (FORMAT parquet, ROW_GROUP_SIZE ${ROWS_PER_GROUP})`,
  );
  await duckdb.run('DROP TABLE new_key');
}

/** Adds the keys of some persons, but for those whose old ones are taken over. */
async function addKeys(
  duckdb: Duckdb,
  plan: Plan,
  rows: Cells[][],
  old: string | null,
): Promise<void> {
  const lines = path.join(duckdb.dir, 'new-keys.tsv');
  const standardiser = createStandardiser(plan);
  const read = await standardiser.read('right', { columns: LINKAGE_COLUMNS, rows });
  const keys = recordKeys(plan, standardiser.dictionaryOfKey, read);
  await writeLines(
    lines,
    read.ids.map((id, at) => `${id}\t[${keys[at]?.join(',') ?? ''}]`),
  );
  await duckdb.run(
    `INSERT INTO new_key
       SELECT person_id, digest, keys
         FROM read_csv(${sqlText(lines)}, delim = '\t', header = false, quote = '', escape = '',
                       auto_detect = false, columns = ${NEW_KEYS})
         JOIN covered USING (person_id)
         ${old ? `ANTI JOIN ${old} USING (person_id, digest)` : ''}`,
  );
  await rm(lines);
}

/** Cleaning remembers values that repeat: for too few persons at a time it would do so in vain. */
async function* manyAtOnce(persons: AsyncIterable<Cells[]>): AsyncGenerator<Cells[][]> {
  let held: Cells[][] = [];
  let count = 0;
  for await (const rows of persons) {
    held.push(rows);
    count += rows.length;
    if (count < AT_ONCE) continue;
    yield held;
    [held, count] = [[], 0];
  }
  yield held;
}

async function keep(deps: Deps, duckdb: Duckdb, made: Made, parquet: string): Promise<void> {
  const sealed = path.join(duckdb.dir, 'keys.sealed');
  const file = rosterKeysFile(deps.dataDir);
  await sealFile(deps.vault, parquet, headerOf(made), sealed);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await rename(sealed, file);
}

const viewsNamed = (name: string): string =>
  `(SELECT 1 FROM duckdb_views() WHERE view_name = ${sqlText(name)})`;

async function numberIn(duckdb: Duckdb, rows: string): Promise<number> {
  const [count] = await textsIn(duckdb, `SELECT count(*) FROM ${rows}`);
  return Number(count);
}

async function textsIn(duckdb: Duckdb, sql: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const chunk of duckdb.rows(sql)) texts.push(...chunk.map(([text]) => String(text)));
  return texts;
}
