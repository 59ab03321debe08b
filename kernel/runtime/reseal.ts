import type pg from 'pg';
import { HubError } from '../errors.ts';
import { matchKey, type DocumentClass } from '../id-number.ts';
import type { IdNumberVault } from './id-number-vault.ts';
import type { KeyRingName } from './keys.ts';
import type { SealedColumn } from './sealed-columns.ts';

const BATCH_ROWS = 1_000;

type Row = { key: (string | number)[]; sealed: Buffer; documentClass: DocumentClass };
type Fresh = { key: readonly (string | number)[]; sealed: Uint8Array; index: Uint8Array | null };

/**
 * Brings every value of a column under the keys that write now, in batches of one transaction each, while
 * others read and write. Rows whose keys are current are passed over, so that it may be killed and started
 * again; rows that somebody else holds, another such run among them, are left to a later round.
 *
 * @param onBatch is told the rows of each batch, after its commit.
 * @returns the rows that were sealed anew.
 * @throws HubError INTERNAL when a value does not open: it was altered, and only a person can say what it was.
 */
export async function resealColumn(
  pool: pg.Pool,
  vault: IdNumberVault,
  column: SealedColumn,
  onBatch: (rows: number) => void = () => undefined,
): Promise<number> {
  let total = 0;
  let after: readonly (string | number)[] | null = null;
  for (;;) {
    const done: BatchDone = await resealBatch(pool, vault, column, after);
    total += done.rows;
    if (done.rows > 0) onBatch(done.rows);
    if (done.last === null) return total;
    after = done.last;
  }
}

/** How many values each key has written in a column: key ids and rows. */
export async function countByKey(
  pool: pg.Pool,
  { table, column }: Pick<SealedColumn, 'table' | 'column'>,
): Promise<Map<number, number>> {
  const { rows } = await pool.query<{ id: number; rows: number }>(
    `SELECT get_byte(${column}, 0) AS id, count(*) AS rows
       FROM ${table} WHERE ${column} IS NOT NULL GROUP BY 1 ORDER BY 1`,
  );
  return new Map(rows.map((row) => [row.id, row.rows]));
}

type BatchDone = { rows: number; last: readonly (string | number)[] | null };

async function resealBatch(
  pool: pg.Pool,
  vault: IdNumberVault,
  column: SealedColumn,
  after: readonly (string | number)[] | null,
): Promise<BatchDone> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    // Nothing that is told of the roster changes; its trigger need not have everybody compared again.
    await client.query(`SELECT set_config('yikou.reseal', 'on', true)`);
    const { rows } = await client.query<Row>(
      selectOld(column, vault.writesWith, after !== null),
      after === null ? [] : [...after],
    );
    const fresh = rows.map((row) => freshOf(vault, column, row));
    if (fresh.length > 0) await client.query(updateOf(column), parametersOf(column, fresh));
    await client.query('COMMIT');
    return {
      rows: fresh.length,
      last: rows.length < BATCH_ROWS ? null : (rows.at(-1)?.key ?? null),
    };
  } catch (error) {
    await client.query('ROLLBACK').catch((failed: Error) => (broken = failed));
    throw error;
  } finally {
    client.release(broken);
  }
}

function freshOf(
  vault: IdNumberVault,
  { table, column, placeOf, index }: SealedColumn,
  { key, sealed, documentClass }: Row,
): Fresh {
  const place = placeOf(key);
  let plain: string;
  try {
    plain = vault.open(sealed, place);
  } catch (error) {
    const details = { reason: 'SEALED_VALUE_INVALID', table, column, key: key.join('/') };
    throw new HubError('INTERNAL', details, { cause: error });
  }
  return {
    key,
    sealed: vault.seal(plain, place),
    index: index ? vault.numberIndex(matchKey(documentClass, plain)) : null,
  };
}

/** Rows under another key than the one that writes, after a key, in the key's order. */
function selectOld(
  { table, column, key, index }: SealedColumn,
  current: Readonly<Record<KeyRingName, number>>,
  after: boolean,
): string {
  const names = Object.keys(key);
  const beyond = Object.values(key).map((type, at) => `$${at + 1}::${type}`);
  const ofIndex = index ? ` OR get_byte(${index.column}, 0) <> ${current.NUMBER_INDEX}` : '';
  return `
    SELECT jsonb_build_array(${names.join(', ')}) AS key, ${column} AS sealed,
           ${index ? index.documentClass : 'NULL'} AS "documentClass"
      FROM ${table}
     WHERE ${column} IS NOT NULL
       AND (get_byte(${column}, 0) <> ${current.ID_CIPHER}${ofIndex})
       ${after ? `AND (${names.join(', ')}) > (${beyond.join(', ')})` : ''}
     ORDER BY ${names.join(', ')} LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED`;
}

function updateOf({ table, column, key, index }: SealedColumn): string {
  const types = [...Object.values(key), 'bytea', ...(index ? ['bytea'] : [])];
  const names = [...Object.keys(key), 'sealed', ...(index ? ['found_by'] : [])];
  const arrays = types.map((type, at) => `$${at + 1}::${type}[]`);
  const same = Object.keys(key).map((name) => `${table}.${name} = fresh.${name}`);
  return `
    UPDATE ${table} SET ${column} = fresh.sealed${index ? `, ${index.column} = fresh.found_by` : ''}
      FROM unnest(${arrays.join(', ')}) AS fresh (${names.join(', ')})
     WHERE ${same.join(' AND ')}`;
}

function parametersOf({ key, index }: SealedColumn, fresh: readonly Fresh[]): unknown[] {
  return [
    ...Object.keys(key).map((_, at) => fresh.map((row) => row.key[at])),
    fresh.map(({ sealed }) => Buffer.from(sealed)),
    ...(index ? [fresh.map((row) => Buffer.from(row.index ?? []))] : []),
  ];
}
