import { createReadStream } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { SetAsideCode } from '../../../kernel/tabular/contract.ts';
import type { JudgedBlock } from './stage-block.ts';
import type { SetAsideEntry } from './stage-rows.ts';

/** A row that was set aside, numbered in its file. */
export type SetAsideRecord = {
  rowNo: number;
  code: SetAsideCode;
  column: string | null;
  cells: string[];
};

/** What the blocks of a file come to. */
export type Totals = {
  readonly rows: number;
  /** 15-digit numbers that were converted. */
  readonly converted: number;
  readonly setAside: Readonly<Record<string, number>>;
  /** Peak resident memory of the other processes that judged, added up, MiB. */
  readonly judgesMemoryMb: number;
  /** Adds the next block in the file's order and tells how many rows stand before it. */
  add(block: JudgedBlock): Promise<number>;
  /** The set-aside rows of all blocks. */
  records(): AsyncIterable<SetAsideRecord>;
};

/** Counts blocks and keeps their set-aside rows in a file of the run's directory, so memory stays bounded. */
export function createTotals(dir: string): Totals {
  const file = path.join(dir, 'set-aside.ndjson');
  const setAside: Record<string, number> = {};
  let [rows, converted, written] = [0, 0, false];
  const memoryByJudge = new Map<number, number>();
  let pending: SetAsideRecord[] = [];
  async function append(records: readonly SetAsideRecord[]): Promise<void> {
    if (records.length === 0) return;
    written = true;
    for (const { code } of records) setAside[code] = (setAside[code] ?? 0) + 1;
    await appendFile(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  }
  return {
    get rows() {
      return rows;
    },
    get converted() {
      return converted;
    },
    setAside,
    get judgesMemoryMb() {
      return [...memoryByJudge.values()].reduce((sum, memory) => sum + memory, 0);
    },
    async add(block) {
      const { pid, memoryMb } = block.judge;
      if (pid !== process.pid) memoryByJudge.set(pid, memoryMb);
      if (block.rows > 0) {
        await append(pending);
        rows += pending.length;
        pending = [];
      }
      const base = rows + pending.length;
      await append(block.setAside.map((entry) => recordOf(base, entry)));
      rows += block.rows;
      converted += block.converted;
      pending.push(...block.trailingBlanks.map((entry) => recordOf(base, entry)));
      return base;
    },
    async *records() {
      if (!written) return;
      const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
      for await (const line of lines) yield JSON.parse(line) as SetAsideRecord;
    },
  };
}

function recordOf(base: number, [rowInBlock, code, column, cells]: SetAsideEntry): SetAsideRecord {
  return { rowNo: base + rowInBlock, code, column, cells };
}
