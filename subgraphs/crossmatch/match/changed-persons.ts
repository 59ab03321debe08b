import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { SubgraphDeps } from '../../../kernel/runtime/subgraph.ts';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { sqlText } from '../duckdb/sql-literal.ts';
import { openEarlierRoster } from './roster-snapshot.ts';

/** Whom to compare a batch with that was compared before: nobody else can come out otherwise. */
export type ChangedPersons = {
  /** In the run's DuckDB: match key, person id. A person of whom only the id is known stands there without a key. */
  table: string;
  /** Their names as the roster writes them now. */
  namesTable: string;
  personIds: readonly string[];
  /** Those of them who are covered now. */
  coveredIds: readonly string[];
  /** Batches were compared with the earlier roster for another day, too. */
  dayMoved: boolean;
};

/** Of so large a part of the roster it is quicker to compare all. */
const MOST_OF_ROSTER = 0.25;
/** In a roster of fewer persons it makes no difference. */
const FEW = 1_000;

// All runs that compared with that roster; one that was killed too.
const RUNS = `
  SELECT min(as_of) AS first, max(as_of) AS last, min(started_at) AS started
    FROM match_run WHERE roster_version = $1`;

// Beside the roster: what reviewers and officers decided of a person, whoever has left and whose alerts are followed
// all the same, and an authorisation that one day finds valid and another does not.
const OTHERWISE = `
  SELECT person_id FROM person_link
   UNION
  SELECT a.person_id FROM alert a JOIN alert_event e USING (alert_no)
   WHERE e.kind = 'DISPOSED' AND e.at >= $1::timestamptz - interval '1 hour'
   UNION
  SELECT a.person_id FROM alert a
   WHERE NOT EXISTS (SELECT FROM assistance.covered_person c WHERE c.person_id = a.person_id)
   UNION
  SELECT c.person_id
    FROM assistance.covered_person c
    JOIN assistance.current_authorisation s USING (household_no)
   WHERE s.authorisation_until >= least($2::date, $4::date)
     AND s.authorisation_until < greatest($3::date, $4::date)`;

const NAMES = `
  SELECT DISTINCT name FROM households.person_identity WHERE person_id = ANY($1::uuid[])`;

type Runs = { first: PlainDate | null; last: PlainDate | null; started: Date | null };

/**
 * Finds who is to be compared with a batch that was compared with an earlier roster: who has come, changed or left
 * since, and who was decided about. Null: that cannot be told, or it is so many that all are compared. Expects the
 * tables of `openRoster`.
 */
export async function changedPersons(
  { database, ...deps }: Pick<SubgraphDeps, 'database' | 'vault' | 'dataDir' | 'log'>,
  duckdb: Duckdb,
  earlier: string,
  asOf: PlainDate,
): Promise<ChangedPersons | null> {
  const { pool } = database;
  const runs = await pool.query<Runs>(RUNS, [earlier]);
  const { first = null, last = null, started = null } = runs.rows[0] ?? {};
  if (first === null || last === null) return null;
  const [before, table] = [`roster_${earlier}`, `changed_${earlier}`];
  if (!(await openEarlierRoster({ database, ...deps }, duckdb, earlier, before))) return null;
  await duckdb.run(
    `CREATE TABLE ${table} AS
       SELECT coalesce(n.match_key, b.match_key) AS match_key, coalesce(n.person_id, b.person_id) AS person_id
         FROM covered n FULL JOIN ${before} b USING (person_id)
        WHERE n.digest IS DISTINCT FROM b.digest`,
  );
  await duckdb.run(`DROP VIEW ${before}`);
  if (await isMost(duckdb, table)) return null;
  await addPersons(pool, duckdb, table, [started, first, last, asOf]);
  const personIds = await textsOf(duckdb, `SELECT DISTINCT person_id::VARCHAR FROM ${table}`);
  const coveredIds = await textsOf(
    duckdb,
    `SELECT DISTINCT person_id::VARCHAR FROM ${table} SEMI JOIN covered USING (person_id)`,
  );
  const namesTable = `${table}_names`;
  await loadNames(pool, duckdb, namesTable, personIds);
  return {
    table,
    namesTable,
    personIds,
    coveredIds,
    dayMoved: first !== asOf || last !== asOf,
  };
}

async function isMost(duckdb: Duckdb, table: string): Promise<boolean> {
  const [share] = await textsOf(
    duckdb,
    `SELECT (SELECT count(*) FROM ${table}) / greatest(${FEW}, (SELECT count(*) FROM roster))`,
  );
  return Number(share) > MOST_OF_ROSTER;
}

async function addPersons(
  pool: pg.Pool,
  duckdb: Duckdb,
  table: string,
  values: readonly unknown[],
): Promise<void> {
  const { rows } = await pool.query<{ person_id: string }>(OTHERWISE, [...values]);
  if (rows.length === 0) return;
  const ids = rows.map(({ person_id }) => `('${person_id}'::UUID)`).join(', ');
  await duckdb.run(
    `INSERT INTO ${table}
       SELECT r.match_key, o.person_id
         FROM (VALUES ${ids}) o (person_id) LEFT JOIN roster r USING (person_id)`,
  );
}

async function loadNames(
  pool: pg.Pool,
  duckdb: Duckdb,
  table: string,
  personIds: readonly string[],
): Promise<void> {
  const file = path.join(duckdb.dir, `${table}.tsv`);
  const { rows } = await pool.query<{ name: string }>(NAMES, [personIds]);
  await writeFile(file, rows.map(({ name }) => `${name}\n`).join(''), { mode: 0o600 });
  await duckdb.run(
    `CREATE TABLE ${table} AS FROM read_csv(${sqlText(file)}, delim = '\t', header = false, quote = '',
       escape = '', auto_detect = false, columns = {name: 'VARCHAR'})`,
  );
  await rm(file);
}

async function textsOf(duckdb: Duckdb, sql: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const chunk of duckdb.rows(sql)) texts.push(...chunk.map(([text]) => String(text)));
  return texts;
}
