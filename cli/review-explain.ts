import type { FieldComparison } from '../subgraphs/crossmatch/review-comparison.ts';
import { probabilityOf } from '../subgraphs/crossmatch/linkage/score.ts';
import type { ScorePart } from '../subgraphs/crossmatch/match/review-candidate.ts';
import {
  FIELD_DIFFERENCE,
  MATCH_REVIEW_REASON,
  MATCH_REVIEW_STATUS,
  REVIEW_FIELD,
} from '../subgraphs/crossmatch/match-review.labels.ts';
import type { ScoreCheck } from '../subgraphs/crossmatch/review-score.service.ts';
import { sourceTitle } from '../subgraphs/crossmatch/source-title.ts';
import type { Hub } from './hub.ts';
import { say, type Language, type MessageKey } from './messages.ts';
import type { Output } from './output.ts';

/** One stored pair with everything its score rests on. */
export type ExplainedReview = {
  id: string;
  source: string;
  rowNo: number;
  householdNo: string;
  reason: string;
  status: string;
  /** Bits. */
  score: number;
  probability: number;
  modelVersion: string | null;
  /** Empty where the record is purged or the person has left the roster. */
  comparison: FieldComparison[];
  parts: ScorePart[];
};

export type ExplainedSample = ScoreCheck & { seed: number; sample: ExplainedReview[] };

/** Codes that do not say by themselves what they mean, in English. */
const PLAIN: Readonly<Record<string, string>> = { NONE: 'EQUAL', LENGTH: 'OTHER_LENGTH' };

/** Draws stored pairs to be read, and adds up the parts of all of them. */
export async function explainReviews(
  { actor, crossmatch }: Pick<Hub, 'actor' | 'crossmatch'>,
  options: { size: number; seed: number },
): Promise<ExplainedSample> {
  const check = await crossmatch.reviewScores.check(actor);
  const drawn = await crossmatch.reviewScores.sample(actor, options);
  const comparisons = await crossmatch.reviewComparisons.ofReviews(
    actor,
    drawn.map(({ id }) => id),
  );
  const sample = drawn.map((review): ExplainedReview => {
    const { id, source, rowNo, householdNo, reason, status, modelVersion } = review;
    const score = Number(review.score);
    return {
      ...{ id, source, rowNo, householdNo, reason, status, score, modelVersion },
      probability: probabilityOf(Math.round(score * 1_000)),
      comparison: comparisons.get(id) ?? [],
      parts: review.parts as ScorePart[],
    };
  });
  return { seed: options.seed, ...check, sample };
}

/** The pairs as a reviewer would read them, one after the other, and what the check came to. */
export function printExplained(output: Output, explained: ExplainedSample): void {
  const { language } = output;
  output.document(explained);
  explained.sample.forEach((review, at) => {
    printReview(output, review, `[${at + 1}/${explained.sample.length}]`);
    output.line();
  });
  const { checked, unequal, seed, sample } = explained;
  for (const { reviewId, score, sum } of unequal) {
    const value = { id: reviewId, score: exact(score), sum: exact(sum) };
    output.line(say(language, 'scoreUnequal', value));
  }
  const counts = { sample: sample.length, seed, checked, unequal: unequal.length };
  output.line(say(language, 'reviewsExplained', counts));
}

function printReview(output: Output, review: ExplainedReview, place: string): void {
  const { language } = output;
  const said = (labels: Readonly<Record<string, string>>, code: string): string =>
    language === 'zh'
      ? (labels[code] ?? code)
      : (PLAIN[code] ?? code).toLowerCase().replaceAll('_', ' ');
  const words = (keys: readonly MessageKey[]): string[] => keys.map((key) => say(language, key));
  const { source, rowNo, householdNo, reason, status, modelVersion } = review;
  const heading = [
    `${place} ${language === 'zh' ? sourceTitle(source) : source}`,
    say(language, 'recordRow', { row: rowNo }),
    householdNo,
    said(MATCH_REVIEW_REASON, reason),
    said(MATCH_REVIEW_STATUS, status),
    modelVersion ?? '',
  ];
  output.line(heading.join(' · '));
  if (review.comparison.length === 0) output.line(say(language, 'notComparable'));
  else {
    output.table(
      words(['item', 'inRecord', 'onRoster', 'comparedAs']),
      review.comparison.map((field) => [
        said(REVIEW_FIELD, field.field),
        marked(field.recordValue, field.positions),
        marked(field.personValue, field.positions),
        differenceOf(field, said(FIELD_DIFFERENCE, field.difference), language),
      ]),
    );
  }
  output.table(words(['evidence', 'bits', 'inRecord', 'onRoster']), [
    ...review.parts.map(({ title, weight, left, right }) => [
      title[language],
      exact(Math.round(weight * 1_000)),
      left ?? '',
      right ?? '',
    ]),
    [
      say(language, 'sum'),
      exact(Math.round(review.score * 1_000)),
      `${say(language, 'probability')} ${review.probability.toFixed(6)}`,
      '',
    ],
  ]);
}

/** Each differing character between brackets. */
function marked(value: string | null, positions: readonly number[]): string {
  if (value === null) return '';
  return [...value].map((one, at) => (positions.includes(at + 1) ? `【${one}】` : one)).join('');
}

function differenceOf(
  { hiddenDifferences: count }: FieldComparison,
  label: string,
  language: Language,
): string {
  return count === 0 ? label : `${label} (${say(language, 'hiddenDiffer', { count })})`;
}

/** Millibits as bits with sign and all three decimals, so that the eye can add them. */
function exact(millibits: number | null): string {
  if (millibits === null) return '?';
  return `${millibits < 0 ? '-' : '+'}${(Math.abs(millibits) / 1_000).toFixed(3)}`;
}
