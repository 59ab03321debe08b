import type { LinkageResult, LinkedPair } from '../run-linkage.ts';
import { weightOf } from '../score.ts';
import type { Truth } from '../truth.ts';
import type { REPORT_TEXTS } from './texts.ts';

type Reason = keyof typeof REPORT_TEXTS;
export type ChosenPair = { why: Reason; pair: LinkedPair };

const OF_EACH = 4;

/** The pairs worth a look: what went wrong where that is known, both sides of the threshold, and one clear case. */
export function chosenPairs(result: LinkageResult, truth: Truth | null): ChosenPair[] {
  const line = weightOf(result.plan.spec.thresholds.match);
  const near = [...result.pairs].sort(
    (a, b) => Math.abs(a.weight - line) - Math.abs(b.weight - line) || a.l - b.l || a.r - b.r,
  );
  const matched = near.filter(({ decision }) => decision === 'MATCH');
  const others = near.filter(({ decision }) => decision !== 'MATCH');
  const strongest = matched.reduce<LinkedPair[]>(
    ([best], pair) => [!best || pair.weight > best.weight ? pair : best],
    [],
  );
  const same = truth ? verdictsOf(truth) : () => null;
  const chosen = [
    ...some('falseMatch', truth ? matched.filter((pair) => same(pair) === false) : []),
    ...some('missedMatch', truth ? others.filter((pair) => same(pair) === true) : []),
    ...some('justAbove', matched),
    ...some('justBelow', others),
    ...some('strongest', strongest),
  ];
  const seen = new Set<LinkedPair>();
  return chosen.filter(({ pair }) => !seen.has(pair) && seen.add(pair));
}

function some(why: Reason, pairs: readonly LinkedPair[]): ChosenPair[] {
  return pairs.slice(0, OF_EACH).map((pair) => ({ why, pair }));
}

function verdictsOf(truth: Truth): (pair: { l: number; r: number }) => boolean | null {
  const known = new Map<string, boolean>();
  truth.same.forEach((same, at) => known.set(`${truth.l[at]} ${truth.r[at]}`, same === 1));
  return ({ l, r }) => known.get(`${l} ${r}`) ?? (truth.complete ? false : null);
}
