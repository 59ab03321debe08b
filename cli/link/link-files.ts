import { availableParallelism, tmpdir } from 'node:os';
import { performance } from 'node:perf_hooks';
import { makeRunDir } from '../../subgraphs/crossmatch/duckdb/temp-dirs.ts';
import { openLinkageDuckdb } from '../../subgraphs/crossmatch/linkage/engine/duckdb.ts';
import type { LinkageDatabase } from '../../subgraphs/crossmatch/linkage/engine/linkage-database.ts';
import { parseModelFile } from '../../subgraphs/crossmatch/linkage/model-file.ts';
import type { Model } from '../../subgraphs/crossmatch/linkage/model.ts';
import { columnAt } from '../../subgraphs/crossmatch/linkage/linkage-input.ts';
import { planLinkage, type Plan, type Side } from '../../subgraphs/crossmatch/linkage/plan.ts';
import {
  learnModel,
  runLinkage,
  type LinkageInputs,
  type LinkageResult,
  type Stage,
} from '../../subgraphs/crossmatch/linkage/run-linkage.ts';
import { wholeNumber } from '../arguments.ts';
import { UsageError, type Invocation } from '../command.ts';
import { say } from '../messages.ts';
import { loadSpec, readJson } from './load-spec.ts';
import { tell } from './messages.ts';
import { blaming } from './blame.ts';
import { readDecisions } from './read-decisions.ts';
import { openRecords } from './read-records.ts';
import { removedAtExit } from './remove-at-exit.ts';
import { watchRows, type WatchedInput } from './watch-rows.ts';

/** A linkage that has run, its database still open. */
export type LinkedFiles = {
  result: LinkageResult;
  database: LinkageDatabase;
  left: WatchedInput;
  right: WatchedInput | null;
  /** Seconds per stage, in order. */
  stages: Record<string, number>;
  /** The model was given, not trained. */
  frozen: boolean;
  decisions: readonly { left: string; right: string; same: boolean }[];
};

const STAGES: readonly Stage[] = ['standardise', 'block', 'compare', 'train', 'score', 'resolve'];
const MOST_THREADS = 64;

/** The files of a command, open and not yet read. */
type OpenedFiles = {
  plan: Plan;
  database: LinkageDatabase;
  left: WatchedInput;
  right: WatchedInput | null;
  stages: Record<string, number>;
  clock: ReturnType<typeof stageClock>;
};

/**
 * Runs the linkage that the options of a command describe (`--spec --left [--right] [--model] [--decisions]`) and uses
 * its result. `keep` names columns that are wanted beside what the spec uses, per side where they differ.
 * @throws UsageError; HubError LINK_*, FILE_*, HEADER_DOUBLED
 */
export async function withLinkedFiles<Result>(
  invocation: Invocation,
  options: { leastWeight?: number; keep?: readonly string[]; everyRecord?: boolean },
  use: (linked: LinkedFiles) => Promise<Result>,
): Promise<Result> {
  const modelFile = invocation.value('model');
  return withOpenedFiles(invocation, options.keep, async (opened) => {
    const { plan, database, left, right, stages, clock } = opened;
    const decisions = await readDecisions(invocation.value('decisions'), plan);
    const model =
      modelFile === undefined ? null : parseModelFile(readJson(modelFile, MODEL_FAULT), plan);
    const result = await runLinkage(database, plan, inputsOf(opened), {
      ...optional(model),
      ...leastOf(options),
      everyRecord: options.everyRecord ?? false,
      decisions,
      onStage: clock.begin,
    });
    clock.end();
    return use({ result, database, left, right, stages, frozen: model !== null, decisions });
  });
}

/**
 * Learns a model from the files that the options of a command name (`--spec --left [--right]`), and scores nothing.
 * @throws UsageError; HubError LINK_*, FILE_*, HEADER_DOUBLED
 */
export async function learnFromFiles(
  invocation: Invocation,
): Promise<{ plan: Plan; model: Model; stages: Record<string, number> }> {
  return withOpenedFiles(invocation, [], async (opened) => {
    const { plan, database, stages, clock } = opened;
    const model = await learnModel(database, plan, inputsOf(opened), clock.begin);
    clock.end();
    return { plan, model, stages };
  });
}

