import type { ChildProcess } from 'node:child_process';
import { HubError } from '../../../kernel/errors.ts';
import { endChild, forkModule } from '../child-process.ts';
import type { DuckdbAnswer, DuckdbRequest } from './duckdb-protocol.ts';
import { makeRunDir, removeRunDir } from './temp-dirs.ts';

export type DuckdbOptions = {
  memoryLimitMb: number;
  threads: number;
  /** Spilled data goes below it, in a directory of its own that is removed on close. */
  tempDir: string;
};

/** DuckDB in a child process. Statements run one after the other; values stand in them as literals (`sqlText`). */
export type Duckdb = {
  /** This run's own directory, removed on close: room for intermediate files. */
  dir: string;
  /** @throws HubError INTERNAL when the statement fails or the child is gone. */
  run(sql: string): Promise<void>;
  /** The rows of a query in chunks; must be read to the end before the next statement. */
  rows(sql: string): AsyncIterable<unknown[][]>;
  /** The child's peak resident memory so far, MiB. */
  peakMemoryMb(): Promise<number>;
  close(): Promise<void>;
};

/** Starts the child and does not wait for it: one that does not come up fails the first statement. */
export async function openDuckdb(options: DuckdbOptions): Promise<Duckdb> {
  const dir = await makeRunDir(options.tempDir);
  const child = forkModule(new URL('./duckdb-child.ts', import.meta.url));
  const ask = requests(child);
  const { memoryLimitMb, threads } = options;
  // Answered before whatever is asked next; the caller has work of its own meanwhile.
  void ask({ kind: 'open', memoryLimitMb, threads, tempDir: dir }).catch(() => undefined);
  return {
    dir,
    async run(sql) {
      await ask({ kind: 'run', sql });
    },
    async *rows(sql) {
      await ask({ kind: 'query', sql });
      for (;;) {
        const answer = await ask({ kind: 'fetch' });
        if (answer.kind !== 'rows') return;
        if (answer.rows.length > 0) yield answer.rows;
        if (answer.last) return;
      }
    },
    async peakMemoryMb() {
      const answer = await ask({ kind: 'peak' });
      return answer.kind === 'peak' ? answer.peakMemoryMb : 0;
    },
    async close() {
      await endChild(child);
      await removeRunDir(dir);
    },
  };
}

/** One request at a time, each with the answer that follows it. */
function requests(child: ChildProcess): (request: DuckdbRequest) => Promise<DuckdbAnswer> {
  let last: Promise<unknown> = Promise.resolve();
  return (request) => {
    const answer = last.then(() => exchange(child, request));
    last = answer.catch(() => undefined);
    return answer;
  };
}

function exchange(child: ChildProcess, request: DuckdbRequest): Promise<DuckdbAnswer> {
  return new Promise((resolve, reject) => {
    const gone = () => {
      settle();
      reject(new HubError('INTERNAL', { reason: 'DUCKDB_EXITED' }));
    };
    const received = (answer: DuckdbAnswer) => {
      settle();
      if (answer.kind !== 'failed') return resolve(answer);
      reject(new HubError('INTERNAL', { reason: 'DUCKDB', errorClass: answer.errorClass }));
    };
    const settle = () => {
      child.off('message', received).off('exit', gone).off('error', gone);
    };
    if (!child.connected) return gone();
    child.on('message', received).on('exit', gone).on('error', gone);
    child.send(request, (error) => {
      if (error) gone();
    });
  });
}
