import type pg from 'pg';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import { SOURCES } from '../sources/index.ts';
import type { PendingBatch } from './match-run.ts';

const PENDING = `
  SELECT id, source, file_name, period, period_end, mode, serial, as_of, rows, accepted,
         set_aside_by_code, staged_path, matched_roster
    FROM extract_batch
   WHERE status = 'ACCEPTED' AND staged_path IS NOT NULL
     AND matched_roster IS DISTINCT FROM $1
   ORDER BY period_end, array_position($2::text[], source), serial, received_at, id`;

type BatchRow = {
  id: string;
  source: string;
  file_name: string;
  period: string;
  period_end: PlainDate;
  mode: 'SNAPSHOT' | 'DELTA';
  serial: number;
  as_of: PlainDate;
  rows: number;
  accepted: number;
  set_aside_by_code: Record<string, number>;
  staged_path: string;
  matched_roster: string | null;
};

/** The batches that were not compared with this version of the roster, the oldest period first. */
export async function pendingBatches(
  pool: Pick<pg.Pool, 'query'>,
  rosterVersion: string,
): Promise<PendingBatch[]> {
  const order = SOURCES.map(({ code }) => code);
  const { rows } = await pool.query<BatchRow>(PENDING, [rosterVersion, order]);
  return rows.map((row) => ({
    id: row.id,
    source: row.source,
    fileName: row.file_name,
    period: row.period,
    periodEnd: row.period_end,
    mode: row.mode,
    serial: row.serial,
    asOf: row.as_of,
    rows: row.rows,
    accepted: row.accepted,
    setAside: row.set_aside_by_code,
    stagedPath: row.staged_path,
    again: row.matched_roster !== null,
    matchedRoster: row.matched_roster,
  }));
}
