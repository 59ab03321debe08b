import { HubError } from '../../../kernel/errors.ts';
import type { LinkageDatabase } from './engine/linkage-database.ts';
import { fieldsOf } from './conditions.ts';
import type { ComparisonPlan, LevelPlan, Plan } from './plan.ts';
import type { ScoredPair } from './resolve.ts';
import type { LinkageResult } from './run-linkage.ts';
import { scoreNamedPairs, type PairEvidence } from './score-pairs.ts';
import { probabilityOf, type Millibits } from './score.ts';
import type { Condition, Title } from './spec.ts';
import { LIST_SEPARATOR } from './standardisers/standardiser.ts';

/** Two values as they were compared; null is missing. What the spec calls sensitive is masked. */
export type ComparedValues = {
  leftField: string;
  rightField: string;
  left: string | null;
  right: string | null;
};

/** What one comparison, the prior or the rarity of a value adds to the score. */
export type ExplanationPart = {
  kind: 'prior' | 'level' | 'missing' | 'rarity';
  comparison: string | null;
  title: Title;
  weight: Millibits;
  values: readonly ComparedValues[];
};

export type Explanation = {
  left: string;
  right: string;
  /** The sum of the parts. */
  weight: Millibits;
  probability: number;
  /** Titles of the blocking rules that proposed the pair; none for one that was asked about or closes a group. */
  rules: readonly Title[];
  parts: readonly ExplanationPart[];
};

/** What explaining needs of a linkage. */
export type ExplainedLinkage = Pick<
  LinkageResult,
  'plan' | 'weights' | 'standardiser' | 'left' | 'right'
>;

/**
 * Where the score of a pair comes from: the prior, every comparison's level, and what the rarity of an agreeing value
 * adds. The parts are whole millibits and add up to the score (Fellegi & Sunter 1969: the score is that sum).
 * @throws HubError INTERNAL when they do not: a score nobody can explain must not be shown.
 */
export function explainPair(linkage: ExplainedLinkage, pair: PairEvidence): Explanation {
  const { plan, weights, left, right } = linkage;
  const parts: ExplanationPart[] = [
    { kind: 'prior', comparison: null, title: PRIOR, weight: weights.prior, values: [] },
    ...plan.comparisons.flatMap((comparison, at) => partsOf(linkage, pair, comparison, at)),
  ];
  const weight = parts.reduce((sum, part) => sum + part.weight, 0);
  if (weight !== pair.weight) throw new HubError('INTERNAL', { reason: 'LINK_EXPLANATION' });
  return {
    left: left.ids[pair.l - 1] ?? '',
    right: right.ids[pair.r - 1] ?? '',
    weight,
    probability: probabilityOf(weight),
    rules: plan.blocks.flatMap(({ title }, at) => ((pair.rules & (2 ** at)) !== 0 ? [title] : [])),
    parts,
  };
}

/**
 * Scores pairs that somebody asks about, whether a rule proposed them or not. To be called on the database the linkage
 * ran on, before it is closed.
 */
export async function scoreAskedPairs(
  database: LinkageDatabase,
  linkage: LinkageResult,
  asked: readonly { l: number; r: number }[],
): Promise<PairEvidence[]> {
  const ordered = asked.map(({ l, r }) =>
    linkage.plan.dedupe && l > r ? { l: r, r: l } : { l, r },
  );
  return scoreNamedPairs(database, linkage, 'asked', {
    l: Int32Array.from(ordered, ({ l }) => l),
    r: Int32Array.from(ordered, ({ r }) => r),
  });
}

/** One line for people, the strongest evidence first: 「姓名同音异字 (+5.102)；出生日期：完全一致 (+13.041)；先验 (−12.395)」. */
export function explanationText({ parts }: Explanation, language: 'zh' | 'en'): string {
  return shownParts(parts)
    .filter(({ kind }) => kind !== 'missing')
    .sort((a, b) => b.weight - a.weight)
    .map(({ title, weight }) => `${title[language]} (${bits(weight)})`)
    .join(language === 'zh' ? '；' : '; ');
}

/** The parts that people are shown: a value that is neither rare nor common adds nothing and says nothing. */
export function shownParts(parts: readonly ExplanationPart[]): ExplanationPart[] {
  return parts.filter(({ kind, weight }) => kind !== 'rarity' || weight !== 0);
}

/** Bits with their sign, to the thousandth that weights are made of, so that what is shown adds up: 14200 → "+14.200". */
export function bits(weight: Millibits): string {
  return `${weight < 0 ? '−' : '+'}${(Math.abs(weight) / 1000).toFixed(3)}`;
}

