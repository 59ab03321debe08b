import { can, type Actor } from '../../kernel/actor.ts';
import { actingAsHub } from '../../kernel/runtime/acting.ts';
import { groupBy, indexBy } from '../../kernel/runtime/loader.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { confirmedShareOf, type ConfirmedShare } from './confirmed-share.ts';
import type { Rule } from './rule.ts';
import { RULES } from './rules/index.ts';

const BY_ID: ReadonlyMap<string, Rule> = indexBy(RULES, (rule) => rule.id);

/** 比对规则: their text is code, their state and their record are data. */
export function createRuleService({ database: { db } }: SubgraphDeps) {
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
      const rows = await actingAsHub(async () =>
        db.alert.groupBy({
          by: ['ruleId', 'disposition'],
          where: { ruleId: { in: [...ruleIds] }, disposition: { not: null } },
          _count: true,
        }),
      );
      const byRule = groupBy(rows, (row) => row.ruleId);
      return new Map(ruleIds.map((ruleId) => [ruleId, shareOf(byRule.get(ruleId) ?? [])]));
    },
  };
}

function shareOf(
  counts: readonly { disposition: string | null; _count: number }[],
): ConfirmedShare {
  const disposed = counts.reduce((sum, { _count }) => sum + _count, 0);
  const confirmed = counts.find(({ disposition }) => disposition === 'CONFIRMED');
  return confirmedShareOf(confirmed?._count ?? 0, disposed);
}

/** What was not confirmed is given back by what was. */
