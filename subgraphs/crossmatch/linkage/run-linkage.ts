import { blockPairs, itemsTable, type BlockCount } from './block.ts';
import { closurePairs } from './closure.ts';
import { clusterRows } from './cluster.ts';
import { comparePairs } from './compare.ts';
import type { LinkageDatabase } from './engine/linkage-database.ts';
import type { Model } from './model.ts';
import type { Plan } from './plan.ts';
import { resolvePairs, type PairDecision, type Resolved, type ScoredPair } from './resolve.ts';
import { readScored, scoreNamedPairs, type PairEvidence } from './score-pairs.ts';
import { loadTerms, weightOf, weightsOf, type Millibits, type Weights } from './score.ts';
import type { Records } from './records.ts';
import type { LinkageInput } from './linkage-input.ts';
import { createStandardiser, type Standardiser } from './standardise.ts';
import { trainModel } from './train.ts';

export type LinkageOptions = {
  /** A frozen model; without one, one is trained on the data. */
  model?: Model;
  /** Reads records that no rule could propose too: a truth may name them. Default: only without a model. */
  everyRecord?: boolean;
  /** Pairs below it are not returned; default: the spec's review threshold. */
  leastWeight?: Millibits;
  /** What persons decided, by the records' ids. */
  decisions?: readonly { left: string; right: string; same: boolean }[];
  /** Called when a stage begins. */
  onStage?: (stage: Stage) => void;
};

export type Stage = 'standardise' | 'block' | 'compare' | 'train' | 'score' | 'resolve';

/** A pair with everything that is to be told of it. */
export type LinkedPair = PairEvidence & Resolved;

export type LinkageResult = {
  plan: Plan;
  model: Model;
  weights: Weights;
  standardiser: Standardiser;
  left: Records;
  right: Records;
  blocks: readonly BlockCount[];
  /** Distinct pairs that were compared. */
  candidates: number;
  /** In the order of the rows. */
  pairs: readonly LinkedPair[];
  /** Entry n-1: the smallest row of row n's entity; null unless a file is compared with itself. */
  clusters: Int32Array | null;
};

/**
 * The two inputs. `right` is null when a file is compared with itself, and is asked for when the left side has been
 * read where only those are to be read whom a rule could propose.
 */
export type LinkageInputs = {
  left: LinkageInput;
  right: LinkageInput | null | ((left: Records, standardiser: Standardiser) => LinkageInput);
};

/**
 * A linkage from its inputs to its decisions (standardise → block → compare → score → resolve → cluster). The same
 * inputs, spec and model give the same result on any engine and any number of threads.
 * @throws HubError LINK_INPUT_INVALID, LINK_TOO_MANY_PAIRS
 */
export async function runLinkage(
  database: LinkageDatabase,
  plan: Plan,
  inputs: LinkageInputs,
  options: LinkageOptions = {},
): Promise<LinkageResult> {
  const stage = options.onStage ?? (() => undefined);
  const { blocks, ...read } = await compareInputs(database, plan, inputs, options);
  const { left, right, standardiser } = read;
  stage('train');
  const model = options.model ?? (await trainModel({ plan, database, ...read }));
  stage('score');
  const weights = weightsOf(plan, model);
  await loadTerms(database, weights, standardiser);
  const thresholds = {
    match: weightOf(plan.spec.thresholds.match),
    review: weightOf(plan.spec.thresholds.review),
  };
  const scoring = { plan, weights, standardiser };
  // What is asked for in addition must not change what is decided.
  const least = Math.min(options.leastWeight ?? thresholds.review, thresholds.review);
  const proposed = await readScored(database, scoring, 'levels', least);
  const decisions = decidedPairs(plan, left, right, options.decisions ?? []);
  const further = furtherPairs(plan, { left, right }, proposed, decisions);
  const named = await scoreNamedPairs(database, scoring, 'further', further);
  const scored = [...proposed, ...named].sort((a, b) => a.l - b.l || a.r - b.r);
  stage('resolve');
  const resolved = resolvePairs(scored, plan.spec, thresholds, decisions);
  const pairs = scored.map((pair, at) => ({ ...pair, ...(resolved[at] ?? NONE) }));
  return {
    plan,
    model,
    weights,
    standardiser,
    left,
    right,
    blocks,
    candidates: await countRows(database, 'levels'),
    pairs,
    clusters: plan.dedupe
      ? clusterRows(
          left.ids.length,
          pairs,
          { how: plan.spec.clustering, match: thresholds.match, absent: absentWeight(weights) },
          decisions,
        )
      : null,
  };
}

