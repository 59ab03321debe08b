import { DuckDBInstance } from '@duckdb/node-api';
import { HubError } from '../../../../kernel/errors.ts';

/** A table of a file, every cell as text; null is missing. */
export type ParquetTable = {
  columns: string[];
  rows: AsyncIterable<(string | null)[][]>;
};

/**
 * Opens a Parquet file. Dates come as YYYY-MM-DD, numbers as they are written in SQL. The file is read as the rows are
 * asked for; its handle is closed when they end.
 * @throws HubError FILE_FORMAT when it is none
 */
export async function openParquet(file: string): Promise<ParquetTable> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: '512MB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    const name = file.replaceAll("'", "''");
    const result = await connection.stream(
      `SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet('${name}')`,
    );
    const rows = async function* (): AsyncGenerator<(string | null)[][]> {
      try {
        for (;;) {
          const chunk = await result.fetchChunk();
          if (chunk === null || chunk.rowCount === 0) return;
          yield chunk
            .getRows()
            .map((row) => row.map((cell) => (cell === null ? null : String(cell))));
        }
      } finally {
        close();
      }
    };
    return { columns: result.columnNames(), rows: rows() };
  } catch (cause) {
    close();
    throw new HubError('FILE_FORMAT', { reason: 'Parquet' }, { cause });
  }
}
