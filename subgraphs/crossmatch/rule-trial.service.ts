import type pg from 'pg';
import { assertCan, type Actor } from '../../kernel/actor.ts';
import { HubError } from '../../kernel/errors.ts';
import { actingAsHub } from '../../kernel/runtime/acting.ts';
import type { PlainDate } from '../../kernel/plain-date.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import {
  loadPolicyParameters,
  withValues,
  type PolicyParameters,
} from '../../kernel/runtime/policy-parameters.ts';
import { concerns, createRecusals } from '../../kernel/runtime/recusals.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { assertWindow, type DayWindow } from './day-window.ts';
import { loadPeriods } from './match/load-states.ts';
import { reconcileUnderStates } from './match/reconcile-paused.ts';
import { loadStates } from './match/reconcile-persons.ts';
import { loadRuleStates } from './match/run-record.ts';
import { inTransaction } from './match/transaction.ts';
import {
  countsByStreet,
  examplesOf,
  totalOf,
  trialHash,
  trialOf,
  type TrialChange,
  type TrialCount,
  type TrialResult,
} from './match/trial.ts';
import type { Rule } from './rule.ts';
import { withActive } from './rule-states.ts';
import { RULES } from './rules/index.ts';

/** What is tried: a rule as it stands in this version, on a day, with other numbers of the policy if given. */
export type RuleTrialInput = {
  ruleId: string;
  asOf: PlainDate;
  /** Only what rests on a record of a batch whose period ends in the window. */
  window: DayWindow;
  parameters: readonly { code: string; value: number }[];
};

export type RuleTrial = RuleTrialInput & {
  /** How many persons were looked at. */
  persons: number;
  total: TrialCount;
  streets: ({ streetCode: string } & TrialCount)[];
  examples: TrialChange[];
  /** Equal for equal facts, alerts, policy and rule. */
  resultHash: string;
};

const PERSONS_AT_ONCE = 1_000;
const READ_ONLY = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

// An open alert's facts may be gone; then it belongs to no window.
const PERSONS = `
  SELECT person_id
    FROM matched_fact
   WHERE standing AND source = ANY($1::text[])
     AND period_end BETWEEN coalesce($2::date, '-infinity') AND coalesce($3::date, 'infinity')
   UNION
  SELECT person_id
    FROM alert
   WHERE rule_id = $4 AND status IN ('OPEN', 'CLAIMED') AND $2::date IS NULL AND $3::date IS NULL
   ORDER BY person_id`;

/** 规则试算 */
export function createRuleTrialService(deps: SubgraphDeps) {
  const { pool } = deps.database;
  const recusals = createRecusals(deps.database);

  return {
    /**
     * What a run would change if the rule were active on all its sources, with the facts and alerts as they stand.
     * Nothing is written but the audit line; the database itself refuses anything else.
     *
     * @throws HubError FORBIDDEN, NOT_FOUND for an unknown rule, PARAMETER_MISSING for an unknown parameter,
     *   INVALID_INPUT
     */
    async run(
      { actor, requestId }: { actor: Actor; requestId: string | null },
      input: RuleTrialInput,
    ): Promise<RuleTrial> {
      assertCan(actor, 'RULE_TRY');
      const { ruleId, asOf, window, parameters } = input;
      const rule = RULES.find(({ id }) => id === ruleId);
      if (!rule) throw new HubError('NOT_FOUND', { ruleId });
      assertWindow(window);
      const policy = withValues(await loadPolicyParameters(pool, asOf), parameters);
      const { persons, ...result } = await actingAsHub(() =>
        inTransaction(pool, (client) => tryRule(client, deps, rule, policy, window), READ_ONLY),
      );
      const resultHash = trialHash(result);
      const event = { kind: 'RULE_TRIED', ruleId, asOf, persons, resultHash } as const;
      await inTransaction(pool, (client) =>
        recordAudit(client, { subgraph: 'crossmatch', actor, requestId }, event),
      );
      const streets = countsByStreet(result);
      const recused = await recusals.of(actor);
      const examples = examplesOf(result.changes.filter((change) => !concerns(recused, change)));
      return { ...input, persons, total: totalOf(streets), streets, examples, resultHash };
    },
  };
}

async function tryRule(
  client: pg.ClientBase,
  deps: SubgraphDeps,
  rule: Rule,
  parameters: PolicyParameters,
  window: DayWindow,
): Promise<TrialResult & { persons: number }> {
  const asked = [rule.sources, window.from, window.to, rule.id];
  const { rows } = await client.query<{ person_id: string }>(PERSONS, asked);
  const personIds = rows.map(({ person_id }) => person_id);
  const rulesNow = withActive(await loadRuleStates(client), rule.id);
  const periods = await loadPeriods(client, null);
  const { asOf } = parameters;
  const result: TrialResult = { changes: [], unchanged: [] };
  for (let at = 0; at < personIds.length; at += PERSONS_AT_ONCE) {
    const some = personIds.slice(at, at + PERSONS_AT_ONCE);
    const given = { known: new Map(), hold: 'READ' } as const;
    for (const state of await loadStates(client, { deps, asOf }, some, given)) {
      const { person, facts, alerts } = state;
      const { covered, authorised } = person;
      const { changes } = reconcileUnderStates(
        { person, covered, authorised, facts, alerts, asOf, parameters, periods, rules: RULES },
        rulesNow,
      );
      const tried = trialOf(rule.id, state, changes, window);
      result.changes.push(...tried.changes);
      result.unchanged.push(...tried.unchanged);
    }
  }
  return { ...result, persons: personIds.length };
}
