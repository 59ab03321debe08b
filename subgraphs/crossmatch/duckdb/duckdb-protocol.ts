/** What the parent asks of the DuckDB child, one request at a time. */
export type DuckdbRequest =
  | { kind: 'open'; memoryLimitMb: number; threads: number; tempDir: string }
  | { kind: 'run'; sql: string }
  /** Starts a query whose rows are then fetched in chunks. */
  | { kind: 'query'; sql: string }
  | { kind: 'fetch' }
  | { kind: 'peak' };

/** The child's answer; `failed` names the class of the error only, because messages may quote rows. */
export type DuckdbAnswer =
  | { kind: 'done' }
  | { kind: 'rows'; rows: unknown[][]; last: boolean }
  | { kind: 'peak'; peakMemoryMb: number }
  | { kind: 'failed'; errorClass: string };
