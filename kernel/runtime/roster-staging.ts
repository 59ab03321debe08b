import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { HubError } from '../errors.ts';
import type { PlainDate } from '../plain-date.ts';
import type { Contract, TableRow } from '../tabular/contract.ts';
import type { RosterKind } from '../tabular/file-name.ts';
import type { Table } from '../tabular/read-table.ts';
import { copyGuarded, copyRows, type CopyValue } from './copy-rows.ts';
import type { IdNumberVault } from './id-number-vault.ts';

/**
 * One kind of roster file: how a row is staged and how the staged file is brought into the tables.
 * The statements see the temporary table `staged`; `code IS NULL` are the accepted rows.
 */
export type RosterFile<Row = unknown> = {
  kind: RosterKind;
  contract: Contract<Row>;
  /** The file lists everybody: who is missing has left, and a short file is held for a person. */
  complete: boolean;
  /** Column names and SQL types of `staged`, beside row_no, code, problem_column, row_key and row_hash. */
  columns: Readonly<Record<string, string>>;
  /** The values of an accepted row, in the order of `columns`. Id numbers are sealed or hashed here. */
  stage(row: Row, cells: readonly string[], vault: IdNumberVault): CopyValue[];
  /** Of a row that is set aside, what still tells whom it may be about. */
  stageSetAside?(cells: readonly string[]): Readonly<Record<string, CopyValue>>;
  /** Gives rows that name something unknown the code REFERENCE_UNKNOWN. */
  markUnknown?(client: PoolClient): Promise<void>;
  /** What a person should know of the file, in Chinese. */
  notices?(client: PoolClient): Promise<string[]>;
  /** Brings the tables to what the file says on its date. */
  reconcile(client: PoolClient, date: PlainDate): Promise<void>;
};

const COMMON = {
  row_no: 'integer NOT NULL',
  code: 'text',
  problem_column: 'text',
  row_key: 'text',
  row_hash: 'uuid',
} as const;

/** Reads the whole file into the temporary table `staged`, which goes with the transaction. */
export async function stageRows(
  client: PoolClient,
  vault: IdNumberVault,
  spec: RosterFile,
  table: Table<unknown>,
): Promise<void> {
  const columns = { ...COMMON, ...spec.columns };
  const definitions = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
  await client.query(`CREATE TEMPORARY TABLE staged (${definitions.join(', ')}) ON COMMIT DROP`);
  const own = Object.keys(spec.columns);
  async function* staged(): AsyncGenerator<CopyValue[][]> {
    for await (const rows of table.rows) yield rows.map((row) => stagedRow(row, spec, vault, own));
  }
  await copyRows(client, { table: 'staged', columns: Object.keys(columns) }, staged());
  await client.query('ANALYZE staged');
}

function stagedRow(
  { rowNo, cells, result }: TableRow<unknown>,
  spec: RosterFile,
  vault: IdNumberVault,
  own: readonly string[],
): CopyValue[] {
  if (!result.ok) {
    const known = spec.stageSetAside?.(cells) ?? {};
    const kept = own.map((name) => storable(known[name] ?? null));
    return [rowNo, result.code, result.column, null, null, ...kept];
  }
  const key = spec.contract.naturalKey?.(result.row) ?? null;
  return [
    rowNo,
    null,
    null,
    // Natural keys hold id numbers, and temporary tables may touch the disk: only hashes go in.
    key === null ? null : digest(key),
    digest(JSON.stringify(result.row)),
    ...spec.stage(result.row, cells, vault),
  ];
}

/** A forbidden character may be why the row was set aside; PostgreSQL refuses NUL in any text. */
function storable(value: CopyValue): CopyValue {
  return typeof value === 'string' && value.includes('\0') ? null : value;
}

/** Lets go of a file whose rows are not wanted; a generator that never began would keep it open. */
export async function closeTable(table: Table<unknown>): Promise<void> {
  const rows = table.rows[Symbol.asyncIterator]();
  await rows.next();
  await rows.return?.();
}

/** Sixteen bytes as a uuid: the smallest type PostgreSQL compares fast. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** Of identical rows the first stays; of rows that contradict each other under one key none does. */
export async function markDuplicates(client: PoolClient): Promise<void> {
  const { rows } = await client.query(
    `SELECT FROM staged WHERE code IS NULL GROUP BY row_key HAVING count(*) > 1 LIMIT 1`,
  );
  if (rows.length === 0) return;
  await client.query(
    `UPDATE staged SET code = 'DUPLICATE_ROW'
       FROM (SELECT row_no, row_number() OVER (PARTITION BY row_key, row_hash ORDER BY row_no) AS nth
               FROM staged WHERE code IS NULL) AS counted
      WHERE staged.row_no = counted.row_no AND counted.nth > 1`,
  );
  await client.query(
    `UPDATE staged SET code = 'CONFLICTING_ROW'
       FROM (SELECT row_key FROM staged WHERE code IS NULL GROUP BY row_key HAVING count(*) > 1) AS split
      WHERE staged.row_key = split.row_key AND staged.code IS NULL`,
  );
}

/** Rows, accepted, and set aside by reason. */
export async function summarise(
  client: PoolClient,
): Promise<{ rows: number; accepted: number; setAside: Record<string, number> }> {
  const { rows: groups } = await client.query<{ code: string | null; n: number }>(
    'SELECT code, count(*) AS n FROM staged GROUP BY code ORDER BY code',
  );
  const setAside: Record<string, number> = {};
  let accepted = 0;
  for (const { code, n } of groups) {
    if (code === null) accepted = n;
    else setAside[code] = n;
  }
  const rows = groups.reduce((sum, { n }) => sum + n, 0);
  return { rows, accepted, setAside };
}

/** Seals every row that was set aside, as it was given; the file is read again only if there are any. */
export async function keepSetAside(
  client: PoolClient,
  vault: IdNumberVault,
  loadId: string,
  reopen: () => Promise<Table<unknown>>,
  sha256: string,
): Promise<void> {
  const { rows } = await client.query<{ rowNo: number; code: string; column: string | null }>(
    `SELECT row_no AS "rowNo", code, problem_column AS "column" FROM staged WHERE code IS NOT NULL`,
  );
  if (rows.length === 0) return;
  const table = await reopen();
  if (table.sha256 !== sha256) throw new HubError('CONFLICT', { reason: 'FILE_CHANGED' });
  const reasons = new Map(rows.map((row) => [row.rowNo, row]));
  async function* sealed(): AsyncGenerator<CopyValue[][]> {
    for await (const chunk of table.rows) {
      yield chunk.flatMap(({ rowNo, cells }) => {
        const reason = reasons.get(rowNo);
        if (reason === undefined) return [];
        const cipher = vault.seal(cells.join('\u001f'), `${loadId}/${rowNo}`);
        return [[loadId, rowNo, reason.code, reason.column, cipher]];
      });
    }
  }
  await copyGuarded(
    client,
    { table: 'roster_set_aside', columns: ['load_id', 'row_no', 'code', '"column"', 'row_cipher'] },
    sealed(),
  );
}
