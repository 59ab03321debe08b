import { comparePairs } from './compare.ts';
import type { LinkageDatabase } from './engine/linkage-database.ts';
import type { Plan } from './plan.ts';
import type { ScoredPair } from './resolve.ts';
import { scoredSql, type Millibits, type Weights } from './score.ts';
import type { Standardiser } from './standardise.ts';

/** A pair with what scoring found. */
export type PairEvidence = ScoredPair & {
  /** The blocking rules that proposed it, as bits. */
  rules: number;
  /** Level of each comparison: -1 missing, 0 the last, higher is better. */
  levels: readonly number[];
};

export type Scoring = { plan: Plan; weights: Weights; standardiser: Standardiser };

/** The pairs of a table of levels that have at least the weight, in the order of their rows. */
export async function readScored(
  database: LinkageDatabase,
  { plan, weights }: Scoring,
  table: string,
  least: Millibits,
): Promise<PairEvidence[]> {
  const pairs: PairEvidence[] = [];
  for await (const rows of database.rows(scoredSql(plan, weights, table, least))) {
    for (const [l = 0, r = 0, weight = 0, rules = 0, ...levels] of rows) {
      pairs.push({ l, r, weight, rules, levels });
    }
  }
  return pairs;
}

/**
 * Compares and scores pairs that are named instead of proposed (in a file with itself l < r), whatever their weight.
 * Those that a blocking rule proposed too carry its bits. Leaves the tables `name` and `name_levels`.
 */
export async function scoreNamedPairs(
  database: LinkageDatabase,
  scoring: Scoring,
  name: string,
  { l, r }: { l: Int32Array; r: Int32Array },
): Promise<PairEvidence[]> {
  await database.load(`${name}_rows`, ['l', 'r'], [l, r]);
  await database.run(`DROP TABLE IF EXISTS ${name}`);
  await database.run(`CREATE TABLE ${name} AS SELECT n.l AS l, n.r AS r, COALESCE(p.rules, 0) AS rules
    FROM ${name}_rows AS n LEFT JOIN pairs AS p ON p.l = n.l AND p.r = n.r`);
  await comparePairs(database, scoring.plan, scoring.standardiser, name, `${name}_levels`);
  return readScored(database, scoring, `${name}_levels`, -Infinity);
}
