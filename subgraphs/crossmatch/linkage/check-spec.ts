import { checkKnown, placed, shapesOf, type FieldShape } from './check-fields.ts';
import { measureOf, specProblem } from './conditions.ts';
import type { ComparisonSpec, Condition, LevelSpec, LinkageSpec } from './spec.ts';

type KindSpec = Extract<ComparisonSpec, { kind: string }>;
type MeasureSpec = Extract<Condition, { measure: string }>;

const MOST_CONDITIONS = 1000;

/**
 * Refuses what has the form of a spec and cannot be meant, with its place: names nothing has, conditions that ask
 * nothing, lists taken for texts, shares that add up to more than all.
 * @throws HubError LINK_SPEC_INVALID
 */
export function checkSpec(spec: LinkageSpec): void {
  const { match, review } = spec.thresholds;
  if (review > match) {
    throw specProblem(
      'thresholds.review',
      `${review} 高于 match（${match}）`,
      `${review} is above match, which is ${match}`,
    );
  }
  const shapes = shapesOf(spec);
  spec.blocking.forEach(({ on }, at) => checkRule(spec, on, `blocking.${at}.on`, shapes));
  const left = { conditions: MOST_CONDITIONS };
  spec.comparisons.forEach((comparison, at) => {
    const place = `comparisons.${at}`;
    if ('kind' in comparison) return checkKind(spec, comparison, place, shapes);
    comparison.missing?.forEach((name, n) => checkKnown(spec, name, `${place}.missing.${n}`));
    comparison.levels.forEach((level, n) => checkLevel(spec, level, `${place}.levels.${n}`, left));
    checkShares(comparison.levels, 'm', place);
    checkShares(comparison.levels, 'u', place);
  });
}

function checkRule(
  spec: LinkageSpec,
  on: LinkageSpec['blocking'][number]['on'],
  place: string,
  shapes: ReadonlyMap<string, FieldShape>,
): void {
  const seen = new Set<string>();
  on.forEach((key, at) => {
    const name = typeof key === 'string' ? key : key.each;
    const here = `${place}.${at}`;
    checkKnown(spec, name, here);
    if (seen.has(name))
      throw specProblem(here, `${name} 在同一规则中出现两次`, `${name} stands twice in one rule`);
    seen.add(name);
    const shape = shapes.get(name);
    if (typeof key === 'string' && shape === 'LIST') {
      throw specProblem(
        here,
        `${name} 是列表，请写 {"each": "${name}"}`,
        `${name} is a list; write {"each": "${name}"}`,
      );
    }
    if (typeof key !== 'string' && shape === 'ONE') {
      throw specProblem(
        here,
        `${name} 不是列表，请写 "${name}"，或加上 words 之类的步骤`,
        `${name} is no list; write "${name}", or give it a step such as words`,
      );
    }
  });
}

function checkKind(
  spec: LinkageSpec,
  { kind, field, within }: KindSpec,
  place: string,
  shapes: ReadonlyMap<string, FieldShape>,
): void {
  checkKnown(spec, field, `${place}.field`);
  if (within !== undefined && kind !== 'number') {
    throw specProblem(
      `${place}.within`,
      `只用于 number，不用于 ${kind}`,
      `only kind number takes it, not ${kind}`,
    );
  }
  if (within?.some((share, at) => share <= (within[at - 1] ?? 0))) {
    throw specProblem(`${place}.within`, '须由小到大', 'must ascend');
  }
  const shape = shapes.get(field);
  if (shape === 'LIST' && kind !== 'set' && kind !== 'exact') {
    throw specProblem(
      `${place}.field`,
      `${field} 是列表，只能用 set 或 exact，不能用 ${kind}`,
      `${field} is a list; its kind is set or exact, not ${kind}`,
    );
  }
  if (shape === 'ONE' && kind === 'set') {
    throw specProblem(
      `${place}.field`,
      `${field} 不是列表；set 需要 words 之类的步骤`,
      `${field} is no list; kind set needs a step such as words`,
    );
  }
}

function checkLevel(
  spec: LinkageSpec,
  { when, termFrequency }: LevelSpec,
  place: string,
  left: { conditions: number },
): void {
  if (when !== 'else') checkCondition(spec, when, `${place}.when`, left);
  if (termFrequency !== undefined) checkKnown(spec, termFrequency, `${place}.termFrequency`);
}

function checkCondition(
  spec: LinkageSpec,
  condition: Condition,
  place: string,
  left: { conditions: number },
): void {
  left.conditions -= 1;
  if (left.conditions < 0) {
    throw specProblem(
      place,
      `方案的条件超过 ${MOST_CONDITIONS} 个`,
      `more than ${MOST_CONDITIONS} conditions in one spec`,
    );
  }
  const inner = (one: Condition, key: string) => checkCondition(spec, one, `${place}.${key}`, left);
  if ('all' in condition) condition.all.forEach((one, at) => inner(one, `all.${at}`));
  else if ('any' in condition) condition.any.forEach((one, at) => inner(one, `any.${at}`));
  else if ('not' in condition) inner(condition.not, 'not');
  else if ('value' in condition) checkKnown(spec, condition.value, `${place}.value`);
  else if ('measure' in condition) checkMeasure(spec, condition, place);
  else for (const name of [condition.equal].flat()) checkKnown(spec, name, `${place}.equal`);
}

function checkMeasure(spec: LinkageSpec, condition: MeasureSpec, place: string): void {
  const { measure, field, fields, atLeast, atMost, is } = condition;
  placed(place, () => measureOf(measure));
  if ((field === undefined) === (fields === undefined)) {
    throw specProblem(
      place,
      `measure ${measure} 须有 field 或 fields，且只有其一`,
      `measure ${measure} needs either field or fields`,
    );
  }
  if (field !== undefined) checkKnown(spec, field, `${place}.field`);
  fields?.forEach((name, at) => checkKnown(spec, name, `${place}.fields.${at}`));
  if (atLeast === undefined && atMost === undefined && is === undefined) {
    throw specProblem(
      place,
      `measure ${measure} 没有界限，请给出 atLeast、atMost 或 is`,
      `measure ${measure} has no limit; give atLeast, atMost or is`,
    );
  }
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) {
    throw specProblem(
      place,
      `atLeast ${atLeast} 大于 atMost ${atMost}`,
      `atLeast ${atLeast} is above atMost ${atMost}`,
    );
  }
}

/** Shares such as 0.7 + 0.2 + 0.1 are not exactly 1. */
const ROUNDING = 1e-9;

function checkShares(levels: readonly LevelSpec[], which: 'm' | 'u', place: string): void {
  const sum = levels.reduce((total, level) => total + (level[which] ?? 0), 0);
  if (sum <= 1 + ROUNDING) return;
  const total = sum.toFixed(3);
  throw specProblem(
    `${place}.levels`,
    `${which} 合计 ${total}，超过 1`,
    `${which} adds up to ${total}, more than 1`,
  );
}
