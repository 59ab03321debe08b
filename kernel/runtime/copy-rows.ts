import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** What a COPY column may hold; dates and uuids travel as text. */
export type CopyValue = string | number | boolean | Uint8Array | null;

const SPECIAL = /[\\\n\r\t]/;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/**
 * Streams chunks of rows into a table with COPY, at the pace the database takes them.
 * @throws whatever the chunks or the database throw; the caller's transaction is then to be rolled back.
 */
export async function copyRows(
  client: ClientBase,
  target: { table: string; columns: readonly string[] },
  chunks: AsyncIterable<readonly (readonly CopyValue[])[]>,
): Promise<void> {
  const sink = client.query(
    copyFrom(`COPY ${target.table} (${target.columns.join(', ')}) FROM STDIN`),
  );
  await pipeline(Readable.from(encoded(chunks)), sink);
}

/**
 * The same into a table with row security, into which COPY does not write: by way of a temporary table that is gone
 * with the transaction.
 */
export async function copyGuarded(
  client: ClientBase,
  { table, columns }: { table: string; columns: readonly string[] },
  chunks: AsyncIterable<readonly (readonly CopyValue[])[]>,
): Promise<void> {
  const list = columns.join(', ');
  const staged = `copied_${table}`;
  await client.query(
    `CREATE TEMPORARY TABLE ${staged} ON COMMIT DROP AS SELECT ${list} FROM ${table} WITH NO DATA`,
  );
  await copyRows(client, { table: staged, columns }, chunks);
  await client.query(`INSERT INTO ${table} (${list}) SELECT ${list} FROM ${staged}`);
}

async function* encoded(
  chunks: AsyncIterable<readonly (readonly CopyValue[])[]>,
): AsyncGenerator<Buffer> {
  for await (const rows of chunks) {
    if (rows.length > 0) yield Buffer.from(rows.map(line).join(''), 'utf8');
  }
}

function line(row: readonly CopyValue[]): string {
  return `${row.map(field).join('\t')}\n`;
}

function field(value: CopyValue): string {
  if (value === null) return '\\N';
  if (value instanceof Uint8Array) return `\\\\x${Buffer.from(value).toString('hex')}`;
  if (typeof value !== 'string') return String(value);
  if (!SPECIAL.test(value)) return value;
  return value.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character] ?? character);
}
