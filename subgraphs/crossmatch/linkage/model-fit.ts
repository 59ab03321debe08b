import type { Text } from '../../../kernel/errors.ts';
import type { Model } from './model.ts';
import type { ComparisonPlan, Plan } from './plan.ts';

type LearntComparison = Model['comparisons'][number];

/** What rounding may make of a sum of shares. */
const ROUNDING = 1e-6;

/**
 * The first place where a model is not what training makes of the plan, and what is wrong there; null when it fits:
 * the comparisons and levels of the plan in their order, m and u each sharing out one whole, the shares of values that
 * the plan asks for and no others.
 */
export function misfitOf(model: Model, plan: Plan): Text | null {
  return comparisonsMisfit(model, plan) ?? termsMisfit(model, plan);
}

/** The fields that some level weighs by the rarity of their values. */
export function weighedFields({ comparisons }: Plan): Set<string> {
  return new Set(
    comparisons.flatMap(({ levels }) => levels.flatMap((level) => level.termFrequency ?? [])),
  );
}

function comparisonsMisfit({ comparisons }: Model, plan: Plan): Text | null {
  const [found, expected] = [comparisons.length, plan.comparisons.length];
  if (found !== expected) return unlike('comparisons', found, expected);
  for (const [at, comparison] of plan.comparisons.entries()) {
    const learnt = comparisons[at];
    const misfit = learnt ? comparisonMisfit(learnt, comparison, `comparisons.${at}`) : null;
    if (misfit !== null) return misfit;
  }
  return null;
}

function comparisonMisfit(
  learnt: LearntComparison,
  planned: ComparisonPlan,
  at: string,
): Text | null {
  if (learnt.name !== planned.name) return unlike(`${at}.name`, learnt.name, planned.name);
  const [found, expected] = [learnt.levels.length, planned.levels.length];
  if (found !== expected) return unlike(`${at}.levels`, found, expected);
  return sharesMisfit(learnt, planned, 'm', at) ?? sharesMisfit(learnt, planned, 'u', at);
}

/** A share that the spec fixes stands in the place of the learnt one: what the others add up to is then less than one. */
function sharesMisfit(
  learnt: LearntComparison,
  planned: ComparisonPlan,
  which: 'm' | 'u',
  at: string,
): Text | null {
  let sum = 0;
  let isFixed = false;
  for (const [place, level] of learnt.levels.entries()) {
    const fixed = planned.levels[place]?.[which] ?? null;
    if (fixed === null) sum += level[which];
    else if (level[which] !== fixed)
      return placed(
        `${at}.levels.${place}.${which}`,
        `方案定为 ${fixed}`,
        `the spec fixes it at ${fixed}`,
      );
    else isFixed = true;
  }
  if (sum > 1 + ROUNDING || (!isFixed && sum < 1 - ROUNDING)) {
    const total = sum.toPrecision(6);
    return placed(
      `${at}.levels`,
      `${which} 合计 ${total}，而不是 1`,
      `${which} adds up to ${total} instead of 1`,
    );
  }
  return null;
}

function termsMisfit({ termFrequencies }: Model, plan: Plan): Text | null {
  const asked = weighedFields(plan);
  for (const field of asked) {
    if (Object.hasOwn(termFrequencies, field)) continue;
    return placed(`termFrequencies.${field}`, '缺失', 'missing');
  }
  for (const [field, { common }] of Object.entries(termFrequencies)) {
    const place = `termFrequencies.${field}`;
    if (!asked.has(field)) return placed(place, '方案未要求', 'the spec does not ask for it');
    const sum = Object.values(common).reduce((total, share) => total + share, 0);
    if (sum > 1 + ROUNDING) {
      const total = sum.toPrecision(6);
      return placed(`${place}.common`, `合计 ${total}，超过 1`, `adds up to ${total}, more than 1`);
    }
  }
  return null;
}

function unlike(place: string, found: string | number, expected: string | number): Text {
  return placed(place, `${found}，方案为 ${expected}`, `${found}, the spec has ${expected}`);
}

function placed(place: string, zh: string, en: string): Text {
  return { zh: `${place}：${zh}`, en: `${place}: ${en}` };
}
