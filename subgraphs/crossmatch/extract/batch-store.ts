import type pg from 'pg';
import { copyGuarded, type CopyValue } from '../../../kernel/runtime/copy-rows.ts';
import { recordAudit, type AuditScope } from '../../../kernel/runtime/audit.ts';
import type { IdNumberVault } from '../../../kernel/runtime/id-number-vault.ts';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { BatchMode, ExtractFileName } from '../../../kernel/tabular/file-name.ts';
import type { FileError, KnownBatch } from './ingest-report.ts';
import type { SetAsideRecord } from './totals.ts';

/** A batch as it is written down when a file has been judged. */
export type NewBatch = {
  id: string;
  departmentCode: string;
  name: ExtractFileName;
  fileName: string;
  sha256: string;
  status: 'ACCEPTED' | 'HELD' | 'REJECTED';
  holdReason: string | null;
  error: FileError | null;
  notices: string[];
  rows: number;
  accepted: number;
  setAside: Record<string, number>;
  asOf: PlainDate;
  receivedBy: string;
  stagedPath: string | null;
};

const KNOWN = `id, status, period, mode, rows, accepted, set_aside_by_code AS "setAside", notices,
  hold_reason AS "holdReason"`;

/** The batch that the same bytes made before, unless it was refused or given up. */
export async function sameFile(
  client: pg.ClientBase,
  sha256: string,
  { source, period, serial }: ExtractFileName,
): Promise<KnownBatch | null> {
  // Every header-only file of a source has the same bytes: of another period it is news.
  const { rows } = await client.query<KnownBatch>(
    `SELECT ${KNOWN} FROM extract_batch
      WHERE sha256 = $1 AND source = $2 AND status IN ('ACCEPTED', 'HELD', 'SUPERSEDED')
        AND (rows > 0 OR (period = $3 AND serial = $4))
      ORDER BY received_at DESC LIMIT 1`,
    [sha256, source, period, serial],
  );
  return rows[0] ?? null;
}

/** Batches of the same source, period and serial that still count or wait. */
export async function standingBatches(
  client: pg.ClientBase,
  { source, period, serial }: Pick<ExtractFileName, 'source' | 'period' | 'serial'>,
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM extract_batch
      WHERE source = $1 AND period = $2 AND serial = $3 AND status IN ('ACCEPTED', 'HELD')`,
    [source, period, serial],
  );
  return rows.map(({ id }) => id);
}

/**
 * Accepted rows of the source's batches of one mode, newest first. Another part of the same snapshot is no
 * yardstick for this part.
 */
export async function earlierAccepted(
  client: pg.ClientBase,
  { source, period, serial, mode }: ExtractFileName,
): Promise<number[]> {
  const { rows } = await client.query<{ accepted: number }>(
    `SELECT accepted FROM extract_batch
      WHERE source = $1 AND mode = $2 AND status = 'ACCEPTED'
        AND ($2 = 'DELTA' OR period <> $3 OR serial = $4)
      ORDER BY period_end DESC, serial DESC, received_at DESC LIMIT 3`,
    [source, modeCode(mode), period, serial],
  );
  return rows.map(({ accepted }) => accepted);
}

// The database's instant, not `--as-of`: its term of keeping runs from it. Cursors hold milliseconds.
const RECEIVED_AT = `date_trunc('milliseconds', clock_timestamp())`;

/** Writes the batch; must run in the transaction that also writes its set-aside rows and its audit. */
export async function insertBatch(client: pg.ClientBase, batch: NewBatch): Promise<void> {
  const { name } = batch;
  await client.query(
    `INSERT INTO extract_batch (id, source, department_code, file_name, sha256, period, period_end, mode,
       serial, status, hold_reason, error, notices, rows, accepted, set_aside, set_aside_by_code, as_of,
       received_at, received_by, staged_path)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, ${RECEIVED_AT},
       $19, $20)`,
    [
      batch.id,
      name.source,
      batch.departmentCode,
      batch.fileName,
      batch.sha256,
      name.period,
      name.periodEnd,
      modeCode(name.mode),
      name.serial,
      batch.status,
      batch.holdReason,
      batch.error && JSON.stringify(batch.error),
      JSON.stringify(batch.notices),
      batch.rows,
      batch.accepted,
      batch.rows - batch.accepted,
      JSON.stringify(batch.setAside),
      batch.asOf,
      batch.receivedBy,
      batch.stagedPath,
    ],
  );
}

/**
 * Ends the batches that a correction replaces. What they told holds until the correction is compared: between the two
 * an alert that the correction tells again would be withdrawn.
 */
export async function supersede(
  client: pg.ClientBase,
  scope: AuditScope,
  replaced: readonly string[],
  byId: string,
): Promise<void> {
  await client.query(
    `UPDATE extract_batch SET status = 'SUPERSEDED', superseded_by_id = $2 WHERE id = ANY ($1::uuid[])`,
    [replaced, byId],
  );
  for (const batchId of replaced)
    await recordAudit(client, scope, { kind: 'BATCH_SUPERSEDED', batchId, supersededById: byId });
}

/** Whether the batch was committed. */
export async function batchExists(pool: pg.Pool, id: string): Promise<boolean> {
  const { rowCount } = await pool.query('SELECT FROM extract_batch WHERE id = $1', [id]);
  return rowCount === 1;
}

/** Copies set-aside rows in, each sealed to its place. */
export async function copySetAside(
  client: pg.ClientBase,
  vault: IdNumberVault,
  batchId: string,
  records: AsyncIterable<SetAsideRecord>,
): Promise<void> {
  async function* sealed(): AsyncGenerator<CopyValue[][]> {
    for await (const { rowNo, code, column, cells } of records) {
      const cipher = vault.seal(JSON.stringify(cells), setAsideRowId(batchId, rowNo));
      yield [[batchId, rowNo, code, column, cipher]];
    }
  }
  await copyGuarded(
    client,
    { table: 'set_aside_row', columns: ['batch_id', 'row_no', 'code', '"column"', 'row_cipher'] },
    sealed(),
  );
}

/** What a sealed set-aside row is bound to. */
export function setAsideRowId(batchId: string, rowNo: number): string {
  return `${batchId}:${rowNo}`;
}

function modeCode(mode: BatchMode): 'SNAPSHOT' | 'DELTA' {
  return mode === 'snapshot' ? 'SNAPSHOT' : 'DELTA';
}
