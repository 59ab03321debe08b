import type { LinkageDatabase } from './engine/linkage-database.ts';
import { shareOf, type Share } from './intervals.ts';
import type { LinkageResult } from './run-linkage.ts';
import type { Title } from './spec.ts';
import type { Truth } from './truth.ts';

export type BlockingEvaluation = {
  /** The share of the true pairs that some rule proposed: what is lost here no score brings back. */
  recall: Share;
  lost: number;
  rules: readonly RuleEvaluation[];
};

export type RuleEvaluation = {
  title: Title;
  /** Distinct pairs it proposed, and those of them no other rule did. */
  pairs: number;
  alonePairs: number;
  truePairs: number;
  aloneTruePairs: number;
  /** Key values left out as too common, and the pairs they would have given. */
  hotKeys: number;
  hotPairs: number;
};

/** What each blocking rule proposed and what only it found. Needs the table `truth`. */
export async function evaluateBlocking(
  database: LinkageDatabase,
  { blocks }: LinkageResult,
  truth: Truth,
): Promise<BlockingEvaluation> {
  const rules = blocks.map(({ title, hotKeys, hotPairs }) => ({
    ...{ title, pairs: 0, alonePairs: 0, truePairs: 0, aloneTruePairs: 0 },
    ...{ hotKeys, hotPairs },
  }));
  let found = 0;
  const sql = `SELECT p.rules, CAST(COUNT(*) AS BIGINT),
    CAST(SUM(CASE WHEN t.same = 1 THEN 1 ELSE 0 END) AS BIGINT)
    FROM pairs AS p LEFT JOIN truth AS t ON t.l = p.l AND t.r = p.r GROUP BY p.rules`;
  for await (const rows of database.rows(sql)) {
    for (const [bits = 0, pairs = 0, truePairs = 0] of rows) {
      found += truePairs;
      rules.forEach((rule, at) => {
        if ((bits & (2 ** at)) === 0) return;
        rule.pairs += pairs;
        rule.truePairs += truePairs;
        if (bits !== 2 ** at) return;
        rule.alonePairs += pairs;
        rule.aloneTruePairs += truePairs;
      });
    }
  }
  return { recall: shareOf(found, truth.matches), lost: truth.matches - found, rules };
}