const PRIOR: Title = { zh: '先验（任取两条记录为同一对象）', en: 'prior (any two records)' };

function partsOf(
  linkage: ExplainedLinkage,
  pair: PairEvidence,
  comparison: ComparisonPlan,
  at: number,
): ExplanationPart[] {
  const { weights } = linkage;
  const number = pair.levels[at] ?? -1;
  const place = comparison.levels.length - 1 - number;
  const level = number < 0 ? undefined : comparison.levels[place];
  if (!level) {
    const values = comparison.missing.map((field) => valuesOf(linkage, pair, [field, field]));
    const title = { zh: `${comparison.title.zh}：缺`, en: `${comparison.title.en}: missing` };
    return [{ kind: 'missing', comparison: comparison.name, title, weight: 0, values }];
  }
  const shown = level.when === 'else' ? comparison.levels[0]?.when : level.when;
  const fields = shown === undefined || shown === 'else' ? [] : comparedFields(shown);
  const part: ExplanationPart = {
    kind: 'level',
    comparison: comparison.name,
    title: levelTitle(comparison, level),
    weight: weights.levels[at]?.[place] ?? 0,
    values: distinct(fields).map((pairOfFields) => valuesOf(linkage, pair, pairOfFields)),
  };
  const rarity = rarityOf(linkage, pair, at, place);
  if (rarity === null) return [part];
  const title = rarityTitle(comparison.title, rarity);
  return [
    part,
    { kind: 'rarity', comparison: comparison.name, title, weight: rarity, values: part.values },
  ];
}

function levelTitle({ title }: ComparisonPlan, level: LevelPlan): Title {
  if (level.titled) return level.title;
  return {
    zh: `${title.zh}：${level.title.zh}`,
    en: `${title.en}: ${level.title.en}`,
  };
}

function rarityTitle({ zh, en }: Title, weight: Millibits): Title {
  return weight < 0
    ? { zh: `${zh}：取值常见`, en: `${en}: a common value` }
    : { zh: `${zh}：取值少见`, en: `${en}: a rare value` };
}

/** What the agreeing value's rarity adds; null where the level does not ask for it. */
function rarityOf(
  { weights, left, right, standardiser }: ExplainedLinkage,
  { l, r }: ScoredPair,
  at: number,
  place: number,
): Millibits | null {
  const terms = weights.terms.find(({ comparison, level }) => comparison === at && level === place);
  if (!terms) return null;
  const code = left.codes.get(terms.field)?.[l - 1] ?? 0;
  if (code === 0 || code !== right.codes.get(terms.field)?.[r - 1]) return null;
  return terms.common.get(standardiser.valueOf(terms.field, code) ?? '') ?? terms.other;
}

function comparedFields(condition: Condition): [string, string][] {
  if ('all' in condition) return condition.all.flatMap(comparedFields);
  if ('any' in condition) return condition.any.flatMap(comparedFields);
  if ('not' in condition) return comparedFields(condition.not);
  const [left = '', right = left] = fieldsOf(condition);
  return [[left, right]];
}

function distinct(pairs: readonly [string, string][]): [string, string][] {
  return [...new Map(pairs.map((pair) => [pair.join(' '), pair])).values()];
}

function valuesOf(
  { plan, left, right, standardiser }: ExplainedLinkage,
  { l, r }: ScoredPair,
  [leftField, rightField]: [string, string],
): ComparedValues {
  const shown = (field: string, code: number | undefined): string | null => {
    const value = standardiser.valueOf(field, code ?? 0)?.replaceAll(LIST_SEPARATOR, ' / ') ?? null;
    return value !== null && isSensitive(plan, field) ? masked(value) : value;
  };
  return {
    leftField,
    rightField,
    left: shown(leftField, left.codes.get(leftField)?.[l - 1]),
    right: shown(rightField, right.codes.get(rightField)?.[r - 1]),
  };
}

function isSensitive({ fields }: Plan, name: string): boolean {
  return fields.find((field) => field.name === name)?.sensitive ?? true;
}

/** A quarter of the characters, at most four, stay at either end: enough to tell two apart, not to use one. */
function masked(value: string): string {
  const characters = [...value];
  const kept = Math.min(4, Math.floor(characters.length / 4));
  const hidden = '*'.repeat(characters.length - 2 * kept);
  return [...characters.slice(0, kept), hidden, ...characters.slice(characters.length - kept)].join(
    '',
  );
}
