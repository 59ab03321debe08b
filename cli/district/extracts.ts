import path from 'node:path';
import { monthOf } from '../../kernel/plain-date.ts';
import { at, type Random } from './random.ts';
import type { Cells } from './rows.ts';
import type { PlantedRow } from './scenario.ts';
import type { SourceFile } from './sources.ts';
import { faultsOf } from './faults.ts';
import { STRANGER_ROWS, type Setting } from './strangers.ts';
import { countRow, type FileTruth, type RecordTruth } from './truth.ts';
import { writeCsv, writeXlsx, type Cell } from './writers.ts';

/** More rows than one sheet of a workbook holds go into a CSV. */
const SHEET_ROWS = 1_000_000;
/** Faulty rows have numbers of their own. */
const FAULTS_FROM = 20_000_000;
const FAULT_SHARE = 0.0004;
const FAULTS_AT_MOST = 200;
const REMARKS = ['', '', '正常', '=1+1', '含,逗号', '含"引号"'];

export type ExtractPlan = {
  file: SourceFile;
  planted: readonly PlantedRow[];
  /** Rows about people outside the roster. */
  strangers: number;
};

/** Writes one department's extract: its strangers, its errors and the planted rows, well mixed. Says whom they are about. */
export async function writeExtract(
  directory: string,
  plan: ExtractPlan,
  setting: Setting,
  onRow?: (rows: number) => void,
): Promise<{ file: FileTruth; records: RecordTruth[] }> {
  const { file, strangers } = plan;
  const xlsx = file.format === 'xlsx' && strangers <= SHEET_ROWS;
  const name = `${file.source}_${monthOf(setting.period.first)}_${file.mode}.${xlsx ? 'xlsx' : 'csv'}`;
  const records: RecordTruth[] = [];
  const truth: FileTruth = { file: `extracts/${name}`, rows: 0, accepted: 0, setAside: {} };
  const header = shuffle(setting.random, file.extra ? [...file.columns, file.extra] : file.columns);
  function* cellRows(): Generator<Cell[]> {
    for (const { cells, outcome, people } of mix(plan, setting)) {
      countRow(truth, outcome);
      if (people.length > 0) {
        records.push({ source: file.source, rowNo: truth.rows, people: [...people] });
      }
      if (truth.rows % 10_000 === 0) onRow?.(truth.rows);
      yield header.map((column) =>
        column === file.extra ? setting.random.pick(REMARKS) : (cells[column] ?? ''),
      );
    }
  }
  // One header as a careless export has it: padded, once with a full-width space.
  const padded = header.map((column, index) => (index === 2 ? `　${column} ` : column));
  const target = path.join(directory, name);
  if (xlsx) await writeXlsx(target, padded, cellRows());
  else {
    const encoding = file.format === 'xlsx' ? 'utf-8' : file.format;
    await writeCsv(target, padded, cellRows(), { encoding, lineEnd: file.lineEnd });
  }
  return { file: truth, records };
}

type Row = { cells: Cells; outcome: string; people: readonly string[] };

function* mix(plan: ExtractPlan, setting: Setting): Generator<Row> {
  const planted = shuffle(setting.random, [...plan.planted, ...faults(plan, setting)]);
  const rowsOf = STRANGER_ROWS[plan.file.source];
  let left = plan.strangers;
  let next = 0;
  for (let n = 0; left > 0; n += 1) {
    while (next < planted.length && setting.random.chance((planted.length - next) / left)) {
      yield at(planted, next);
      next += 1;
    }
    for (const cells of rowsOf(setting, n)) {
      left -= 1;
      yield { cells, outcome: 'ACCEPTED', people: [] };
    }
  }
  yield* planted.slice(next);
}

/** Every kind of error at least once, and no more than a department can send without being stopped. */
function faults({ file, strangers }: ExtractPlan, setting: Setting): Row[] {
  const times = Math.min(FAULTS_AT_MOST, Math.max(1, Math.round(strangers * FAULT_SHARE)));
  const rows: Row[] = [];
  let n = FAULTS_FROM;
  for (const fault of faultsOf(file.source)) {
    for (let time = 0; time < times; time += 1) {
      let cells = nextPlain();
      while (!hasOneNumber(file, cells)) cells = nextPlain();
      const spoilt = fault.spoil(cells, setting);
      for (const [index, bad] of spoilt.entries()) {
        const first = fault.code === 'DUPLICATE_ROW' && index === 0;
        rows.push({ cells: bad, outcome: first ? 'ACCEPTED' : fault.code, people: [] });
      }
    }
  }
  return rows;

  function nextPlain(): Cells {
    n += 1;
    return at(STRANGER_ROWS[file.source](setting, n), 0);
  }
}

function hasOneNumber(file: SourceFile, cells: Cells): boolean {
  return file.columns.some((column) => {
    const cell = cells[column];
    return typeof cell === 'string' && /^\d{17}[\dX]$/.test(cell);
  });
}

function shuffle<T>(random: Random, items: readonly T[]): T[] {
  const shuffled = [...items];
  for (let index = shuffled.length - 1; index > 0; index -= 1) {
    const other = random.int(0, index);
    [shuffled[index], shuffled[other]] = [at(shuffled, other), at(shuffled, index)];
  }
  return shuffled;
}
