import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import type { SubgraphDeps } from '../../../kernel/runtime/subgraph.ts';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { sqlText } from '../duckdb/sql-literal.ts';
import { exportCovered, exportPersons } from './roster-export.ts';
import { earlierFile, earlierFolder, rosterKeysFile, snapshotFile } from './roster-files.ts';
import { rosterRevision, rosterVersion } from './roster-version.ts';
import { sealedHeader, sealFile, unsealFile } from './sealed-file.ts';
import { inTransaction } from './transaction.ts';
import { writeLines } from './write-lines.ts';

type Deps = Pick<SubgraphDeps, 'database' | 'vault' | 'dataDir' | 'log'>;

/** The roster as it was when the snapshot was taken: equal revisions, equal rosters. */
type Snapshot = { layout: number; revision: string; version: string };

/** Of the columns in the sealed file; a snapshot of another one is as good as none. */
const LAYOUT = 2;
const COVERED = "{match_key: 'VARCHAR', person_id: 'UUID', told: 'VARCHAR'}";

const RESTED_ON = `
  SELECT DISTINCT matched_roster AS version FROM extract_batch
   WHERE status = 'ACCEPTED' AND staged_path IS NOT NULL AND matched_roster IS NOT NULL`;
const WITH_OPEN_ALERT = `
  SELECT DISTINCT person_id FROM crossmatch.alert WHERE status IN ('OPEN', 'CLAIMED')`;
// Right after a large load the planner knows nothing yet of how much there is, and would look up each of a
// million persons by itself.
const READ_ALL = `SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'`;

/** The version of the roster without reading it, if the snapshot is of the roster as it stands; else null. */
export async function knownRosterVersion(deps: Deps): Promise<string | null> {
  const revision = await rosterRevision(deps.database.pool);
  const known = headerOf(await sealedHeader(snapshotFile(deps.dataDir)));
  return known?.revision === revision ? known.version : null;
}

/**
 * Makes the tables `covered` (match key, person id, digest of what comparing reads of the person) of the covered
 * persons and `roster` of everybody who is to be compared, and tells the version. Who is no longer covered has no digest.
 * Deciphering a million numbers takes longer than comparing ten million rows with them, so those of the
 * covered persons are kept, sealed, until the roster changes.
 */
export async function openRoster(deps: Deps, duckdb: Duckdb): Promise<string> {
  // The planner must know what was loaded, or comparing takes minutes instead of seconds.
  if ((await knownRosterVersion(deps)) === null)
    await deps.database.pool.query('SELECT crossmatch.analyse_roster()');
  return inTransaction(
    deps.database.pool,
    async (client) => {
      const revision = await rosterRevision(client);
      const kept = headerOf(await sealedHeader(snapshotFile(deps.dataDir)));
      const usable =
        kept?.revision === revision &&
        (await loadSnapshot(
          deps,
          { file: snapshotFile(deps.dataDir), kept, table: 'covered' },
          duckdb,
        ));
      const version = usable ? kept.version : await readRoster(deps, client, duckdb, revision);
      await addNoLongerCovered(deps, client, duckdb);
      await duckdb.run('CREATE VIEW roster AS FROM covered UNION ALL FROM no_longer_covered');
      return version;
    },
    'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
  );
}

/**
 * Makes a table (match key, person id, digest) of the covered persons of a roster that batches were compared with;
 * false when it was not kept.
 */
export async function openEarlierRoster(
  deps: Deps,
  duckdb: Duckdb,
  version: string,
  table: string,
): Promise<boolean> {
  for (const file of [earlierFile(deps.dataDir, version), snapshotFile(deps.dataDir)]) {
    const kept = headerOf(await sealedHeader(file));
    if (kept?.version === version) return loadSnapshot(deps, { file, kept, table }, duckdb);
  }
  return false;
}

/**
 * The files of snapshots that are neither of the roster as it stands nor of one that a batch was compared with last: who
 * has left the roster is not kept longer than that.
 */
export async function staleRosterFiles(deps: Deps): Promise<string[]> {
  const rested = await restedOn(deps);
  const earlier = await readdir(earlierFolder(deps.dataDir)).catch(() => []);
  const stale = earlier
    .filter((name) => !rested.has(path.basename(name, '.sealed')))
    .map((name) => path.join(earlierFolder(deps.dataDir), name));
  if ((await knownRosterVersion(deps)) !== null) return stale;
  const kept = headerOf(await sealedHeader(snapshotFile(deps.dataDir)));
  if (kept !== null && rested.has(kept.version)) return stale;
  const current = [snapshotFile(deps.dataDir), rosterKeysFile(deps.dataDir)];
  return [...stale, ...current.filter((file) => existsSync(file))];
}

