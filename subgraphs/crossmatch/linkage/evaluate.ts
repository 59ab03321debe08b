import { clusterSteps } from './cluster.ts';
import { levelColumns } from './compare.ts';
import type { LinkageDatabase } from './engine/linkage-database.ts';
import { evaluateBlocking, type BlockingEvaluation } from './evaluate-blocking.ts';
import { qualityOf, type Quality } from './intervals.ts';
import { absentWeight, type LinkageResult } from './run-linkage.ts';
import { probabilityOf, scoredSql, weightOf, type Millibits } from './score.ts';
import type { Truth } from './truth.ts';

/** The quality at one threshold. */
export type ThresholdQuality = {
  weight: Millibits;
  probability: number;
  pairs: Quality;
  /** Null where nothing is clustered, and below the weight of the pairs the run kept. */
  clusters: Quality | null;
};

export type Evaluation = {
  truth: { matches: number; labelled: number; complete: boolean; unknownRecords: number };
  records: { left: number; right: number | null };
  candidates: number;
  blocking: BlockingEvaluation;
  /** The pairs the linkage decided to be matches. */
  pairs: Quality;
  /** All pairs within its groups; null unless a file is compared with itself. */
  clusters: Quality | null;
  review: { pairs: number; perThousandRecords: number | null };
  thresholds: readonly ThresholdQuality[];
  /** Quality of the decided pairs per value of a column; a pair counts with each of its records' values. */
  groups: readonly { value: string; pairs: Quality }[];
};

const WHOLE_BIT = 1000;
/** Beyond these a probability is 0 or 1 to six digits: steps that nobody would choose. */
const [LOWEST, HIGHEST] = [-20_000, 40_000];

/**
 * How good a linkage is against what is known. To be called on the database it ran on, before it is closed: pairs that
 * were scored but not kept are counted there.
 */
export async function evaluateLinkage(
  database: LinkageDatabase,
  result: LinkageResult,
  truth: Truth,
  groups?: { left: readonly (string | null)[]; right: readonly (string | null)[] | null },
): Promise<Evaluation> {
  const { plan, left, right, pairs, clusters } = result;
  await database.load('truth', ['l', 'r', 'same'], [truth.l, truth.r, truth.same]);
  const matched = pairs.filter(({ decision }) => decision === 'MATCH');
  const review = pairs.filter(({ decision }) => decision === 'REVIEW').length;
  const records = left.ids.length + (plan.dedupe ? 0 : right.ids.length);
  return {
    truth: {
      matches: truth.matches,
      labelled: truth.same.length,
      complete: truth.complete,
      unknownRecords: truth.unknownRecords,
    },
    records: { left: left.ids.length, right: plan.dedupe ? null : right.ids.length },
    candidates: result.candidates,
    blocking: await evaluateBlocking(database, result, truth),
    pairs: qualityOfPairs(matched, truth, right.ids.length),
    clusters: clusters ? qualityOfClusters(clusters, truth) : null,
    review: {
      pairs: review,
      perThousandRecords: records === 0 ? null : (1000 * review) / records,
    },
    thresholds: await qualityOfThresholds(database, result, truth),
    groups: groups ? qualityOfGroups(matched, truth, groups, right.ids.length) : [],
  };
}

type RowPair = { l: number; r: number };

function qualityOfPairs(matched: readonly RowPair[], truth: Truth, rights: number): Quality {
  const found = new Set(matched.map(({ l, r }) => l * (rights + 1) + r));
  let [hits, wrong] = [0, 0];
  truth.same.forEach((same, at) => {
    if (!found.has((truth.l[at] ?? 0) * (rights + 1) + (truth.r[at] ?? 0))) return;
    if (same === 1) hits += 1;
    else wrong += 1;
  });
  return qualityOf(hits, truth.complete ? found.size - hits : wrong, truth.matches - hits);
}

function qualityOfClusters(clusters: Int32Array, truth: Truth): Quality {
  let [hits, wrong] = [0, 0];
  truth.same.forEach((same, at) => {
    if (clusters[(truth.l[at] ?? 0) - 1] !== clusters[(truth.r[at] ?? 0) - 1]) return;
    if (same === 1) hits += 1;
    else wrong += 1;
  });
  if (truth.complete) wrong = pairsWithin(clusters) - hits;
  return qualityOf(hits, wrong, truth.matches - hits);
}

function pairsWithin(clusters: Int32Array): number {
  const sizes = new Map<number, number>();
  for (const cluster of clusters) sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1);
  let pairs = 0;
  for (const size of sizes.values()) pairs += (size * (size - 1)) / 2;
  return pairs;
}

