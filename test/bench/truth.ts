import { parseArgs } from 'node:util';
import type { Comparison } from '../../cli/district/compare-truth.ts';
import { SPELLINGS, type Spelling } from '../../cli/district/spelling-kinds.ts';
import { shareOf } from '../../subgraphs/crossmatch/linkage/intervals.ts';
import { openCliHub } from '../support/cli.ts';
import { judgeDistrict, type Judgement } from '../support/judge-district.ts';
import { qualityOfAsked, type Asked, type Counted } from '../support/judge-pairs.ts';

// npm run bench:truth -- [--seeds 5] [--recipients 9000]
// Districts of the seeds 1 to N, each taken through the real commands and held against its truth: alerts, silence,
// reviews, visits and row counts as expected; then, by person, whether each alert and each pair is about whom its rows
// are truly about. Prints a line per seed on stderr and one JSON document.
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    recipients: { type: 'string', default: '9000' },
  },
});
const recipients = Number(values.recipients);

const judged: (Judgement & { seed: number })[] = [];
for (let seed = 1; seed <= Number(values.seeds); seed += 1) {
  const hub = await openCliHub();
  try {
    const one = { seed, ...(await judgeDistrict(hub, { seed, recipients })) };
    judged.push(one);
    console.error(lineOf(one));
  } finally {
    await hub.close();
  }
}
const seeds = judged.map(({ seed, comparison, pairs, seconds }) => {
  const reviews = withQuality(pairs.reviews);
  const scored = withQuality(pairs.scored);
  return { seed, ...comparison, pairs: { ...pairs, reviews, scored }, seconds };
});
console.log(JSON.stringify({ recipients, seeds, total: totalOf(judged) }, null, 2));

function lineOf({ seed, comparison, pairs }: (typeof judged)[number]): string {
  const { alertsExpected, alertsFound, silentCases, silentViolations } = comparison;
  const { reviews, wrongAlerts, reviewsPer1000Rows } = pairs;
  const { asked, askedSame, same } = reviews;
  return [
    `seed ${seed}: alerts ${alertsFound} of ${alertsExpected}, wrong ${wrongAlerts.length}`,
    `silence broken ${silentViolations.length} of ${silentCases}`,
    `pairs of one person ${same.found} of ${same.expected}, asked ${asked}, not one person ${asked - askedSame}`,
    `beyond the truth ${comparison.reviewsSurplus.length}`,
    `${reviewsPer1000Rows.toFixed(2)} pairs per 1,000 rows`,
    ...differencesOf(comparison),
  ].join('; ');
}

function differencesOf(comparison: Comparison): string[] {
  return Object.entries(comparison).flatMap(([name, value]) =>
    Array.isArray(value) && value.length > 0 ? [`${name} ${value.join(', ')}`] : [],
  );
}

function totalOf(all: readonly Judgement[]) {
  const sum = (count: (one: Judgement) => number): number =>
    all.reduce((total, one) => total + count(one), 0);
  const total = (which: 'reviews' | 'scored'): Asked => ({
    asked: sum(({ pairs }) => pairs[which].asked),
    askedSame: sum(({ pairs }) => pairs[which].askedSame),
    same: {
      expected: sum(({ pairs }) => pairs[which].same.expected),
      found: sum(({ pairs }) => pairs[which].same.found),
    },
  });
  const [reviews, rows] = [total('reviews'), sum(({ pairs }) => pairs.extractRows)];
  return {
    exactDistricts: sum(({ comparison }) => (comparison.exact ? 1 : 0)),
    alertsExpected: sum(({ comparison }) => comparison.alertsExpected),
    alertsFound: sum(({ comparison }) => comparison.alertsFound),
    alertsMissed: sum(({ comparison }) => comparison.missed.length),
    alertsSurplus: sum(({ comparison }) => comparison.surplus.length),
    wrongAlerts: sum(({ pairs }) => pairs.wrongAlerts.length),
    silentCases: sum(({ comparison }) => comparison.silentCases),
    silentViolations: sum(({ comparison }) => comparison.silentViolations.length),
    reviewsExpected: sum(({ comparison }) => comparison.reviewsExpected),
    reviewsMissed: sum(({ comparison }) => comparison.reviewsMissed.length),
    reviewsSurplus: sum(({ comparison }) => comparison.reviewsSurplus.length),
    reviews: withQuality(reviews),
    // What the linkage proposed; a pair that is found was blocked, so that its recall is the least blocking recall.
    scored: withQuality(total('scored')),
    extractRows: rows,
    reviewsPer1000Rows: (1_000 * reviews.asked) / rows,
    reviewRecallBySpelling: bySpelling(all),
  };
}

function withQuality(asked: Asked) {
  const { precision, recall, f1 } = qualityOfAsked(asked);
  return { ...asked, precision, recall, f1 };
}

function bySpelling(all: readonly Judgement[]): Record<string, Counted & { share: object }> {
  const names = Object.keys(SPELLINGS) as Spelling[];
  const rows = names.flatMap((name) => {
    const counts = all.flatMap(({ pairs }) => pairs.bySpelling[name] ?? []);
    const expected = counts.reduce((total, one) => total + one.expected, 0);
    const found = counts.reduce((total, one) => total + one.found, 0);
    return expected === 0
      ? []
      : [[name, { expected, found, share: shareOf(found, expected) }] as const];
  });
  return Object.fromEntries(rows);
}
