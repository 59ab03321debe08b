import {
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBIntegerVector,
  INTEGER,
  type DuckDBConnection,
} from '@duckdb/node-api';
import { HubError } from '../../../../kernel/errors.ts';
import type { LinkageDatabase } from './linkage-database.ts';

const CHUNK_ROWS = 2048;

export type LinkageDuckdbOptions = {
  threads: number;
  memoryLimitMb: number;
  /** What does not fit in memory is spilled here: codes only, no names or numbers of persons. */
  spillDir: string;
};

/** DuckDB in this process. A run that must not endanger a server belongs in a process of its own. */
export async function openLinkageDuckdb(options: LinkageDuckdbOptions): Promise<LinkageDatabase> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(options.threads),
    memory_limit: `${options.memoryLimitMb}MB`,
    temp_directory: options.spillDir,
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  return {
    load: (table, columns, data) => load(connection, table, columns, data),
    async run(sql) {
      await connection.run(sql);
    },
    async *rows(sql) {
      const result = await connection.stream(sql);
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) return;
        yield chunk.getRows().map((row) => row.map(Number));
      }
    },
    close() {
      connection.closeSync();
      instance.closeSync();
      return Promise.resolve();
    },
  };
}

async function load(
  connection: DuckDBConnection,
  table: string,
  columns: readonly string[],
  data: readonly Int32Array[],
): Promise<void> {
  const typed = columns.map((name) => `${name} INTEGER`).join(', ');
  await connection.run(`CREATE OR REPLACE TABLE ${table} (${typed})`);
  const rows = data[0]?.length ?? 0;
  const appender = await connection.createAppender(table);
  const types = columns.map(() => INTEGER);
  for (let from = 0; from < rows; from += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, rows - from);
    const chunk = DuckDBDataChunk.create(types, count);
    data.forEach((values, column) => {
      const vector = chunk.getColumnVector(column);
      if (!(vector instanceof DuckDBIntegerVector)) {
        throw new HubError('INTERNAL', { reason: 'DUCKDB_VECTOR' });
      }
      for (let at = 0; at < count; at++) vector.setItem(at, values[from + at] ?? 0);
      vector.flush();
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
