import type { Condition } from './spec.ts';
import { fieldsOf } from './conditions.ts';
import { questionOf } from './lookups.ts';
import { sqlColumn, type ComparisonPlan, type Plan } from './plan.ts';

/** The code of a text in a field's dictionary, 0 when no record has it. */
export type CodeOf = (field: string, text: string) => number;

/**
 * The level of a pair as an SQL expression over `l`, `r` (the two records) and the look-up tables: -1 is missing,
 * 0 the last level, higher is better.
 */
export function levelSql(comparison: ComparisonPlan, plan: Plan, codeOf: CodeOf): string {
  const best = comparison.levels.length - 1;
  const missing = comparison.missing
    .map((field) => sqlColumn(plan, field))
    .map((column) => `l.${column} = 0 OR r.${column} = 0`);
  const cases = comparison.levels.map(({ when }, at) =>
    when === 'else'
      ? `ELSE ${best - at}`
      : `WHEN ${conditionSql(when, plan, codeOf)} THEN ${best - at}`,
  );
  const first = missing.length > 0 ? `WHEN ${missing.join(' OR ')} THEN -1 ` : '';
  return `CASE ${first}${cases.join(' ')} END`;
}

/** The joins that bring the answers about the pair's values. */
export function lookupJoins(plan: Plan): string {
  return plan.lookups
    .map(
      ({ table, left, right }) =>
        `LEFT JOIN ${table} ON ${table}.a = l.${sqlColumn(plan, left)} AND ${table}.b = r.${sqlColumn(plan, right)}`,
    )
    .join('\n');
}

function conditionSql(condition: Condition, plan: Plan, codeOf: CodeOf): string {
  const sql = (one: Condition): string => conditionSql(one, plan, codeOf);
  if ('equal' in condition) {
    const [left = '', right = left] = fieldsOf(condition).map((field) => sqlColumn(plan, field));
    return `(l.${left} = r.${right} AND l.${left} <> 0)`;
  }
  if ('measure' in condition) {
    const { lookup, question } = questionOf(plan.lookups, condition);
    return `COALESCE(${lookup.table}.${question.column}, 0) = 1`;
  }
  if ('value' in condition) {
    // A text that no record has gets a code that no record has.
    const code = codeOf(condition.value, condition.is) || -1;
    const column = sqlColumn(plan, condition.value);
    const [left, right] = [`l.${column} = ${code}`, `r.${column} = ${code}`];
    if (condition.side === 'left') return left;
    if (condition.side === 'right') return right;
    return condition.side === 'either' ? `(${left} OR ${right})` : `(${left} AND ${right})`;
  }
  if ('all' in condition) return `(${condition.all.map(sql).join(' AND ')})`;
  if ('any' in condition) return `(${condition.any.map(sql).join(' OR ')})`;
  return `NOT (${sql(condition.not)})`;
}