/**
 * The model that a linkage of these inputs would learn, and nothing after it.
 * @throws HubError LINK_INPUT_INVALID, LINK_TOO_MANY_PAIRS
 */
export async function learnModel(
  database: LinkageDatabase,
  plan: Plan,
  inputs: LinkageInputs,
  onStage: (stage: Stage) => void = () => undefined,
): Promise<Model> {
  const { left, right, standardiser } = await compareInputs(database, plan, inputs, { onStage });
  onStage('train');
  return trainModel({ plan, database, standardiser, left, right });
}

/** Reads both sides and compares what the rules propose: leaves the tables `pairs` and `levels`. */
async function compareInputs(
  database: LinkageDatabase,
  plan: Plan,
  inputs: LinkageInputs,
  options: LinkageOptions,
) {
  const stage = options.onStage ?? (() => undefined);
  stage('standardise');
  const standardiser = createStandardiser(plan);
  const left = await standardiser.read('left', inputs.left);
  // Training needs to know everybody; scoring only those whom a rule could propose.
  const plausible = options.model && !options.everyRecord ? left : null;
  const asked =
    typeof inputs.right === 'function' ? inputs.right(left, standardiser) : inputs.right;
  const right = asked ? await standardiser.read('right', asked, plausible) : left;
  await loadRecords(database, plan, 'left_rows', left);
  if (!plan.dedupe) await loadRecords(database, plan, 'right_rows', right);
  stage('block');
  const blocks = await blockPairs(database, plan);
  stage('compare');
  await comparePairs(database, plan, standardiser, 'pairs', 'levels');
  return { standardiser, left, right, blocks };
}

const NONE: Resolved = { decision: 'NONE', because: 'SCORE' };

async function loadRecords(
  database: LinkageDatabase,
  plan: Plan,
  table: string,
  records: Records,
): Promise<void> {
  const rows = Int32Array.from({ length: records.ids.length }, (_, at) => at + 1);
  const stored = plan.fields.filter((field) => field.stored);
  const columns = stored.map(({ name }) => records.codes.get(name) ?? new Int32Array(rows.length));
  await database.load(table, ['row', ...stored.map(({ sql }) => sql)], [rows, ...columns]);
  for (const [field, { row, item }] of records.items) {
    await database.load(itemsTable(plan, table, field), ['row', 'item'], [row, item]);
  }
}

async function countRows(database: LinkageDatabase, table: string): Promise<number> {
  let count = 0;
  for await (const [row] of database.rows(`SELECT CAST(COUNT(*) AS BIGINT) FROM ${table}`)) {
    count = row?.[0] ?? 0;
  }
  return count;
}

/** Pairs that no rule proposed, or too unlikely to be kept, but that close a group or that a person decided. */
function furtherPairs(
  plan: Plan,
  { left, right }: { left: Records; right: Records },
  proposed: readonly ScoredPair[],
  decisions: readonly PairDecision[],
): { l: Int32Array; r: Int32Array } {
  const closing = plan.dedupe ? closurePairs(left.ids.length, proposed) : [];
  const width = right.ids.length + 1;
  const known = new Set([...proposed, ...closing].map(({ l, r }) => l * width + r));
  const decided = decisions.filter(({ l, r }) => !known.has(l * width + r));
  const pairs = [
    ...closing,
    ...new Map(decided.map((one) => [one.l * width + one.r, one])).values(),
  ];
  return { l: Int32Array.from(pairs, ({ l }) => l), r: Int32Array.from(pairs, ({ r }) => r) };
}

function decidedPairs(
  plan: Plan,
  left: Records,
  right: Records,
  decisions: NonNullable<LinkageOptions['decisions']>,
): PairDecision[] {
  if (decisions.length === 0) return [];
  const rowOf = (ids: readonly string[]) => new Map(ids.map((id, at) => [id, at + 1]));
  const [lefts, rights] = [rowOf(left.ids), rowOf(right.ids)];
  return decisions.flatMap(({ left: a, right: b, same }) => {
    const [l, r] = [lefts.get(a), rights.get(b)];
    if (l === undefined || r === undefined) return [];
    return [plan.dedupe && l > r ? { l: r, r: l, same } : { l, r, same }];
  });
}

/** A pair that no rule proposed agrees on no block: as much against as the prior alone. */
export function absentWeight(weights: Weights): Millibits {
  return Math.min(0, weights.prior);
}
