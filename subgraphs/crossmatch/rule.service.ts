import { can, type Actor } from '../../kernel/actor.ts';
import { actingAsHub } from '../../kernel/runtime/acting.ts';
import { groupBy, indexBy } from '../../kernel/runtime/loader.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { confirmedShareOf, type ConfirmedShare } from './confirmed-share.ts';
import type { Rule } from './rule.ts';
import { RULES } from './rules/index.ts';

// While it is objected to, a disposition is none.
const DISPOSED = `
  SELECT rule_id AS "ruleId", disposition, count(*) AS n
    FROM alert
   WHERE rule_id = ANY($1::text[]) AND disposition IS NOT NULL
     AND alert_no NOT IN (SELECT alert_no FROM held_alert)
   GROUP BY rule_id, disposition`;

type CountedRule = { ruleId: string; disposition: string; n: number };

const BY_ID: ReadonlyMap<string, Rule> = indexBy(RULES, (rule) => rule.id);

/** 比对规则: their text is code, their state and their record are data. */
export function createRuleService({ database: { pool } }: SubgraphDeps) {
  return {
    /** All rules in their order. */
    list(): readonly Rule[] {
      return RULES;
    },

    /** The rule of that id; null when there is none. */
    find(ruleId: string): Rule | null {
      return BY_ID.get(ruleId) ?? null;
    },

    /**
     * How often officers confirmed each rule's alerts, district-wide: no street, no person. A rule with
     * fewer than five alerts confirmed, or not confirmed, is absent for those who may not read alerts.
     */
    async confirmedShares(
      actor: Actor,
      ruleIds: readonly string[],
    ): Promise<Map<string, ConfirmedShare>> {
      if (!can(actor, 'ALERT_READ')) return new Map();
      const { rows } = await actingAsHub(() => pool.query<CountedRule>(DISPOSED, [ruleIds]));
      const byRule = groupBy(rows, (row) => row.ruleId);
      return new Map(ruleIds.map((ruleId) => [ruleId, shareOf(byRule.get(ruleId) ?? [])]));
    },
  };
}

function shareOf(counts: readonly CountedRule[]): ConfirmedShare {
  const disposed = counts.reduce((sum, { n }) => sum + n, 0);
  const confirmed = counts.find(({ disposition }) => disposition === 'CONFIRMED');
  return confirmedShareOf(confirmed?.n ?? 0, disposed);
}

/** What was not confirmed is given back by what was. */
