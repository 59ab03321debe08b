import type { Plan } from './plan.ts';
import { seededRandom } from './seeded-random.ts';

/** Random pairs of row numbers (from 1), or all pairs when there are no more than the spec's sample. */
export function samplePairs(
  plan: Plan,
  lefts: number,
  rights: number,
): { l: Int32Array; r: Int32Array } {
  const wanted = plan.spec.training.samplePairs;
  const all = plan.dedupe ? (lefts * (lefts - 1)) / 2 : lefts * rights;
  const [l, r] = [new Int32Array(Math.min(all, wanted)), new Int32Array(Math.min(all, wanted))];
  if (all <= wanted) {
    let at = 0;
    for (let a = 1; a <= lefts; a++) {
      for (let b = plan.dedupe ? a + 1 : 1; b <= (plan.dedupe ? lefts : rights); b++) {
        [l[at], r[at]] = [a, b];
        at += 1;
      }
    }
    return { l, r };
  }
  const random = seededRandom(plan.spec.seed);
  for (let at = 0; at < wanted;) {
    const a = 1 + Math.floor(random() * lefts);
    const b = 1 + Math.floor(random() * (plan.dedupe ? lefts : rights));
    if (plan.dedupe && a === b) continue;
    [l[at], r[at]] = plan.dedupe && a > b ? [b, a] : [a, b];
    at += 1;
  }
  return { l, r };
}
