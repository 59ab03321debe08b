import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import type { SubgraphDeps } from '../../../kernel/runtime/subgraph.ts';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { sqlText } from '../duckdb/sql-literal.ts';
import { exportPersons } from './roster-export.ts';
import { rosterRevision, rosterVersion } from './roster-version.ts';
import { sealedHeader, sealFile, unsealFile } from './sealed-file.ts';
import { inTransaction } from './transaction.ts';

type Deps = Pick<SubgraphDeps, 'database' | 'vault' | 'dataDir' | 'log'>;

/** The roster as it was when the snapshot was taken: equal revisions, equal rosters. */
type Snapshot = { revision: string; version: string };

const FOLDER = 'roster';
const FILE = 'covered.sealed';
const PERSONS = "{match_key: 'VARCHAR', person_id: 'UUID'}";
// Right after a large load the planner knows nothing yet of how much there is, and would look up each of a
// million persons by itself.
const READ_ALL = `SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'`;

/** The version of the roster without reading it, if the snapshot is of the roster as it stands; else null. */
export async function knownRosterVersion(deps: Deps): Promise<string | null> {
  const revision = await rosterRevision(deps.database.pool);
  const known = headerOf(await sealedHeader(snapshotFile(deps)));
  return known?.revision === revision ? known.version : null;
}

/**
 * Makes the table `roster` (match key, person id) of everybody who is to be compared, and tells its version.
 * Deciphering a million numbers takes longer than comparing ten million rows with them, so those of the
 * covered persons are kept, sealed, until the roster changes.
 */
export async function openRoster(deps: Deps, duckdb: Duckdb): Promise<string> {
  return inTransaction(
    deps.database.pool,
    async (client) => {
      const revision = await rosterRevision(client);
      const kept = headerOf(await sealedHeader(snapshotFile(deps)));
      const usable = kept?.revision === revision && (await loadSnapshot(deps, kept, duckdb));
      const version = usable ? kept.version : await readRoster(deps, client, duckdb, revision);
      await addNoLongerCovered(deps, client, duckdb);
      return version;
    },
    'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
  );
}

/** Removes a snapshot that is not of the roster as it stands: who has left it is not kept. */
export async function removeStaleRoster(deps: Deps): Promise<void> {
  if ((await knownRosterVersion(deps)) === null) await rm(snapshotFile(deps), { force: true });
}

/** False when the file cannot be opened: it was replaced meanwhile, damaged, or sealed under other keys. */
async function loadSnapshot(deps: Deps, kept: Snapshot, duckdb: Duckdb): Promise<boolean> {
  const parquet = path.join(duckdb.dir, 'kept.parquet');
  try {
    await unsealFile(deps.vault, snapshotFile(deps), JSON.stringify(kept), parquet);
    await duckdb.run(`CREATE TABLE roster AS FROM read_parquet(${sqlText(parquet)})`);
    return true;
  } catch {
    deps.log.warn('the roster snapshot could not be opened; the roster is read anew');
    return false;
  } finally {
    await rm(parquet, { force: true });
  }
}

/** Reads and deciphers all of the roster, and keeps it for the next run. */
async function readRoster(
  deps: Deps,
  client: pg.PoolClient,
  duckdb: Duckdb,
  revision: string,
): Promise<string> {
  const lines = path.join(duckdb.dir, 'covered.tsv');
  const parquet = path.join(duckdb.dir, 'covered.parquet');
  const sealed = path.join(duckdb.dir, FILE);
  await client.query(READ_ALL);
  const version = await rosterVersion(client);
  await exportPersons(client, deps.vault, 'COVERED', lines);
  await duckdb.run(`CREATE OR REPLACE TABLE roster AS SELECT DISTINCT * FROM ${personsIn(lines)}`);
  await rm(lines);
  await duckdb.run(`COPY roster TO ${sqlText(parquet)} (FORMAT parquet)`);
  await sealFile(deps.vault, parquet, JSON.stringify({ revision, version }), sealed);
  await rm(parquet);
  await mkdir(path.dirname(snapshotFile(deps)), { recursive: true, mode: 0o700 });
  await rename(sealed, snapshotFile(deps));
  return version;
}

async function addNoLongerCovered(
  deps: Deps,
  client: pg.PoolClient,
  duckdb: Duckdb,
): Promise<void> {
  const lines = path.join(duckdb.dir, 'no-longer-covered.tsv');
  await exportPersons(client, deps.vault, 'NO_LONGER_COVERED', lines);
  await duckdb.run(`INSERT INTO roster SELECT DISTINCT * FROM ${personsIn(lines)}`);
  await rm(lines);
}

function personsIn(lines: string): string {
  return `read_csv(${sqlText(lines)}, delim = '\t', header = false, quote = '', escape = '',
            auto_detect = false, columns = ${PERSONS})`;
}

function headerOf(header: string | null): Snapshot | null {
  if (header === null) return null;
  try {
    const { revision, version } = JSON.parse(header) as Partial<Snapshot>;
    return revision && version ? { revision, version } : null;
  } catch {
    return null;
  }
}

function snapshotFile({ dataDir }: Pick<Deps, 'dataDir'>): string {
  return path.join(dataDir, FOLDER, FILE);
}
