import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { PoolClient } from 'pg';
import type { Actor } from '../actor.ts';
import { assertCan } from '../actor.ts';
import { today } from '../clock.ts';
import { HubError } from '../errors.ts';
import type { PlainDate } from '../plain-date.ts';
import { scrubNumbers } from '../scrub-numbers.ts';
import { parseRosterFileName, type RosterKind } from '../tabular/file-name.ts';
import { readTable, type Table } from '../tabular/read-table.ts';
import { recordAudit } from './audit.ts';
import type { DatabaseRole } from './db.ts';
import {
  closeTable,
  keepSetAside,
  markDuplicates,
  stageRows,
  summarise,
  type RosterFile,
} from './roster-staging.ts';
import type { SubgraphDeps } from './subgraph.ts';

/** One file to take in. */
export type RosterRequest = {
  file: string;
  /** The name the file came with, when `file` is a temporary one. */
  fileName?: string | undefined;
  asOf?: PlainDate | undefined;
  /** Takes a file in that would be held for a person, or was loaded before. */
  force?: boolean | undefined;
  requestId?: string | undefined;
  onProgress?: ((bytesRead: number, bytesTotal: number) => void) | undefined;
};

/** What became of one roster file; accepted + set aside = rows. */
export type IntakeReport = {
  file: string;
  kind: RosterKind | null;
  date: PlainDate | null;
  status: 'accepted' | 'held' | 'rejected' | 'noop';
  rows: number;
  accepted: number;
  setAside: Record<string, number>;
  notices: string[];
  error: { code: string; message: string; column?: string; byteOffset?: number } | null;
  seconds: number;
};

type Owner = Extract<DatabaseRole, 'households' | 'assistance'>;
type Deps = Pick<SubgraphDeps, 'database' | 'clock' | 'vault' | 'log'>;
type PreviousLoad = {
  id: string;
  rosterDate: PlainDate;
  accepted: number;
  setAsideByCode: Record<string, number>;
};
type Outcome = Pick<IntakeReport, 'status' | 'rows' | 'accepted' | 'setAside' | 'notices'>;

/** A file with fewer than this share of the last one's rows is held for a person (domain.md §3 rule 9). */
const SMALLEST_SHARE = 0.7;

/**
 * Takes one roster file in: reads, judges and stages every row, then brings the owner's tables to what the
 * file says, all in one transaction with its audit row. Problems of the file are reported, not thrown.
 * @throws HubError FORBIDDEN when the actor may not load rosters; and whatever the database throws, nothing
 * being changed then.
 */
export async function loadRoster(
  deps: Deps,
  owner: Owner,
  files: readonly RosterFile[],
  actor: Actor,
  request: RosterRequest,
): Promise<IntakeReport> {
  assertCan(actor, 'ROSTER_LOAD');
  const startedAt = performance.now();
  const fileName = scrubNumbers(request.fileName ?? path.basename(request.file));
  const report: IntakeReport = {
    file: fileName,
    kind: null,
    date: null,
    status: 'rejected',
    rows: 0,
    accepted: 0,
    setAside: {},
    notices: [],
    error: null,
    seconds: 0,
  };
  try {
    const { kind, date } = parseRosterFileName(fileName);
    Object.assign(report, { kind, date });
    const spec = files.find((each) => each.kind === kind);
    if (spec === undefined || date === null)
      throw new HubError('ROSTER_KIND_UNKNOWN', { roster: kind });
    const asOf = request.asOf ?? today(deps.clock);
    const open = (onProgress?: RosterRequest['onProgress']) =>
      readTable<unknown>(request.file, spec.contract, { asOf, fileName, onProgress });
    const table = await open(request.onProgress);
    const load = { deps, owner, actor, request, spec, fileName, date, table, reopen: open };
    Object.assign(report, await inTransaction(deps, (client) => takeIn(client, load)));
  } catch (error) {
    if (!(error instanceof HubError) || error.code === 'INTERNAL') throw error;
    report.error = problemOf(error);
  }
  return { ...report, seconds: (performance.now() - startedAt) / 1000 };
}

type Load = {
  deps: Deps;
  owner: Owner;
  actor: Actor;
  request: RosterRequest;
  spec: RosterFile;
  fileName: string;
  date: PlainDate;
  table: Table<unknown>;
  reopen: () => Promise<Table<unknown>>;
};

async function inTransaction(
  { database }: Deps,
  act: (client: PoolClient) => Promise<Outcome>,
): Promise<Outcome> {
  const client = await database.pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const outcome = await act(client);
    await client.query('COMMIT');
    return outcome;
  } catch (error) {
    await client.query('ROLLBACK').catch((failed: Error) => (broken = failed));
    throw error;
  } finally {
    client.release(broken);
  }
}

