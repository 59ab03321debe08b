import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { LinkageDatabase } from './linkage-database.ts';

const ROWS_PER_CHUNK = 4096;
/** Per sort or hash: the server's usual 4 MB would spill every join of a roster. */
const WORK_MEM = '64MB';

/**
 * PostgreSQL, on one connection, in a schema of this run's own that goes when it is closed. The same statements run
 * on Citus once the tables are distributed. The connection's role must be allowed to create schemas; what it is used
 * for is nobody's but the caller's, who also ends it.
 */
export async function openLinkagePostgres(client: pg.ClientBase): Promise<LinkageDatabase> {
  const schema = `linkage_${randomUUID().replaceAll('-', '')}`;
  await client.query(`CREATE SCHEMA ${schema}`);
  await client.query(`SET search_path = ${schema}`);
  await client.query(`SET work_mem = '${WORK_MEM}'`);
  return {
    async load(table, columns, data) {
      await client.query(`DROP TABLE IF EXISTS ${table}`);
      const typed = columns.map((name) => `${name} INTEGER`).join(', ');
      await client.query(`CREATE UNLOGGED TABLE ${table} (${typed})`);
      await pipeline(
        Readable.from(lines(data)),
        client.query(copyFrom(`COPY ${table} FROM STDIN`)),
      );
      await client.query(`ANALYZE ${table}`);
    },
    async run(sql) {
      await client.query(sql);
      // Without statistics the planner takes a new table for a small one, and loops where it should hash.
      const created = /^CREATE TABLE (\w+)/u.exec(sql)?.[1];
      if (created !== undefined) await client.query(`ANALYZE ${created}`);
    },
    async *rows(sql) {
      await client.query('BEGIN');
      try {
        await client.query(`DECLARE found CURSOR FOR ${sql}`);
        for (;;) {
          const { rows } = await client.query<unknown[]>({
            text: `FETCH ${ROWS_PER_CHUNK} FROM found`,
            rowMode: 'array',
          });
          if (rows.length === 0) return;
          yield rows.map((row) => row.map(Number));
        }
      } finally {
        await client.query('ROLLBACK');
      }
    },
    async close() {
      await client.query(`DROP SCHEMA ${schema} CASCADE`);
      await client.query('RESET search_path');
      await client.query('RESET work_mem');
    },
  };
}

function* lines(data: readonly Int32Array[]): Generator<string> {
  const rows = data[0]?.length ?? 0;
  for (let from = 0; from < rows; from += ROWS_PER_CHUNK) {
    let text = '';
    for (let at = from; at < Math.min(rows, from + ROWS_PER_CHUNK); at++) {
      text += `${data.map((column) => column[at]).join('\t')}\n`;
    }
    yield text;
  }
}
