import { assertCan } from '../../kernel/actor.ts';
import { HubError } from '../../kernel/errors.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import { groupBy, indexBy } from '../../kernel/runtime/loader.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { RuleSwitch } from '../../prisma/generated/client/client.ts';
import { auditScope } from './alert-write.ts';
import { assertStatement } from './free-text.ts';
import type { Rule } from './rule.ts';
import { RULES } from './rules/index.ts';

/** How many alerts of a rule were closed with one disposition. */
export type DispositionCount = { disposition: string; count: number };

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

    /** What officers found of each rule's alerts, district-wide: no street, no person. */
    async dispositionsOf(ruleIds: readonly string[]): Promise<Map<string, DispositionCount[]>> {
      const rows = await db.alert.groupBy({
        by: ['ruleId', 'disposition'],
        where: { ruleId: { in: [...ruleIds] }, status: 'CLOSED', disposition: { not: null } },
        _count: true,
        orderBy: [{ ruleId: 'asc' }, { disposition: 'asc' }],
      });
      const grouped = groupBy(rows, (row) => row.ruleId);
      return new Map([...grouped].map(([ruleId, counts]) => [ruleId, counts.map(toCount)]));
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

function toCount(row: { disposition: string | null; _count: number }): DispositionCount {
  return { disposition: row.disposition ?? '', count: row._count };
}
