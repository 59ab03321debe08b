import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { RawTable } from '../../../kernel/tabular/read-table.ts';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import type { Source } from '../sources/source.ts';
import type { StageTimes } from '../stage-times.ts';
import { settleRepeats } from './repeats.ts';
import type { JudgedBlock, RawBlock, StagePlan } from './stage-block.ts';
import { judgeHere, judgeInParallel, type Judges } from './stage-pool.ts';
import { createStagingTables, type StagedShape } from './staging-tables.ts';
import { createTotals, type SetAsideRecord } from './totals.ts';

/** A file read to its end: what it held, and where its accepted rows wait. */
export type StagedExtract = {
  rows: number;
  accepted: number;
  setAside: Record<string, number>;
  notices: string[];
  /** Peak resident memory of the processes that judged, added up, MiB; 0 when this one did. */
  judgesMemoryMb: number;
  setAsideRows(): AsyncIterable<SetAsideRecord>;
  /** Writes the accepted rows and those for the review path as Parquet. */
  writeParquet(target: string): Promise<StagedShape>;
};

export type StageOptions = {
  asOf: PlainDate;
  file: string;
  bytes: number;
  stages: StageTimes;
  /** The processes that judge a large file; null: this one does. */
  judges: Judges | null;
  onProgress?: ((bytesRead: number, bytesTotal: number) => void) | undefined;
};

/**
 * Judges every row of a file and stages what is accepted in DuckDB; memory does not grow with the file.
 * @throws HubError FILE_ENCODING, FILE_FORMAT, FILE_TOO_LARGE, with nothing left behind but the run's directory.
 */
export async function stageExtract(
  source: Source,
  raw: RawTable,
  options: StageOptions,
  duckdb: Duckdb,
): Promise<StagedExtract> {
  const { asOf, bytes, stages } = options;
  const { layout } = raw;
  const encoding = raw.kind === 'csv' ? raw.encoding : null;
  const { file } = options;
  const plan = { file, sourceCode: source.code, layout, asOf, encoding, dir: duckdb.dir };
  const tables = createStagingTables(duckdb);
  const totals = createTotals(duckdb.dir);
  await stages.time('judge', async () => {
    for await (const judged of judgedBlocks(plan, raw, options)) {
      const base = await totals.add(judged);
      if (judged.staged !== null) tables.add(judged.staged, base);
    }
    await tables.finish();
  });
  const { repeats, counts } = await stages.time('repeats', () =>
    settleRepeats(source, asOf, tables, duckdb),
  );
  const setAside: Record<string, number> = { ...totals.setAside, ...counts };
  const setAsideRows = Object.values(setAside).reduce((sum, count) => sum + count, 0);
  const { rows, converted } = totals;
  const said = converted > 0 ? [`${converted} 个 15 位号码已换算为 18 位`] : [];
  options.onProgress?.(bytes, bytes);
  return {
    rows,
    accepted: rows - setAsideRows,
    setAside,
    notices: [...layout.notices, ...said],
    judgesMemoryMb: totals.judgesMemoryMb,
    async *setAsideRows() {
      yield* totals.records();
      for await (const { rowNo, code, cells } of repeats())
        yield { rowNo, code, column: null, cells };
    },
    writeParquet: (target) => tables.writeParquet(target),
  };
}

function judgedBlocks(
  plan: StagePlan,
  raw: RawTable,
  options: StageOptions,
): AsyncGenerator<JudgedBlock> {
  const blocks = rawBlocks(raw, options);
  const { judges } = options;
  if (raw.kind === 'sheet' || judges === null) return judgeHere(plan, blocks);
  return judgeInParallel(judges, plan, blocks);
}

async function* rawBlocks(
  raw: RawTable,
  { bytes: total, onProgress }: StageOptions,
): AsyncGenerator<RawBlock> {
  if (raw.kind === 'sheet') {
    for await (const rows of raw.chunks) yield { rows };
    return;
  }
  for await (const { bytes, offset } of raw.blocks) {
    yield { offset, length: bytes.length };
    onProgress?.(offset + bytes.length, total);
  }
}
