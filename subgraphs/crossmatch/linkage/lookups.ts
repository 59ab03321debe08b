import { HubError } from '../../../kernel/errors.ts';
import { measureOf, pairOf, type MeasureCondition } from './conditions.ts';
import type { Measure } from './measures/measure.ts';
import type { Condition } from './spec.ts';

/** A question asked of a pair of values in Node; its answer is a column of a look-up table. */
export type Question = {
  column: string;
  measure: Measure;
  atLeast: number | null;
  atMost: number | null;
  is: number | null;
};

/** The questions about one pair of fields. */
export type Lookup = { table: string; left: string; right: string; questions: Question[] };

/** The question of a measure condition among the plan's look-ups. */
export function questionOf(
  lookups: readonly Lookup[],
  condition: MeasureCondition,
): { lookup: Lookup; question: Question } {
  const [left, right] = pairOf(condition);
  const lookup = lookups.find((one) => one.left === left && one.right === right);
  const question = lookup?.questions.find((one) => sameQuestion(one, condition));
  if (!lookup || !question) throw new HubError('INTERNAL', { reason: 'LINK_QUESTION' });
  return { lookup, question };
}

/** What the conditions ask of pairs of values, each question once. */
export function collectLookups(conditions: readonly (Condition | 'else')[]): Lookup[] {
  const lookups: Lookup[] = [];
  const visit = (condition: Condition): void => {
    if ('all' in condition) condition.all.forEach(visit);
    else if ('any' in condition) condition.any.forEach(visit);
    else if ('not' in condition) visit(condition.not);
    else if ('measure' in condition) add(lookups, condition);
  };
  for (const condition of conditions) if (condition !== 'else') visit(condition);
  return lookups;
}

function add(lookups: Lookup[], condition: MeasureCondition): void {
  const [left, right] = pairOf(condition);
  let lookup = lookups.find((one) => one.left === left && one.right === right);
  if (!lookup) {
    lookup = { table: `look${lookups.length}`, left, right, questions: [] };
    lookups.push(lookup);
  }
  if (lookup.questions.some((one) => sameQuestion(one, condition))) return;
  lookup.questions.push({
    column: `q${lookup.questions.length}`,
    measure: measureOf(condition.measure),
    atLeast: condition.atLeast ?? null,
    atMost: condition.atMost ?? null,
    is: condition.is ?? null,
  });
}

function sameQuestion(question: Question, asked: MeasureCondition): boolean {
  return (
    question.measure.name === asked.measure &&
    question.atLeast === (asked.atLeast ?? null) &&
    question.atMost === (asked.atMost ?? null) &&
    question.is === (asked.is ?? null)
  );
}
