import { comparePairs, levelColumns } from './compare.ts';
import type { LinkageDatabase } from './engine/linkage-database.ts';
import { learnFromPatterns } from './expectation.ts';
import { LINKAGE_CODE_VERSION, type Model } from './model.ts';
import type { LevelShares, Pattern } from './pattern-evidence.ts';
import type { Plan } from './plan.ts';
import { samplePairs } from './sample-pairs.ts';
import type { Records } from './records.ts';
import type { Standardiser } from './standardise.ts';
import { countTerms, levelOfEquality, termFrequencies, type TermCounts } from './term-frequency.ts';

export type TrainingData = {
  plan: Plan;
  database: LinkageDatabase;
  standardiser: Standardiser;
  left: Records;
  right: Records;
};

/**
 * Learns a model from `levels` (the compared candidate pairs): u from random pairs less the matches among them, m by
 * expectation–maximisation over the blocking rules one by one, each teaching about what it does not block on
 * (Fellegi & Sunter 1969; Winkler 1988). The same seed and data give the same model.
 */
export async function trainModel(data: TrainingData): Promise<Model> {
  const { plan, left, right } = data;
  const counts = countTerms(plan, left, right);
  const sampled = await sampledShares(data);
  const random = withExactEquality(plan, sampled.shares, counts);
  const patterns = await readPatterns(data);
  const pairs = {
    possible: numberOfPairs(plan, left, right),
    most: mostMatches(plan, left, right),
  };
  const learnt = learnFromPatterns(plan, patterns, random, pairs);
  return {
    spec: plan.spec.name,
    specHash: plan.hash,
    codeVersion: LINKAGE_CODE_VERSION,
    seed: plan.spec.seed,
    prior: learnt.prior,
    trainedOn: {
      left: left.ids.length,
      right: right.ids.length,
      pairs: patterns.reduce((sum, { count }) => sum + count, 0),
      sampledPairs: sampled.pairs,
    },
    comparisons: plan.comparisons.map(({ name, levels }, at) => ({
      name,
      levels: levels.map((fixed, level) => ({
        m: fixed.m ?? learnt.m[at]?.[level] ?? 0.5,
        u: fixed.u ?? learnt.u[at]?.[level] ?? 0.5,
      })),
      trained: learnt.trained[at] ?? false,
    })),
    termFrequencies: termFrequencies(plan, counts, data.standardiser, (field) => {
      const at = levelOfEquality(plan, field);
      return at ? learnt.u[at.comparison]?.[at.level] : undefined;
    }),
  };
}

/** How many pairs there are to find matches among. */
export function numberOfPairs(plan: Plan, left: Records, right: Records): number {
  const n = left.ids.length;
  return plan.dedupe ? (n * (n - 1)) / 2 : n * right.ids.length;
}

/** How many pairs can be matches: where a record has one partner at most, no more than there are such records. */
function mostMatches({ spec }: Plan, left: Records, right: Records): number {
  const [lefts, rights] = [left.ids.length, right.ids.length];
  switch (spec.cardinality) {
    case 'one-to-one':
      return Math.min(lefts, rights);
    case 'one-to-many':
      return rights;
    case 'many-to-one':
      return lefts;
    default:
      return Infinity;
  }
}

async function sampledShares(data: TrainingData): Promise<{ shares: LevelShares; pairs: number }> {
  const { plan, database, standardiser, left, right } = data;
  const { l, r } = samplePairs(plan, left.ids.length, right.ids.length);
  await database.load('sample', ['l', 'r', 'rules'], [l, r, new Int32Array(l.length)]);
  await comparePairs(database, plan, standardiser, 'sample', 'sample_levels');
  const shares = [];
  for (const [at, { levels }] of plan.comparisons.entries()) {
    const counted = new Array<number>(levels.length).fill(0);
    const sql = `SELECT g${at}, CAST(COUNT(*) AS BIGINT) FROM sample_levels WHERE g${at} >= 0 GROUP BY g${at}`;
    for await (const rows of database.rows(sql)) {
      for (const [number = 0, count = 0] of rows) counted[levels.length - 1 - number] = count;
    }
    const total = counted.reduce((sum, count) => sum + count, 0);
    // A level that no random pair showed is rare, not impossible.
    shares.push(counted.map((count) => (count + 0.5) / (total + 0.5 * levels.length)));
  }
  await database.run('DROP TABLE sample');
  await database.run('DROP TABLE sample_levels');
  return { shares, pairs: l.length };
}

/** How often two random records have equal values is counted, not sampled; the other levels share what is left. */
function withExactEquality(plan: Plan, sampled: LevelShares, counts: TermCounts): LevelShares {
  return plan.comparisons.map(({ levels }, at) => {
    const shares = sampled[at] ?? [];
    const when = levels[0]?.when;
    if (
      when === undefined ||
      when === 'else' ||
      !('equal' in when) ||
      typeof when.equal !== 'string'
    ) {
      return shares;
    }
    const exact = counts.chanceOfEqual(when.equal);
    const [first = 0, ...rest] = shares;
    // Where all values are the same, the other levels would be left nothing: rare, not impossible.
    if (exact === null || exact >= 1 || first >= 1) return shares;
    return [exact, ...rest.map((share) => (share * (1 - exact)) / (1 - first))];
  });
}

async function readPatterns({ plan, database }: TrainingData): Promise<Pattern[]> {
  const columns = levelColumns(plan).join(', ');
  const patterns: Pattern[] = [];
  const sql = `SELECT rules, ${columns}, CAST(COUNT(*) AS BIGINT) AS n FROM levels GROUP BY rules, ${columns} ORDER BY rules, ${columns}`;
  for await (const rows of database.rows(sql)) {
    for (const row of rows) {
      patterns.push({ rules: row[0] ?? 0, levels: row.slice(1, -1), count: row.at(-1) ?? 0 });
    }
  }
  return patterns;
}
