import { HubError } from '../../../kernel/errors.ts';
import { MEASURES } from './measures/index.ts';
import type { Measure } from './measures/measure.ts';
import type { Condition } from './spec.ts';

export type MeasureCondition = Extract<Condition, { measure: string }>;

/** The fields a condition speaks of, in order of mention. */
export function fieldsOf(condition: Condition): string[] {
  if ('equal' in condition) {
    return typeof condition.equal === 'string' ? [condition.equal] : condition.equal;
  }
  if ('measure' in condition) return pairOf(condition);
  if ('value' in condition) return [condition.value];
  if ('all' in condition) return condition.all.flatMap(fieldsOf);
  if ('any' in condition) return condition.any.flatMap(fieldsOf);
  return fieldsOf(condition.not);
}

/** The two fields a measure is taken of. @throws HubError LINK_SPEC_INVALID when it names none */
export function pairOf(condition: MeasureCondition): [string, string] {
  if (condition.fields) return condition.fields;
  if (condition.field !== undefined) return [condition.field, condition.field];
  throw specProblem(`measure ${condition.measure}`, '没有指明字段', 'names no field');
}

/** @throws HubError LINK_SPEC_INVALID for a name no measure has */
export function measureOf(name: string): Measure {
  const measure = Object.hasOwn(MEASURES, name) ? MEASURES[name] : undefined;
  if (measure) return measure;
  const known = Object.keys(MEASURES).join(', ');
  throw specProblem(
    `measure ${name}`,
    `没有这个度量；已有 ${known}`,
    `unknown; known are ${known}`,
  );
}

/** What is wrong with a spec, and where. */
export function specProblem(place: string, zh: string, en: string): HubError {
  return new HubError('LINK_SPEC_INVALID', {
    problem: { zh: `${place}：${zh}`, en: `${place}: ${en}` },
  });
}
