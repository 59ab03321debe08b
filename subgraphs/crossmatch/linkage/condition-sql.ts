import type { Condition } from './spec.ts';
import { fieldsOf, questionOf, type ComparisonPlan, type Lookup } from './plan.ts';

/** The code of a text in a field's dictionary, 0 when no record has it. */
export type CodeOf = (field: string, text: string) => number;

/**
 * The level of a pair as an SQL expression over `l`, `r` (the two records) and the look-up tables: -1 is missing,
 * 0 the last level, higher is better.
 */
export function levelSql(
  comparison: ComparisonPlan,
  lookups: readonly Lookup[],
  codeOf: CodeOf,
): string {
  const best = comparison.levels.length - 1;
  const missing = comparison.missing.map((field) => `l.${field} = 0 OR r.${field} = 0`);
  const cases = comparison.levels.map(({ when }, at) =>
    when === 'else'
      ? `ELSE ${best - at}`
      : `WHEN ${conditionSql(when, lookups, codeOf)} THEN ${best - at}`,
  );
  const first = missing.length > 0 ? `WHEN ${missing.join(' OR ')} THEN -1 ` : '';
  return `CASE ${first}${cases.join(' ')} END`;
}

/** The joins that bring the answers about the pair's values. */
export function lookupJoins(lookups: readonly Lookup[]): string {
  return lookups
    .map(
      ({ table, left, right }) =>
        `LEFT JOIN ${table} ON ${table}.a = l.${left} AND ${table}.b = r.${right}`,
    )
    .join('\n');
}

function conditionSql(condition: Condition, lookups: readonly Lookup[], codeOf: CodeOf): string {
  const sql = (one: Condition): string => conditionSql(one, lookups, codeOf);
  if ('equal' in condition) {
    const [left = '', right = left] = fieldsOf(condition);
    return `(l.${left} = r.${right} AND l.${left} <> 0)`;
  }
  if ('measure' in condition) {
    const { lookup, question } = questionOf(lookups, condition);
    return `COALESCE(${lookup.table}.${question.column}, 0) = 1`;
  }
  if ('value' in condition) {
    // A text that no record has gets a code that no record has.
    const code = codeOf(condition.value, condition.is) || -1;
    const [left, right] = [`l.${condition.value} = ${code}`, `r.${condition.value} = ${code}`];
    if (condition.side === 'left') return left;
    if (condition.side === 'right') return right;
    return condition.side === 'either' ? `(${left} OR ${right})` : `(${left} AND ${right})`;
  }
  if ('all' in condition) return `(${condition.all.map(sql).join(' AND ')})`;
  if ('any' in condition) return `(${condition.any.map(sql).join(' OR ')})`;
  return `NOT (${sql(condition.not)})`;
}
