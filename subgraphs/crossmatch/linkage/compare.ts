import type { LinkageDatabase } from './engine/linkage-database.ts';
import { growingColumn } from './growing.ts';
import { levelSql, lookupJoins, type CodeOf } from './condition-sql.ts';
import type { Lookup, Question } from './lookups.ts';
import { sqlColumn, type Plan } from './plan.ts';
import type { Standardiser } from './standardise.ts';

/** Measures give fractions such as 0.92 that a sum of floating point may miss by the last bit. */
const TOLERANCE = 1e-9;

/** The SQL columns `g0, g1 …` with the level of each comparison. */
export function levelColumns(plan: Plan): string[] {
  return plan.comparisons.map((_, at) => `g${at}`);
}

/**
 * Makes `target(l, r, rules, g0 …)`: the level of every comparison for every pair of `source`. What SQL cannot ask is
 * asked here first, once for each distinct pair of values.
 */
export async function comparePairs(
  database: LinkageDatabase,
  plan: Plan,
  standardiser: Standardiser,
  source: string,
  target: string,
): Promise<void> {
  for (const lookup of plan.lookups) await answer(database, plan, standardiser, lookup, source);
  const codeOf: CodeOf = (field, text) => standardiser.dictionaryOf(field).find(text);
  const levels = plan.comparisons.map(
    (comparison, at) => `${levelSql(comparison, plan, codeOf)} AS g${at}`,
  );
  await database.run(`DROP TABLE IF EXISTS ${target}`);
  await database.run(`CREATE TABLE ${target} AS SELECT p.l AS l, p.r AS r, p.rules AS rules,
    ${levels.join(',\n')}
    FROM ${source} AS p
    JOIN left_rows AS l ON l.row = p.l
    JOIN ${plan.dedupe ? 'left_rows' : 'right_rows'} AS r ON r.row = p.r
    ${lookupJoins(plan)}`);
}

async function answer(
  database: LinkageDatabase,
  plan: Plan,
  standardiser: Standardiser,
  lookup: Lookup,
  source: string,
): Promise<void> {
  const { left, right, questions } = lookup;
  const lefts = standardiser.dictionaryOf(left);
  const rights = standardiser.dictionaryOf(right);
  const columns = [growingColumn(), growingColumn(), ...questions.map(growingColumn)];
  const [a, b] = [`l.${sqlColumn(plan, left)}`, `r.${sqlColumn(plan, right)}`];
  const distinct = `SELECT ${a} AS a, ${b} AS b FROM ${source} AS p
    JOIN left_rows AS l ON l.row = p.l
    JOIN ${plan.dedupe ? 'left_rows' : 'right_rows'} AS r ON r.row = p.r
    WHERE ${a} <> 0 AND ${b} <> 0 GROUP BY ${a}, ${b}`;
  for await (const rows of database.rows(distinct)) {
    for (const [x = 0, y = 0] of rows) {
      const answers = ask(questions, lefts.textOf(x), rights.textOf(y));
      if (answers === null) continue;
      [x, y, ...answers].forEach((value, at) => columns[at]?.push(value));
    }
  }
  await database.load(
    lookup.table,
    ['a', 'b', ...questions.map(({ column }) => column)],
    columns.map((column) => column.taken()),
  );
}

/** 1 or 0 for each question; null when every answer is no: such a pair needs no row. */
function ask(questions: readonly Question[], left: string, right: string): number[] | null {
  let any = false;
  const known = new Map<string, number>();
  const answers = questions.map((question) => {
    const { measure } = question;
    let value = known.get(measure.name);
    if (value === undefined) known.set(measure.name, (value = measure.of(left, right)));
    const yes = holds(question, value);
    any ||= yes;
    return yes ? 1 : 0;
  });
  return any ? answers : null;
}

function holds({ atLeast, atMost, is }: Question, value: number): boolean {
  return (
    (atLeast === null || value >= atLeast - TOLERANCE) &&
    (atMost === null || value <= atMost + TOLERANCE) &&
    (is === null || Math.abs(value - is) <= TOLERANCE)
  );
}
