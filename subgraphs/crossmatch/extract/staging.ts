import { createReadStream } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { SetAsideCode } from '../../../kernel/tabular/contract.ts';
import type { RawTable } from '../../../kernel/tabular/read-table.ts';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import type { Source } from '../sources/source.ts';
import { settleRepeats, type RepeatedRow } from './repeats.ts';
import { rowStager, type SetAsideEntry, type StagedBlock } from './stage-rows.ts';
import { createStagingTables, type StagingTables } from './staging-tables.ts';

/** A row that was set aside, numbered in its file. */
export type SetAsideRecord = {
  rowNo: number;
  code: SetAsideCode;
  column: string | null;
  cells: string[];
};

/** A file read to its end: what it held, and where its accepted rows wait. */
export type StagedExtract = {
  rows: number;
  accepted: number;
  setAside: Record<string, number>;
  notices: string[];
  setAsideRows(): AsyncIterable<SetAsideRecord>;
  /** Writes the accepted rows and those for the review path: row_no, part, match_key, problem, cells. */
  writeParquet(target: string): Promise<void>;
};

const LINES_PER_LOAD = 8 << 20;

/**
 * Judges every row of a file and stages what is accepted in DuckDB; memory does not grow with the file.
 * @throws HubError of the file's own (header, encoding, format), with nothing left behind but the run's directory.
 */
export async function stageExtract(
  source: Source,
  raw: RawTable,
  asOf: PlainDate,
  duckdb: Duckdb,
): Promise<StagedExtract> {
  const stage = rowStager(source, raw.layout, asOf);
  const tables = createStagingTables(duckdb);
  const totals = createTotals(path.join(duckdb.dir, 'set-aside.ndjson'));
  let lines: string[] = [];
  let held = 0;
  let block = 0;
  for await (const chunk of raw.chunks) {
    const staged = stage(block, chunk);
    await totals.add(block, staged);
    block++;
    lines.push(staged.lines);
    held += staged.lines.length;
    if (held < LINES_PER_LOAD) continue;
    await tables.load(lines);
    lines = [];
    held = 0;
  }
  await tables.load(lines);
  await tables.finish(totals.bases);
  const { repeats, counts } = await settleRepeats(source, asOf, tables, duckdb);
  return finished(totals, counts, repeats, raw.layout.notices, tables);
}

function finished(
  totals: Totals,
  repeatCounts: Record<string, number>,
  repeats: () => AsyncIterable<RepeatedRow>,
  notices: string[],
  tables: StagingTables,
): StagedExtract {
  const setAside: Record<string, number> = { ...totals.setAside, ...repeatCounts };
  const setAsideRows = Object.values(setAside).reduce((sum, count) => sum + count, 0);
  const converted = totals.converted > 0 ? [`${totals.converted} 个 15 位号码已换算为 18 位`] : [];
  return {
    rows: totals.rows,
    accepted: totals.rows - setAsideRows,
    setAside,
    notices: [...notices, ...converted],
    async *setAsideRows() {
      yield* totals.records();
      for await (const { rowNo, code, cells } of repeats())
        yield { rowNo, code, column: null, cells };
    },
    writeParquet: (target) => tables.writeParquet(target),
  };
}

type Totals = {
  rows: number;
  converted: number;
  setAside: Record<string, number>;
  /** Rows before each block, by its number. */
  bases: number[];
  add(block: number, staged: StagedBlock): Promise<void>;
  records(): AsyncIterable<SetAsideRecord>;
};

/** Counts blocks in the file's order and keeps their set-aside rows in a file, so memory stays bounded. */
function createTotals(file: string): Totals {
  let pending: SetAsideRecord[] = [];
  let written = false;
  async function append(records: readonly SetAsideRecord[]): Promise<void> {
    if (records.length === 0) return;
    written = true;
    for (const { code } of records) totals.setAside[code] = (totals.setAside[code] ?? 0) + 1;
    await appendFile(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  }
  const totals: Totals = {
    rows: 0,
    converted: 0,
    setAside: {},
    bases: [],
    async add(block, staged) {
      if (staged.rows > 0) {
        await append(pending);
        totals.rows += pending.length;
        pending = [];
      }
      const base = totals.rows + pending.length;
      totals.bases[block] = base;
      await append(staged.setAside.map((entry) => recordOf(base, entry)));
      totals.rows += staged.rows;
      totals.converted += staged.converted;
      pending.push(...staged.trailingBlanks.map((entry) => recordOf(base, entry)));
    },
    async *records() {
      if (!written) return;
      const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
      for await (const line of lines) yield JSON.parse(line) as SetAsideRecord;
    },
  };
  return totals;
}

function recordOf(base: number, [rowInBlock, code, column, cells]: SetAsideEntry): SetAsideRecord {
  return { rowNo: base + rowInBlock, code, column, cells };
}