async function qualityOfThresholds(
  database: LinkageDatabase,
  result: LinkageResult,
  truth: Truth,
): Promise<ThresholdQuality[]> {
  const scored = await countByWeight(database, result);
  const review = weightOf(result.plan.spec.thresholds.review);
  const match = weightOf(result.plan.spec.thresholds.match);
  const steps = wholeBits(scored.map(({ weight }) => weight));
  const thresholds = [...new Set([...steps, review, match])].sort((a, b) => a - b);
  const clusters = qualityOfClusterings(
    result,
    truth,
    thresholds.filter((weight) => weight >= review),
  );
  return thresholds.map((weight): ThresholdQuality => {
    let [pairs, same, different] = [0, 0, 0];
    for (const one of scored) {
      if (one.weight < weight) continue;
      pairs += one.pairs;
      same += one.same;
      different += one.different;
    }
    const wrong = truth.complete ? pairs - same : different;
    return {
      weight,
      probability: probabilityOf(weight),
      pairs: qualityOf(same, wrong, truth.matches - same),
      clusters: clusters.get(weight) ?? null,
    };
  });
}

/** The quality of the groups at each threshold; none where nothing is clustered. */
function qualityOfClusterings(
  { plan, left, pairs, weights, clusters }: LinkageResult,
  truth: Truth,
  thresholds: readonly Millibits[],
): Map<Millibits, Quality> {
  const found = new Map<Millibits, Quality>();
  if (!clusters) return found;
  const options = { how: plan.spec.clustering, absent: absentWeight(weights) };
  const falling = thresholds.toReversed();
  let at = 0;
  for (const groups of clusterSteps(left.ids.length, pairs, options, falling)) {
    found.set(falling[at++] ?? 0, qualityOfClusters(groups, truth));
  }
  return found;
}

type WeightCount = { weight: Millibits; pairs: number; same: number; different: number };

async function countByWeight(
  database: LinkageDatabase,
  { plan, weights }: LinkageResult,
): Promise<WeightCount[]> {
  // What no rule proposed but closes a group is scored too.
  const columns = `l, r, rules, ${levelColumns(plan).join(', ')}`;
  const table = `(SELECT ${columns} FROM levels UNION ALL SELECT ${columns} FROM further_levels WHERE rules = 0)`;
  const scored = scoredSql(plan, weights, table, -Infinity);
  const sum = (same: number): string =>
    `CAST(SUM(CASE WHEN t.same = ${same} THEN 1 ELSE 0 END) AS BIGINT)`;
  const sql = `SELECT s.weight, CAST(COUNT(*) AS BIGINT), ${sum(1)}, ${sum(0)}
    FROM (${scored}) AS s LEFT JOIN truth AS t ON t.l = s.l AND t.r = s.r
    GROUP BY s.weight ORDER BY s.weight`;
  const counts: WeightCount[] = [];
  for await (const rows of database.rows(sql)) {
    for (const [weight = 0, pairs = 0, same = 0, different = 0] of rows) {
      counts.push({ weight, pairs, same, different });
    }
  }
  return counts;
}

function wholeBits(weights: readonly Millibits[]): Millibits[] {
  const [first, last] = [weights[0], weights.at(-1)];
  if (first === undefined || last === undefined) return [];
  const lowest = Math.max(LOWEST, Math.floor(first / WHOLE_BIT) * WHOLE_BIT);
  const highest = Math.min(HIGHEST, Math.ceil(last / WHOLE_BIT) * WHOLE_BIT);
  const steps: Millibits[] = [];
  for (let weight = lowest; weight <= highest; weight += WHOLE_BIT) steps.push(weight);
  return steps;
}

function qualityOfGroups(
  matched: readonly RowPair[],
  truth: Truth,
  groups: { left: readonly (string | null)[]; right: readonly (string | null)[] | null },
  rights: number,
): { value: string; pairs: Quality }[] {
  const valuesOf = ({ l, r }: RowPair): string[] => [
    ...new Set([groups.left[l - 1] ?? '', (groups.right ?? groups.left)[r - 1] ?? '']),
  ];
  const matchedOf = grouped(matched, valuesOf);
  const listed = Array.from(truth.same, (same, at) => ({
    l: truth.l[at] ?? 0,
    r: truth.r[at] ?? 0,
    same,
  }));
  const truthOf = grouped(listed, valuesOf);
  const values = [...new Set([...matchedOf.keys(), ...truthOf.keys()])].sort();
  return values.map((value) => {
    const known = truthOf.get(value) ?? [];
    const part: Truth = {
      ...truth,
      l: Int32Array.from(known, ({ l }) => l),
      r: Int32Array.from(known, ({ r }) => r),
      same: Int32Array.from(known, ({ same }) => same),
      matches: known.filter(({ same }) => same === 1).length,
    };
    return { value, pairs: qualityOfPairs(matchedOf.get(value) ?? [], part, rights) };
  });
}

function grouped<T extends RowPair>(
  pairs: readonly T[],
  valuesOf: (pair: T) => readonly string[],
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const pair of pairs) {
    for (const value of valuesOf(pair)) {
      const group = groups.get(value);
      if (group) group.push(pair);
      else groups.set(value, [pair]);
    }
  }
  return groups;
}
