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
export function misfitOf(model: Model, plan: Plan): string | null {
  return comparisonsMisfit(model, plan) ?? termsMisfit(model, plan);
}

/** The fields that some level weighs by the rarity of their values. */
export function weighedFields({ comparisons }: Plan): Set<string> {
  return new Set(
    comparisons.flatMap(({ levels }) => levels.flatMap((level) => level.termFrequency ?? [])),
  );
}

function comparisonsMisfit({ comparisons }: Model, plan: Plan): string | null {
  const [found, expected] = [comparisons.length, plan.comparisons.length];
  if (found !== expected) return `comparisons: ${found}, the spec has ${expected}`;
  for (const [at, comparison] of plan.comparisons.entries()) {
    const learnt = comparisons[at];
    const misfit = learnt ? comparisonMisfit(learnt, comparison) : 'missing';
    if (misfit !== null) return `comparisons.${at}${misfit}`;
  }
  return null;
}

function comparisonMisfit(learnt: LearntComparison, planned: ComparisonPlan): string | null {
  if (learnt.name !== planned.name) return `.name: ${learnt.name}, the spec has ${planned.name}`;
  const [found, expected] = [learnt.levels.length, planned.levels.length];
  if (found !== expected) return `.levels: ${found}, the spec has ${expected}`;
  return sharesMisfit(learnt, planned, 'm') ?? sharesMisfit(learnt, planned, 'u');
}

/** A share that the spec fixes stands in the place of the learnt one: what the others add up to is then less than one. */
function sharesMisfit(
  learnt: LearntComparison,
  planned: ComparisonPlan,
  which: 'm' | 'u',
): string | null {
  let sum = 0;
  let isFixed = false;
  for (const [place, level] of learnt.levels.entries()) {
    const fixed = planned.levels[place]?.[which] ?? null;
    if (fixed === null) sum += level[which];
    else if (level[which] !== fixed)
      return `.levels.${place}.${which}: the spec fixes it at ${fixed}`;
    else isFixed = true;
  }
  if (sum > 1 + ROUNDING || (!isFixed && sum < 1 - ROUNDING)) {
    return `.levels: ${which} adds up to ${sum.toPrecision(6)} instead of 1`;
  }
  return null;
}

function termsMisfit({ termFrequencies }: Model, plan: Plan): string | null {
  const asked = weighedFields(plan);
  for (const field of asked) {
    if (!Object.hasOwn(termFrequencies, field)) return `termFrequencies.${field}: missing`;
  }
  for (const [field, { common }] of Object.entries(termFrequencies)) {
    if (!asked.has(field)) return `termFrequencies.${field}: the spec does not ask for it`;
    const sum = Object.values(common).reduce((total, share) => total + share, 0);
    if (sum > 1 + ROUNDING) {
      return `termFrequencies.${field}.common: adds up to ${sum.toPrecision(6)}, more than 1`;
    }
  }
  return null;
}
