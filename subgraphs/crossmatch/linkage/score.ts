import { HubError } from '../../../kernel/errors.ts';
import { levelColumns } from './compare.ts';
import type { LinkageDatabase } from './engine/linkage-database.ts';
import type { Model } from './model.ts';
import { sqlColumn, type Plan } from './plan.ts';
import type { Standardiser } from './standardise.ts';
import { levelOfEquality } from './term-frequency.ts';

// Weights are whole thousandths of a bit: their sum is exact, the same on every engine and in every order, and the
// parts of an explanation add up to the score.

/** Thousandths of a bit. */
export type Millibits = number;

/** The weights of a model, ready to be added. */
export type Weights = {
  prior: Millibits;
  /** Per comparison and level (best first). */
  levels: readonly (readonly Millibits[])[];
  /** What agreement on a rarer or commoner value adds, where a level asks for it. */
  terms: readonly TermWeights[];
};

/** Of one level (best first) of one comparison. */
export type TermWeights = {
  comparison: number;
  level: number;
  field: string;
  common: ReadonlyMap<string, Millibits>;
  other: Millibits;
};

export function millibits(ratio: number): Millibits {
  return Math.round(1000 * Math.log2(ratio));
}

/** The probability of a weight. */
export function probabilityOf(weight: Millibits): number {
  return 1 / (1 + 2 ** (-weight / 1000));
}

/** The weight of a probability. */
export function weightOf(probability: number): Millibits {
  return millibits(probability / (1 - probability));
}

export function weightsOf(plan: Plan, model: Model): Weights {
  return {
    prior: millibits(model.prior / (1 - model.prior)),
    levels: model.comparisons.map(({ levels }) => levels.map(({ m, u }) => millibits(m / u))),
    terms: plan.comparisons.flatMap(({ levels }, comparison) =>
      levels.flatMap(({ termFrequency: field }, level) =>
        field === null ? [] : [{ comparison, level, field, ...termWeights(plan, model, field) }],
      ),
    ),
  };
}

/** Beside the level's own weight: how much rarer the value is than two random records' equality on the field. */
function termWeights(plan: Plan, model: Model, field: string) {
  const shares = model.termFrequencies[field];
  if (!shares)
    throw new HubError('LINK_MODEL_MISMATCH', {
      problem: { zh: `${field} 没有取值频率`, en: `no term frequencies: ${field}` },
    });
  const at = levelOfEquality(plan, field);
  const u = (at && model.comparisons[at.comparison]?.levels[at.level]?.u) ?? shares.equal;
  return {
    common: new Map(
      Object.entries(shares.common).map(([text, share]) => [text, millibits(u / share)]),
    ),
    other: millibits(u / shares.other),
  };
}

/** Loads the weights of common values; must stand before `weightSql` is used. */
export async function loadTerms(
  database: LinkageDatabase,
  weights: Weights,
  standardiser: Standardiser,
): Promise<void> {
  for (const [at, terms] of weights.terms.entries()) {
    const dictionary = standardiser.dictionaryOf(terms.field);
    const known = [...terms.common].flatMap(([text, weight]) => {
      const code = dictionary.find(text);
      return code === 0 ? [] : [[code, weight] as const];
    });
    await database.load(
      `term${at}`,
      ['code', 'weight'],
      [Int32Array.from(known, ([code]) => code), Int32Array.from(known, ([, weight]) => weight)],
    );
  }
}

/** SQL over a table of levels: every pair of at least the weight, with its levels and its weight. */
export function scoredSql(plan: Plan, weights: Weights, table: string, least: Millibits): string {
  const columns = levelColumns(plan).map((column) => `p.${column}`);
  const parts = weights.levels.map((levels, at) => {
    const cases = levels.map((weight, level) => `WHEN ${levels.length - 1 - level} THEN ${weight}`);
    return `CASE p.g${at} ${cases.join(' ')} ELSE 0 END`;
  });
  const joins: string[] = [];
  weights.terms.forEach(({ comparison, level, field, other }, at) => {
    const number = (weights.levels[comparison]?.length ?? 1) - 1 - level;
    const column = sqlColumn(plan, field);
    // Two missing values are not equal ones.
    parts.push(
      `CASE WHEN p.g${comparison} = ${number} AND l.${column} <> 0 AND l.${column} = r.${column} THEN COALESCE(t${at}.weight, ${other}) ELSE 0 END`,
    );
    joins.push(`LEFT JOIN term${at} AS t${at} ON t${at}.code = l.${column}`);
  });
  const weight = `${weights.prior} + ${parts.join(' + ')}`;
  return `SELECT l, r, weight, rules, ${levelColumns(plan).join(', ')} FROM (
    SELECT p.l AS l, p.r AS r, p.rules AS rules, ${columns.join(', ')}, ${weight} AS weight
    FROM ${table} AS p
    JOIN left_rows AS l ON l.row = p.l
    JOIN ${plan.dedupe ? 'left_rows' : 'right_rows'} AS r ON r.row = p.r
    ${joins.join('\n')}
  ) AS scored ${Number.isFinite(least) ? `WHERE weight >= ${least}` : ''} ORDER BY l, r`;
}
