import {
  evaluateLinkage,
  type Evaluation,
  type ThresholdQuality,
} from '../../subgraphs/crossmatch/linkage/evaluate.ts';
import type { Quality, Share } from '../../subgraphs/crossmatch/linkage/intervals.ts';
import type { Invocation } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { withLinkedFiles } from './link-files.ts';
import { tell } from './messages.ts';
import { checkTruthOptions, readTruth } from './read-truth.ts';
import { checkEvaluationOptions, writeEvaluation } from './write-evaluation.ts';
import { writeReport } from './write-report.ts';

/** `hub link evaluate`: how good the linkage is against what is known. */
export async function evaluateAction(invocation: Invocation): Promise<ExitCode> {
  const { value, output } = invocation;
  checkTruthOptions(invocation);
  checkEvaluationOptions(invocation);
  const [column, by] = [value('truth-column'), value('by')];
  const keep = [...new Set([column, by].filter((name) => name !== undefined))];
  return withLinkedFiles(invocation, { keep, everyRecord: true }, async (linked) => {
    const truth = await readTruth(invocation, linked);
    const groups =
      by === undefined
        ? undefined
        : {
            left: linked.left.kept.get(by) ?? [],
            right: linked.right?.kept.get(by) ?? null,
          };
    const evaluation = await evaluateLinkage(linked.database, linked.result, truth, groups);
    const report = value('report');
    if (report !== undefined)
      await writeReport(report, linked, output.language, { evaluation, truth });
    const { plan, model } = linked.result;
    output.document({
      spec: plan.spec.name,
      specHash: plan.hash,
      modelGiven: linked.frozen,
      prior: model.prior,
      seed: plan.spec.seed,
      ...evaluation,
      stages: linked.stages,
    });
    printEvaluation(output, evaluation);
    await writeEvaluation(invocation, linked, evaluation);
    if (report !== undefined) output.line(tell(output.language, 'written', { file: report }));
    return EXIT.ok;
  });
}

function printEvaluation(output: Output, evaluation: Evaluation): void {
  const { language } = output;
  const { truth, blocking, review, candidates } = evaluation;
  const { matches, labelled } = truth;
  output.line(tell(language, 'truthIs', { matches, labelled, candidates }));
  if (truth.unknownRecords > 0) {
    output.line(tell(language, 'truthUnknown', { count: truth.unknownRecords }));
  }
  const recall = shown(blocking.recall);
  output.line(tell(language, 'blockingRecall', { recall, lost: blocking.lost }));
  const perThousand = review.perThousandRecords?.toFixed(1) ?? '—';
  output.line(tell(language, 'reviewLoad', { pairs: review.pairs, perThousand }));
  output.line();
  output.table(
    [tell(language, 'what'), ...QUALITY.map((key) => tell(language, key)), 'F1'],
    [
      [tell(language, 'decided'), ...qualityCells(evaluation.pairs)],
      ...(evaluation.clusters
        ? [[tell(language, 'clusters'), ...qualityCells(evaluation.clusters)]]
        : []),
    ],
  );
  output.line();
  output.table(
    (['rule', 'pairs', 'alonePairs', 'truePairs', 'aloneTruePairs'] as const).map((key) =>
      tell(language, key),
    ),
    blocking.rules.map(({ title, pairs, alonePairs, truePairs, aloneTruePairs }) => [
      title[language],
      ...[pairs, alonePairs, truePairs, aloneTruePairs].map(String),
    ]),
  );
  output.line();
  printThresholds(output, evaluation.thresholds);
  if (evaluation.groups.length === 0) return;
  output.line();
  output.table(
    [tell(language, 'group'), ...QUALITY.map((key) => tell(language, key)), 'F1'],
    evaluation.groups.map(({ value, pairs }) => [value || '—', ...qualityCells(pairs)]),
  );
}

const QUALITY = ['falsePositives', 'falseNegatives', 'precision', 'recall'] as const;

function printThresholds(output: Output, thresholds: readonly ThresholdQuality[]): void {
  const { language } = output;
  const clustered = thresholds.some(({ clusters }) => clusters !== null);
  const header = [
    tell(language, 'weight'),
    tell(language, 'probability'),
    ...QUALITY.map((key) => tell(language, key)),
    'F1',
    ...(clustered ? [`F1 ${tell(language, 'clusters')}`] : []),
  ];
  output.table(
    header,
    thresholds.map(({ weight, probability, pairs, clusters }) => [
      (weight / 1000).toFixed(1),
      probability.toFixed(4),
      String(pairs.falsePositives),
      String(pairs.falseNegatives),
      ...[pairs.precision, pairs.recall, pairs.f1].map(({ value }) => value?.toFixed(4) ?? '—'),
      ...(clustered ? [clusters?.f1.value?.toFixed(4) ?? '—'] : []),
    ]),
  );
}

function qualityCells(quality: Quality): string[] {
  const { falsePositives, falseNegatives, precision, recall, f1 } = quality;
  const shares = [precision, recall, f1].map(shown);
  return [String(falsePositives), String(falseNegatives), ...shares];
}

/** A share with its 95 % interval. */
function shown({ value, low, high }: Share): string {
  if (value === null || low === null || high === null) return '—';
  return `${value.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`;
}