async function takeIn(client: PoolClient, load: Load): Promise<Outcome> {
  const { spec, table, request, date } = load;
  // Two loads at a time would each compare with what the other is about to change.
  await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`roster:${load.owner}`]);
  const same = await findLoad(client, spec.kind, date, table.sha256);
  const waiting = same !== null && (same.setAsideByCode['REFERENCE_UNKNOWN'] ?? 0) > 0;
  if (same !== null && !waiting && request.force !== true) {
    await closeTable(table);
    return sameFile(same, table);
  }
  await stageRows(client, load.deps.vault, spec, table);
  await markDuplicates(client);
  await spec.markUnknown?.(client);
  const counts = await summarise(client);
  const notices = [...table.notices, ...((await spec.notices?.(client)) ?? [])];

  // Rows whose reference is still unknown: the same file again changes nothing yet.
  if (same?.accepted === counts.accepted && request.force !== true) return sameFile(same, table);
  const last = await findLastLoad(client, spec.kind);
  const held = request.force === true ? null : holdReason(spec, counts.accepted, last);
  if (held !== null) return { status: 'held', ...counts, notices: [...notices, held] };

  const loadId = randomUUID();
  if (same !== null) await client.query('DELETE FROM roster_load WHERE id = $1', [same.id]);
  await recordLoad(client, load, loadId, counts);
  await keepSetAside(client, load.deps.vault, loadId, load.reopen, table.sha256);
  const older = last !== null && last.rosterDate > date;
  if (!older) await spec.reconcile(client, date);
  return older
    ? {
        status: 'noop',
        ...counts,
        notices: [...notices, `已有更新的底册（${last.rosterDate}），本文件只存档，不覆盖。`],
      }
    : { status: 'accepted', ...counts, notices };
}

function sameFile(load: PreviousLoad, table: Table<unknown>): Outcome {
  const setAside = load.setAsideByCode;
  const rows = Object.values(setAside).reduce((sum, n) => sum + n, load.accepted);
  const notices = [...table.notices, '同一文件已经载入过，未作改动。'];
  return { status: 'noop', rows, accepted: load.accepted, setAside, notices };
}

function holdReason(spec: RosterFile, accepted: number, last: PreviousLoad | null): string | null {
  if (accepted === 0) return '没有一行可以载入，等待人工确认。';
  if (!spec.complete || last === null || accepted >= last.accepted * SMALLEST_SHARE) return null;
  return `可载入 ${accepted} 行，不足上次（${last.accepted} 行）的七成，等待人工确认。`;
}

const LOAD_COLUMNS = `id, roster_date AS "rosterDate", accepted,
                      set_aside_by_code AS "setAsideByCode"`;

async function findLoad(
  client: PoolClient,
  kind: RosterKind,
  date: PlainDate,
  sha256: string,
): Promise<PreviousLoad | null> {
  const { rows } = await client.query<PreviousLoad>(
    `SELECT ${LOAD_COLUMNS} FROM roster_load
      WHERE kind = $1 AND roster_date = $2 AND sha256 = $3`,
    [kind, date, sha256],
  );
  return rows[0] ?? null;
}

async function findLastLoad(client: PoolClient, kind: RosterKind): Promise<PreviousLoad | null> {
  const { rows } = await client.query<PreviousLoad>(
    `SELECT ${LOAD_COLUMNS} FROM roster_load
      WHERE kind = $1 ORDER BY roster_date DESC, loaded_at DESC LIMIT 1`,
    [kind],
  );
  return rows[0] ?? null;
}

async function recordLoad(
  client: PoolClient,
  { deps, owner, actor, request, spec, fileName, date, table }: Load,
  loadId: string,
  { rows, accepted, setAside }: Pick<Outcome, 'rows' | 'accepted' | 'setAside'>,
): Promise<void> {
  await client.query(
    `INSERT INTO roster_load
       (id, kind, file_name, roster_date, sha256, rows, accepted, set_aside_by_code, loaded_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp())`,
    [loadId, spec.kind, fileName, date, table.sha256, rows, accepted, JSON.stringify(setAside)],
  );
  await recordAudit(
    client,
    { subgraph: owner, actor, requestId: request.requestId ?? null },
    {
      kind: 'ROSTER_LOADED',
      loadId,
      roster: spec.kind,
      rosterDate: date,
      rows,
      accepted,
      setAside: rows - accepted,
    },
  );
  deps.log.info({ loadId, roster: spec.kind, date, rows, accepted }, 'roster loaded');
}

function problemOf(error: HubError): IntakeReport['error'] {
  const { column, byteOffset } = error.details;
  return {
    code: error.code,
    message: error.message,
    ...(typeof column === 'string' ? { column } : {}),
    ...(typeof byteOffset === 'number' ? { byteOffset } : {}),
  };
}
