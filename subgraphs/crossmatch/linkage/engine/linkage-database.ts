/**
 * Where the set-based work is done. Every column is a whole number and never NULL; statements keep to what DuckDB
 * and PostgreSQL (so Citus) both understand: CREATE TABLE AS, joins on equality, CASE, GROUP BY, COUNT and SUM.
 */
export type LinkageDatabase = {
  /** A table of 32-bit columns, filled; replaces one of that name. */
  load(table: string, columns: readonly string[], data: readonly Int32Array[]): Promise<void>;
  run(sql: string): Promise<void>;
  /** The rows of a query whose columns are all whole numbers within 2^53, row by row in chunks. */
  rows(sql: string): AsyncIterable<readonly (readonly number[])[]>;
  close(): Promise<void>;
};
