import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openLinkageDuckdb } from '../../subgraphs/crossmatch/linkage/engine/duckdb.ts';
import type { LinkageDatabase } from '../../subgraphs/crossmatch/linkage/engine/linkage-database.ts';
import { evaluateLinkage, type Evaluation } from '../../subgraphs/crossmatch/linkage/evaluate.ts';
import {
  evaluationReport,
  type EvaluatedData,
  type EvaluationReport,
} from '../../subgraphs/crossmatch/linkage/evaluation-report.ts';
import type { Model } from '../../subgraphs/crossmatch/linkage/model.ts';
import { planLinkage, type Plan } from '../../subgraphs/crossmatch/linkage/plan.ts';
import { profileOf } from '../../subgraphs/crossmatch/linkage/profile.ts';
import { runLinkage, type LinkageResult } from '../../subgraphs/crossmatch/linkage/run-linkage.ts';
import { parseLinkageSpec } from '../../subgraphs/crossmatch/linkage/spec.ts';
import { truthOfPairs } from '../../subgraphs/crossmatch/linkage/truth.ts';
import { generatePersonCorpus, type PersonCorpus } from '../district/person-corpus.ts';
import { qualityOfCorpusGroups } from './corpus-groups.ts';

const SPEC = fileURLToPath(
  new URL('../../subgraphs/crossmatch/linkage/specs/chinese-person.json', import.meta.url),
);
const MEMORY_LIMIT_MB = 1024;

/** A corpus by what makes it. */
export type CorpusChoice = { seed: number; persons: number; records: number };

/** A model with what a second person needs to judge it. */
export type PersonModel = {
  /** What it was trained on, in words. */
  training: string;
  model: Model;
  evaluation: EvaluationReport;
};

/**
 * The release's own choice. The prior is learnt on a roster of ten thousand, the size of a district's; the evaluation
 * tells what it is worth on smaller and larger ones, of seeds the model has not seen.
 */
export const RELEASE: { train: CorpusChoice; evaluate: readonly CorpusChoice[] } = {
  train: { seed: 1, persons: 10_000, records: 10_000 },
  evaluate: [
    { seed: 2, persons: 10_000, records: 10_000 },
    { seed: 3, persons: 10_000, records: 10_000 },
    { seed: 4, persons: 2_000, records: 5_000 },
    { seed: 5, persons: 30_000, records: 10_000 },
  ],
};

/** The Chinese person spec as it is written. */
export function readPersonSpec(): unknown {
  return JSON.parse(readFileSync(SPEC, 'utf8'));
}

/**
 * Trains the person model on one invented corpus and evaluates it on others. The same choice gives the same bytes on
 * every machine and any number of threads.
 */
export async function buildPersonModel(
  { train, evaluate }: typeof RELEASE,
  onStep: (description: string) => void = () => undefined,
): Promise<PersonModel> {
  const plan = planLinkage(parseLinkageSpec(readPersonSpec()));
  onStep(describe(train));
  const { model } = await withDatabase((database) => linked(database, plan, corpusOf(train)));
  const data: EvaluatedData[] = [];
  for (const choice of evaluate) {
    onStep(describe(choice));
    data.push(await evaluated(plan, model, choice));
  }
  return { training: describe(train), model, evaluation: evaluationReport(model, data) };
}

function evaluated(plan: Plan, model: Model, choice: CorpusChoice): Promise<EvaluatedData> {
  return withDatabase(async (database) => {
    const corpus = corpusOf(choice);
    const result = await linked(database, plan, corpus, model);
    const pairs = corpus.truth.map(([left, right]) => ({ left, right, same: null }));
    const truth = truthOfPairs(pairs, result.left, result.right, false);
    const evaluation: Evaluation = {
      ...(await evaluateLinkage(database, result, truth)),
      groups: qualityOfCorpusGroups(corpus, result),
    };
    return { description: describe(choice), evaluation, profile: profileOf(result) };
  });
}

function linked(
  database: LinkageDatabase,
  plan: Plan,
  { columns, records, roster }: PersonCorpus,
  model?: Model,
): Promise<LinkageResult> {
  const inputs = { left: { columns, rows: [records] }, right: { columns, rows: [roster] } };
  return runLinkage(database, plan, inputs, model ? { model, everyRecord: true } : {});
}

function corpusOf({ seed, persons, records }: CorpusChoice): PersonCorpus {
  return generatePersonCorpus(seed, persons, records);
}

function describe({ seed, persons, records }: CorpusChoice): string {
  return `hub link generate --seed ${seed} --persons ${persons} --records ${records}`;
}

async function withDatabase<Result>(
  use: (database: LinkageDatabase) => Promise<Result>,
): Promise<Result> {
  const spillDir = mkdtempSync(path.join(tmpdir(), 'yikou-model-'));
  const threads = availableParallelism();
  try {
    const options = { threads, memoryLimitMb: MEMORY_LIMIT_MB, spillDir };
    const database = await openLinkageDuckdb(options);
    try {
      return await use(database);
    } finally {
      await database.close();
    }
  } finally {
    rmSync(spillDir, { recursive: true, force: true });
  }
}
