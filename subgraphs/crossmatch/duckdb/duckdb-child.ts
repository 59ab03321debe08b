import { DuckDBInstance, type DuckDBConnection, type DuckDBResult } from '@duckdb/node-api';
import type { DuckdbAnswer, DuckdbRequest } from './duckdb-protocol.ts';

// The only file that loads DuckDB. It runs in a process of its own: its memory is given back when a run
// ends, and a run that is killed takes nothing with it.

// Staged rows name people: what DuckDB writes is this account's alone, wherever the directory stands.
process.umask(0o077);

const ROWS_PER_MESSAGE = 8192;
const KILOBYTES_PER_MEGABYTE = 1024;

let connection: DuckDBConnection | null = null;
let result: DuckDBResult | null = null;

process.on('message', (request: DuckdbRequest) => {
  void answer(request).then((reply) => process.send?.(reply));
});
// A parent that is gone cannot want the answer any more.
process.on('disconnect', () => process.exit(0));

async function answer(request: DuckdbRequest): Promise<DuckdbAnswer> {
  try {
    return await serve(request);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const [errorClass = ''] = message.split(':');
    return {
      kind: 'failed',
      errorClass: /^[A-Za-z ]{1,60}$/.test(errorClass) ? errorClass : 'Error',
    };
  }
}

async function serve(request: DuckdbRequest): Promise<DuckdbAnswer> {
  switch (request.kind) {
    case 'open': {
      const instance = await DuckDBInstance.create(`${request.tempDir}/work.duckdb`, {
        memory_limit: `${request.memoryLimitMb}MB`,
        threads: String(request.threads),
        temp_directory: `${request.tempDir}/spill`,
        // Files of our own making only; nothing is fetched from anywhere.
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
      });
      connection = await instance.connect();
      return { kind: 'done' };
    }
    case 'run':
      await opened().run(request.sql);
      return { kind: 'done' };
    case 'query':
      result = await opened().stream(request.sql);
      return { kind: 'done' };
    case 'fetch':
      return fetchRows();
    case 'peak':
      return {
        kind: 'peak',
        peakMemoryMb: Math.round(process.resourceUsage().maxRSS / KILOBYTES_PER_MEGABYTE),
      };
  }
}

function opened(): DuckDBConnection {
  if (connection === null) throw new Error('Not opened: send open first');
  return connection;
}

async function fetchRows(): Promise<DuckdbAnswer> {
  const rows: unknown[][] = [];
  while (result !== null && rows.length < ROWS_PER_MESSAGE) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) result = null;
    else for (const row of chunk.getRows()) rows.push(row.map(plain));
  }
  return { kind: 'rows', rows, last: result === null };
}

/** Counts come as bigint; what the hub counts fits a number. */
function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}
