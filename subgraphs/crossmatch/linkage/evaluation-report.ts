import { z } from 'zod';
import { HubError } from '../../../kernel/errors.ts';
import { hashOfJson } from './canonical-json.ts';
import type { Evaluation } from './evaluate.ts';
import { qualityOf, shareOf } from './intervals.ts';
import type { Model } from './model.ts';
import { profileSchema, sumOfProfiles, type LinkageProfile } from './profile.ts';

const count = z.int().nonnegative();
const share = z.strictObject({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
const quality = z.strictObject({
  truePositives: count,
  falsePositives: count,
  falseNegatives: count,
  precision: share,
  recall: share,
  f1: share,
});

export const evaluationReportSchema = z.strictObject({
  specHash: z.string(),
  modelHash: z.string(),
  data: z
    .array(
      z.strictObject({
        description: z.string().min(1),
        left: count,
        right: count.nullable(),
        pairs: quality,
        blockingRecall: share,
        reviewPerThousandRecords: z.number().nullable(),
      }),
    )
    .min(1),
  /** Of the pairs decided to be matches, over all data. */
  pairs: quality,
  blockingRecall: share,
  reviewPerThousandRecords: z.number().nullable(),
  /** What a threshold would give, in thousandths of a bit. */
  thresholds: z.array(z.strictObject({ weight: z.int(), probability: z.number(), pairs: quality })),
  groups: z.array(z.strictObject({ value: z.string(), pairs: quality })),
  profile: profileSchema,
});

/** What a model must bring to be activated: how good it is on data it was not trained on, and how that data looks. */
export type EvaluationReport = z.infer<typeof evaluationReportSchema>;

/** One evaluated run of the model. */
export type EvaluatedData = {
  /** What the data is: a seed or a batch, never whose. */
  description: string;
  evaluation: Evaluation;
  profile: LinkageProfile;
};

/**
 * The report of a model on one or several sets of data; what is counted is added up, shares are of the sums.
 * @throws HubError LINK_INPUT_INVALID when there is no data
 */
export function evaluationReport(model: Model, data: readonly EvaluatedData[]): EvaluationReport {
  const profile = sumOfProfiles(data.map((one) => one.profile));
  if (!profile)
    throw new HubError('LINK_INPUT_INVALID', {
      problem: { zh: '没有评估任何数据', en: 'nothing was evaluated' },
    });
  const evaluations = data.map(({ evaluation }) => evaluation);
  const matches = sum(evaluations.map(({ truth }) => truth.matches));
  const records = sum(evaluations.map((one) => one.records.left + (one.records.right ?? 0)));
  const reviews = sum(evaluations.map(({ review }) => review.pairs));
  return {
    specHash: model.specHash,
    modelHash: hashOfJson(model),
    data: data.map(({ description, evaluation }) => ({
      description,
      ...evaluation.records,
      pairs: evaluation.pairs,
      blockingRecall: evaluation.blocking.recall,
      reviewPerThousandRecords: evaluation.review.perThousandRecords,
    })),
    pairs: sumOfQualities(evaluations.map(({ pairs }) => pairs)),
    blockingRecall: shareOf(
      matches - sum(evaluations.map(({ blocking }) => blocking.lost)),
      matches,
    ),
    reviewPerThousandRecords: records === 0 ? null : (1000 * reviews) / records,
    thresholds: thresholdsOf(evaluations),
    groups: groupsOf(evaluations),
    profile,
  };
}

type Quality = EvaluationReport['pairs'];

function sumOfQualities(qualities: readonly Quality[]): Quality {
  const of = (name: 'truePositives' | 'falsePositives' | 'falseNegatives'): number =>
    sum(qualities.map((quality) => quality[name]));
  return qualityOf(of('truePositives'), of('falsePositives'), of('falseNegatives'));
}

/** The thresholds that all of the data has. */
function thresholdsOf(evaluations: readonly Evaluation[]): EvaluationReport['thresholds'] {
  return (evaluations[0]?.thresholds ?? []).flatMap(({ weight, probability }) => {
    const same = evaluations.flatMap(
      ({ thresholds }) => thresholds.find((one) => one.weight === weight) ?? [],
    );
    if (same.length < evaluations.length) return [];
    return [{ weight, probability, pairs: sumOfQualities(same.map(({ pairs }) => pairs)) }];
  });
}

function groupsOf(evaluations: readonly Evaluation[]): EvaluationReport['groups'] {
  const all = evaluations.flatMap(({ groups }) => groups);
  const values = [...new Set(all.map(({ value }) => value))].sort();
  return values.map((value) => ({
    value,
    pairs: sumOfQualities(all.filter((one) => one.value === value).map(({ pairs }) => pairs)),
  }));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
