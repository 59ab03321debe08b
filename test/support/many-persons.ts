import type { IdNumberVault } from '../../kernel/runtime/id-number-vault.ts';
import { copyRows, type CopyValue } from '../../kernel/runtime/copy-rows.ts';
import type { FreshDatabase } from './database.ts';
import { idNumberOf } from './people.ts';

const PER_CHUNK = 5_000;
const COLUMNS = ['id', 'id_number_cipher', 'id_number_index', 'document_class', 'name'];

/** The nth of as many invented numbers as one likes. */
export function nthIdNumber(nth: number): string {
  const day = new Date(Date.UTC(1940, 0, 1 + (nth % 25_000))).toISOString();
  const serial = 1 + Math.floor(nth / 25_000);
  return idNumberOf(serial, day.slice(0, 10).replaceAll('-', ''));
}

/** Puts that many persons on the roll of the database, in no household, sealed by that vault. */
export async function writePersons(
  database: Pick<FreshDatabase, 'subgraph'>,
  vault: IdNumberVault,
  count: number,
): Promise<void> {
  async function* rows(): AsyncGenerator<CopyValue[][]> {
    for (let from = 0; from < count; from += PER_CHUNK) {
      const length = Math.min(PER_CHUNK, count - from);
      yield await Promise.resolve(Array.from({ length }, (_, at) => personRow(from + at)));
    }
  }
  function personRow(nth: number): CopyValue[] {
    const number = nthIdNumber(nth);
    const id = vault.personId(number);
    return [id, vault.seal(number, id), vault.numberIndex(number), 'RESIDENT_ID', '样本人'];
  }
  const client = await database.subgraph('households').pool.connect();
  try {
    // COPY does not write into a table with row security.
    await client.query('CREATE TEMP TABLE many_persons (LIKE person)');
    await copyRows(client, { table: 'many_persons', columns: COLUMNS }, rows());
    const columns = COLUMNS.join(', ');
    try {
      await client.query(`INSERT INTO person (${columns}) SELECT ${columns} FROM many_persons`);
    } finally {
      await client.query('DROP TABLE many_persons');
    }
  } finally {
    client.release();
  }
}
