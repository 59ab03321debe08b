import { DuckDBInstance, type DuckDBResult } from '@duckdb/node-api';
import { HubError } from '../../../../kernel/errors.ts';

/** A table of a file, every cell as text; null is missing. */
export type ParquetTable = {
  columns: string[];
  rows: AsyncIterable<(string | null)[][]>;
};

/**
 * A Parquet file: its columns now, its rows when they are asked for. Dates come as YYYY-MM-DD, numbers as they are
 * written in SQL.
 * @throws HubError FILE_FORMAT when it is none
 */
export async function openParquet(file: string): Promise<ParquetTable> {
  const all = `FROM read_parquet('${file.replaceAll("'", "''")}')`;
  try {
    for await (const result of queried(`SELECT * ${all} LIMIT 0`)) {
      const rows = `SELECT CAST(COLUMNS(*) AS VARCHAR) ${all}`;
      return { columns: result.columnNames(), rows: rowsOf(rows) };
    }
  } catch (cause) {
    throw new HubError('FILE_FORMAT', { reason: 'Parquet' }, { cause });
  }
  throw new HubError('FILE_FORMAT', { reason: 'Parquet' });
}

async function* rowsOf(sql: string): AsyncGenerator<(string | null)[][]> {
  for await (const result of queried(sql)) {
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      yield chunk.getRows().map((row) => row.map((cell) => (cell === null ? null : String(cell))));
    }
  }
}

/** The one result of a query, in a database of its own that is closed when its reader has done. */
async function* queried(sql: string): AsyncGenerator<DuckDBResult> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: '512MB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    yield await connection.stream(sql);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
