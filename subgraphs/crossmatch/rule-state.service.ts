import { assertCan } from '../../kernel/actor.ts';
import { HubError } from '../../kernel/errors.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { RuleStateChange } from '../../prisma/generated/client/client.ts';
import { auditScope } from './alert-write.ts';
import { assertStatement } from './free-text.ts';
import { loadRuleStates } from './match/run-record.ts';
import type { Rule } from './rule.ts';
import { RULE_STATES, type RuleState, type RuleStates } from './rule-states.ts';
import { RULES } from './rules/index.ts';
import { UNCOVERED_PERSON } from './rules/uncovered-person.ts';
import { SOURCES } from './sources/index.ts';

/** What a supervisor sets: of a rule, of a source, or of a rule on one of its sources. */
export type RuleStateInput = {
  ruleId?: string | null | undefined;
  source?: string | null | undefined;
  state: RuleState;
  reason: string;
};

/** A rule's state as a whole and on each of its sources. */
export type StatesOfRule = {
  state: RuleState;
  sources: { source: string; state: RuleState }[];
};

const MOST_CHANGES = 20;

/** What can be switched: the rules of alerts, and the visits. */
type Switched = Pick<Rule, 'id' | 'sources'>;
const SWITCHED: readonly Switched[] = [...RULES, UNCOVERED_PERSON];

/** 规则状态: which rules raise, which only note what they would raise, which are off (domain.md rule 8). */
export function createRuleStateService({ database, clock }: SubgraphDeps) {
  const { db, pool } = database;
  return {
    /** The states of these rules as they stand now. */
    async ofRules(ruleIds: readonly string[]): Promise<Map<string, StatesOfRule>> {
      const states = await loadRuleStates(pool);
      return new Map(rulesOf(ruleIds).map((rule) => [rule.id, statesOf(rule, states)]));
    },

    /** The last changes that concern each rule, its own and those of its sources, the newest first. */
    async changesOf(ruleIds: readonly string[]): Promise<Map<string, RuleStateChange[]>> {
      const rules = rulesOf(ruleIds);
      const sources = rules.flatMap((rule) => [...rule.sources]);
      const changes = await db.ruleStateChange.findMany({
        where: {
          OR: [{ ruleId: { in: [...ruleIds] } }, { ruleId: null, source: { in: sources } }],
        },
        orderBy: { id: 'desc' },
      });
      return new Map(
        rules.map((rule) => [
          rule.id,
          changes.filter((change) => concerns(change, rule)).slice(0, MOST_CHANGES),
        ]),
      );
    },

    /**
     * Sets a state, with its reason. It holds from the next batch on, in a run that is under way too.
     *
     * @throws HubError FORBIDDEN, NOT_FOUND for an unknown rule or source, INVALID_INPUT without a reason,
     *   without rule and source, for a source that the rule does not read, and for 走访任务 in SHADOW
     */
    async set(request: RequestContext, input: RuleStateInput): Promise<RuleStateChange> {
      assertCan(request.actor, 'RULE_SWITCH');
      const { ruleId = null, source = null, state, reason } = input;
      assertTarget(ruleId, source, state);
      assertStatement('reason', reason);
      const changedBy = request.actor.subject;
      return db.$transaction(async (tx) => {
        const change = await tx.ruleStateChange.create({
          data: { ruleId, source, state, reason, changedBy, changedAt: clock.now() },
        });
        const event = { kind: 'RULE_STATE_SET', ruleId, source, state, figures: null } as const;
        await recordAudit(tx, auditScope(request), event);
        return change;
      });
    },
  };
}

function rulesOf(ruleIds: readonly string[]): Switched[] {
  return SWITCHED.filter(({ id }) => ruleIds.includes(id));
}

function concerns({ ruleId, source }: RuleStateChange, rule: Switched): boolean {
  return ruleId === null ? rule.sources.some((code) => code === source) : ruleId === rule.id;
}

/** As a whole a rule is as active as it is on its most active source. */
function statesOf(rule: Switched, states: RuleStates): StatesOfRule {
  const sources = rule.sources.map((source) => ({ source, state: states.of(rule.id, source) }));
  const state = RULE_STATES.find((one) => sources.some((source) => source.state === one));
  return { state: state ?? 'ACTIVE', sources };
}

function assertTarget(ruleId: string | null, source: string | null, state: RuleState): void {
  if (ruleId === null && source === null) throw new HubError('INVALID_INPUT', { field: 'ruleId' });
  const rule = SWITCHED.find(({ id }) => id === ruleId);
  if (ruleId !== null && !rule) throw new HubError('NOT_FOUND', { ruleId });
  if (source !== null && !SOURCES.some(({ code }) => code === source))
    throw new HubError('NOT_FOUND', { source });
  if (rule && source !== null && !rule.sources.some((code) => code === source))
    throw new HubError('INVALID_INPUT', { field: 'source' });
  // A visit is offered, not held against anybody: there is nothing to try in shadow.
  const lists: readonly string[] = UNCOVERED_PERSON.sources;
  const isVisit = ruleId === UNCOVERED_PERSON.id || (source !== null && lists.includes(source));
  if (isVisit && state === 'SHADOW') throw new HubError('INVALID_INPUT', { field: 'state' });
}
