import { DuckDBInstance, type DuckDBResult } from '@duckdb/node-api';
import { HubError } from '../../../../kernel/errors.ts';

/** A table of a file, every cell as text; null is missing. */
export type ParquetTable = {
  columns: string[];
  /** Columns of lists or structures, with their type; their cells are all null. */
  nested: Map<string, string>;
  rows: AsyncIterable<(string | null)[][]>;
};

/**
 * A Parquet file: its columns now, its rows when they are asked for. Cells are as a CSV file of the same table has them:
 * days as YYYY-MM-DD, a time at midnight as its day (in UTC), whole numbers without a fraction whatever the type, NaN
 * as missing.
 * @throws HubError FILE_FORMAT when it is none, or damaged where its rows stand
 */
export async function openParquet(file: string): Promise<ParquetTable> {
  // Old writers do not mark their texts as such.
  const all = `FROM read_parquet('${file.replaceAll("'", "''")}', binary_as_string = true)`;
  for await (const result of queried(`SELECT * ${all} LIMIT 0`)) {
    const columns = result.columnNames();
    const types = result.columnTypes().map(String);
    const nested = columns.flatMap((name, at): [string, string][] => {
      const type = types[at] ?? '';
      return isNested(type) ? [[name, type]] : [];
    });
    const cells = columns.map((name, at) => cellSql(name, types[at] ?? ''));
    return { columns, nested: new Map(nested), rows: rowsOf(`SELECT ${cells.join(', ')} ${all}`) };
  }
  throw broken();
}

function isNested(type: string): boolean {
  return /^(STRUCT|MAP|UNION|VARIANT)|\]$/.test(type);
}

function cellSql(name: string, type: string): string {
  const column = `"${name.replaceAll('"', '""')}"`;
  if (isNested(type)) return 'NULL::VARCHAR';
  const text = `CAST(${column} AS VARCHAR)`;
  if (/^(DOUBLE|FLOAT|DECIMAL)/.test(type)) {
    return String.raw`NULLIF(regexp_replace(${text}, '\.0+$', ''), 'nan')`;
  }
  if (!type.startsWith('TIMESTAMP')) return text;
  return String.raw`regexp_replace(${text}, ' 00:00:00(\+00)?$', '')`;
}

async function* rowsOf(sql: string): AsyncGenerator<(string | null)[][]> {
  for await (const result of queried(sql)) {
    for (;;) {
      const chunk = await result.fetchChunk().catch((cause: unknown) => {
        throw broken(cause);
      });
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
    await connection.run(`SET TimeZone = 'UTC'`);
    yield await connection.stream(sql).catch((cause: unknown) => {
      throw broken(cause);
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function broken(cause?: unknown): HubError {
  const reason = {
    zh: 'Parquet 文件已损坏或不完整',
    en: 'the Parquet file is broken or incomplete',
  };
  return new HubError('FILE_FORMAT', { reason }, { cause });
}