/** Removes those files; what the roster still says can be read from it again. */
export async function removeStaleRoster(deps: Deps): Promise<void> {
  for (const file of await staleRosterFiles(deps)) await rm(file, { force: true });
}

async function restedOn({ database }: Deps): Promise<Set<string>> {
  const { rows } = await database.pool.query<{ version: string }>(RESTED_ON);
  return new Set(rows.map(({ version }) => version));
}

/** False when the file cannot be opened: it was replaced meanwhile, damaged, or sealed under other keys. */
async function loadSnapshot(
  deps: Deps,
  { file, kept, table }: { file: string; kept: Snapshot; table: string },
  duckdb: Duckdb,
): Promise<boolean> {
  const parquet = path.join(duckdb.dir, `${table}.parquet`);
  try {
    await unsealFile(deps.vault, file, JSON.stringify(kept), parquet);
    // A table would be another copy, and is joined no faster.
    await duckdb.run(`CREATE VIEW ${table} AS FROM read_parquet(${sqlText(parquet)})`);
    return true;
  } catch {
    deps.log.warn('the roster snapshot could not be opened; the roster is read anew');
    await rm(parquet, { force: true });
    return false;
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
  const sealed = path.join(duckdb.dir, 'covered.sealed');
  await client.query(READ_ALL);
  const cases = await rosterVersion(client);
  await exportCovered(client, deps.vault, lines);
  await duckdb.run(
    `COPY (SELECT match_key, person_id, md5(string_agg(told, '|' ORDER BY told)) AS digest
             FROM ${personsIn(lines, COVERED)} GROUP BY match_key, person_id)
       TO ${sqlText(parquet)} (FORMAT parquet)`,
  );
  await rm(lines);
  await duckdb.run(`CREATE VIEW covered AS FROM read_parquet(${sqlText(parquet)})`);
  const version = await versionOf(duckdb, cases);
  const header = JSON.stringify({ layout: LAYOUT, revision, version } satisfies Snapshot);
  await sealFile(deps.vault, parquet, header, sealed);
  await mkdir(earlierFolder(deps.dataDir), { recursive: true, mode: 0o700 });
  await keepEarlier(deps);
  await rename(sealed, snapshotFile(deps.dataDir));
  return version;
}

/** The order of the persons must not show in it. */
async function versionOf(duckdb: Duckdb, cases: string): Promise<string> {
  const persons = duckdb.rows(
    `SELECT md5(concat(${sqlText(cases)}, count(*), '|', bit_xor(md5_number(person_id::VARCHAR || digest))))
       FROM covered`,
  );
  let version = '';
  for await (const chunk of persons) version = String(chunk[0]?.[0]);
  return version;
}

/** The snapshot that is about to be replaced stays while batches rest on it: by it the changed persons are found. */
async function keepEarlier(deps: Deps): Promise<void> {
  const before = headerOf(await sealedHeader(snapshotFile(deps.dataDir)));
  if (before === null || !(await restedOn(deps)).has(before.version)) return;
  await rename(snapshotFile(deps.dataDir), earlierFile(deps.dataDir, before.version));
}

/** Whoever has an open alert is compared on after the last case has ended: a revocation must reach it. */
async function addNoLongerCovered(
  deps: Deps,
  client: pg.PoolClient,
  duckdb: Duckdb,
): Promise<void> {
  const lines = path.join(duckdb.dir, 'no-longer-covered.tsv');
  const { rows } = await client.query<{ person_id: string }>(WITH_OPEN_ALERT);
  await writeLines(
    lines,
    rows.map(({ person_id }) => person_id),
  );
  const left: string[] = [];
  const ids = duckdb.rows(
    `SELECT person_id::VARCHAR FROM ${personsIn(lines, "{person_id: 'UUID'}")} ANTI JOIN covered USING (person_id)`,
  );
  for await (const chunk of ids) left.push(...chunk.map(([personId]) => String(personId)));
  await exportPersons(client, deps.vault, left, lines);
  await duckdb.run(
    `CREATE TABLE no_longer_covered AS
       SELECT match_key, person_id, NULL::VARCHAR AS digest
         FROM ${personsIn(lines, "{match_key: 'VARCHAR', person_id: 'UUID'}")}`,
  );
  await rm(lines);
}

function personsIn(lines: string, columns: string): string {
  return `read_csv(${sqlText(lines)}, delim = '\t', header = false, quote = '', escape = '',
            auto_detect = false, columns = ${columns})`;
}

function headerOf(header: string | null): Snapshot | null {
  if (header === null) return null;
  try {
    const { layout, revision, version } = JSON.parse(header) as Partial<Snapshot>;
    return layout === LAYOUT && revision && version ? { layout, revision, version } : null;
  } catch {
    return null;
  }
}
