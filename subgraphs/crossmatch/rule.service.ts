import { assertCan, can, type Actor } from '../../kernel/actor.ts';
import { HubError } from '../../kernel/errors.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import { groupBy, indexBy } from '../../kernel/runtime/loader.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { RuleSwitch } from '../../prisma/generated/client/client.ts';
import { isSmall } from './alert-statistics.ts';
import { auditScope } from './alert-write.ts';
import { confirmedShareOf, type ConfirmedShare } from './confirmed-share.ts';
import { assertStatement } from './free-text.ts';
import type { Rule } from './rule.ts';
import { RULES } from './rules/index.ts';

const BY_ID: ReadonlyMap<string, Rule> = indexBy(RULES, (rule) => rule.id);

/** 比对规则: their text is code, their switch and their record are data. */
export function createRuleService({ database: { db }, clock }: SubgraphDeps) {
  return {
    /** All rules in their order. */
    list(): readonly Rule[] {
      return RULES;
    },

    /** The rule of that id; null when there is none. */
    find(ruleId: string): Rule | null {
      return BY_ID.get(ruleId) ?? null;
    },

    /** The switches that were ever touched; a rule without one is on. */
    async switchesOf(ruleIds: readonly string[]): Promise<Map<string, RuleSwitch>> {
      const rows = await db.ruleSwitch.findMany({ where: { ruleId: { in: [...ruleIds] } } });
      return indexBy(rows, (row) => row.ruleId);
    },

    /**
     * How often officers confirmed each rule's alerts, district-wide: no street, no person. A rule with
     * fewer than five disposed alerts is absent for those who may not read alerts.
     */
    async confirmedShares(
      actor: Actor,
      ruleIds: readonly string[],
    ): Promise<Map<string, ConfirmedShare>> {
      if (!can(actor, 'STATISTICS_READ')) return new Map();
      const rows = await db.alert.groupBy({
        by: ['ruleId', 'disposition'],
        where: { ruleId: { in: [...ruleIds] }, status: 'CLOSED' },
        _count: true,
      });
      const byRule = groupBy(rows, (row) => row.ruleId);
      const shares = ruleIds.map((ruleId) => [ruleId, shareOf(byRule.get(ruleId) ?? [])] as const);
      return new Map(
        shares.filter(([, { disposed }]) => can(actor, 'ALERT_READ') || !isSmall(disposed)),
      );
    },

    /**
     * Turns a rule on or off. Off, it raises nothing and withdraws nothing.
     *
     * @throws HubError FORBIDDEN, NOT_FOUND for an unknown rule, INVALID_INPUT without a note
     */
    async setSwitch(
      request: RequestContext,
      { ruleId, enabled, note }: { ruleId: string; enabled: boolean; note: string },
    ): Promise<Rule> {
      assertCan(request.actor, 'RULE_SWITCH');
      const rule = BY_ID.get(ruleId);
      if (rule === undefined) throw new HubError('NOT_FOUND', { ruleId });
      assertStatement('note', note);
      const data = { enabled, note, changedBy: request.actor.subject, changedAt: clock.now() };
      await db.$transaction(async (tx) => {
        await tx.ruleSwitch.upsert({
          where: { ruleId },
          create: { ruleId, ...data },
          update: data,
        });
        await recordAudit(tx, auditScope(request), { kind: 'RULE_SWITCHED', ruleId, enabled });
      });
      return rule;
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