async function withOpenedFiles<Result>(
  invocation: Invocation,
  keep: readonly string[] | undefined,
  use: (opened: OpenedFiles) => Promise<Result>,
): Promise<Result> {
  const plan = planLinkage(loadSpec(required(invocation, 'spec')));
  const files = inputFiles(invocation, plan);
  const left = await watched(invocation, plan, 'left', files.left, keep);
  const right =
    files.right === null ? null : await watched(invocation, plan, 'right', files.right, keep);
  const stages: Record<string, number> = {};
  const clock = stageClock(invocation, stages);
  return withDatabase(invocation, (database) =>
    use({ plan, database, left, right, stages, clock }),
  );
}

function inputsOf({ left, right }: OpenedFiles): LinkageInputs {
  return { left: left.input, right: right?.input ?? null };
}

/** The value of an option that the action cannot do without. @throws UsageError */
export function required({ value, output }: Invocation, name: string): string {
  const text = value(name);
  if (text !== undefined) return text;
  throw new UsageError(say(output.language, 'optionRequired', { name: `--${name}` }));
}

const MODEL_FAULT = 'LINK_MODEL_MISMATCH';

function optional(model: Model | null): { model?: Model } {
  return model ? { model } : {};
}

function leastOf({ leastWeight }: { leastWeight?: number }): { leastWeight?: number } {
  return leastWeight === undefined ? {} : { leastWeight };
}

function inputFiles(
  invocation: Invocation,
  { dedupe }: Plan,
): { left: string; right: string | null } {
  const left = required(invocation, 'left');
  if (!dedupe) return { left, right: required(invocation, 'right') };
  if (invocation.value('right') === undefined) return { left, right: null };
  throw new UsageError(tell(invocation.output.language, 'oneFileOnly'));
}

/** Opens a side's file and makes sure, before any work, that it has the columns the spec asks for. */
async function watched(
  { output }: Invocation,
  { fields, spec: { id } }: Plan,
  side: Side,
  file: string,
  keep: readonly string[] = [],
): Promise<WatchedInput> {
  const option = `--${side}`;
  const table = await openRecords(file, option);
  async function* rows() {
    yield* table.rows;
    const count = table.errorCells();
    if (count > 0) output.note(tell(output.language, 'errorCells', { option, count }));
  }
  return blaming(option, () => {
    for (const { columns } of fields) if (columns) columnAt(table, columns[side]);
    const idColumn = typeof id === 'string' ? id : id[side];
    return watchRows({ ...table, rows: rows() }, option, idColumn, keep);
  });
}

async function withDatabase<Result>(
  invocation: Invocation,
  use: (database: LinkageDatabase) => Promise<Result>,
): Promise<Result> {
  const processors = Math.min(MOST_THREADS, availableParallelism());
  const bounds = { least: 1, most: MOST_THREADS, otherwise: processors };
  const threads = wholeNumber(invocation, 'threads', bounds);
  const memory = { least: 64, most: 1_000_000, otherwise: 1024 };
  const memoryLimitMb = wholeNumber(invocation, 'memory-mb', memory);
  const spillDir = await makeRunDir(tmpdir(), 'yikou-link-');
  return removedAtExit(spillDir, async () => {
    const database = await openLinkageDuckdb({ threads, memoryLimitMb, spillDir });
    try {
      return await use(database);
    } finally {
      await database.close();
    }
  });
}

function stageClock({ output, progress }: Invocation, seconds: Record<string, number>) {
  let [current, since] = ['', performance.now()];
  const end = (): void => {
    const now = performance.now();
    if (current !== '') seconds[current] = Math.round(now - since) / 1000;
    since = now;
    progress.clear();
  };
  return {
    begin: (stage: Stage): void => {
      end();
      current = stage;
      progress.update(tell(output.language, stage), STAGES.indexOf(stage), STAGES.length);
    },
    end,
  };
}
