import type pg from 'pg';
import { addDays, type PlainDate } from '../../../kernel/plain-date.ts';
import { recordAudit } from '../../../kernel/runtime/audit.ts';
import { loadPolicyParameters } from '../../../kernel/runtime/policy-parameters.ts';
import { confirmedShareOf, type ConfirmedShare } from '../confirmed-share.ts';
import { checkFence } from '../match/fence.ts';
import { inTransaction } from '../match/transaction.ts';
import { RULES } from '../rules/index.ts';
import type { Job, JobContext } from './job.ts';

const FLOOR = 'rule.confirmedShareFloor';

// Only what was decided since a person last set the rule active: that decision is not undone by older figures.
const DECIDED = `
  WITH own_state AS (
    SELECT DISTINCT ON (rule_id) rule_id, state, changed_at
      FROM rule_state_change WHERE rule_id IS NOT NULL AND source IS NULL ORDER BY rule_id, id DESC)
  SELECT a.rule_id AS "ruleId", count(*) AS decided,
         count(*) FILTER (WHERE a.disposition = 'CONFIRMED') AS confirmed
    FROM alert a
    LEFT JOIN own_state s USING (rule_id)
   WHERE a.disposition IS NOT NULL AND a.alert_no NOT IN (SELECT alert_no FROM held_alert)
     AND coalesce(s.state, 'ACTIVE') = 'ACTIVE'
     AND (a.disposed_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN $1::date AND $2::date
     AND (s.changed_at IS NULL OR a.disposed_at > s.changed_at)
   GROUP BY a.rule_id
   ORDER BY a.rule_id`;

const TO_SHADOW = `
  INSERT INTO rule_state_change (rule_id, state, reason, changed_by, changed_at)
  VALUES ($1, 'SHADOW', $2, $3, $4)`;

type Window = { from: PlainDate; to: PlainDate };

/**
 * 核实率下限: a rule whose confirmed share is under the floor, even at the upper end of its 95 % interval, goes to
 * SHADOW (domain.md rule 8). Only a person brings it back.
 */
export const checkRuleFloors: Job = {
  name: 'check-rule-floors',
  title: '核对规则核实率',
  every: { unit: 'DAY', at: '03:10' },
  run(context) {
    const { deps, asOf, fence } = context;
    return inTransaction(deps.database.pool, async (client) => {
      const parameters = await loadPolicyParameters(client, asOf);
      const floor = parameters.get(FLOOR).value;
      const least = parameters.get('rule.floorMinimumDecided').value;
      const from = addDays(asOf, -parameters.get('rule.floorWindowDays').value);
      type Row = { ruleId: string; decided: number; confirmed: number };
      const { rows } = await client.query<Row>(DECIDED, [from, asOf]);
      const known = rows.filter(({ ruleId }) => RULES.some(({ id }) => id === ruleId));
      const shadowed: string[] = [];
      for (const { ruleId, decided, confirmed } of known) {
        const share = confirmedShareOf(confirmed, decided);
        if (decided < least || share.high >= floor) continue;
        await toShadow(client, context, ruleId, { share, floor, window: { from, to: asOf } });
        shadowed.push(ruleId);
      }
      await checkFence(client, fence);
      return { rules: known.length, shadowed };
    });
  },
};

async function toShadow(
  client: pg.ClientBase,
  { deps, actor }: JobContext,
  ruleId: string,
  why: { share: ConfirmedShare; floor: number; window: Window },
): Promise<void> {
  const { disposed: decided, confirmed } = why.share;
  await client.query(TO_SHADOW, [ruleId, reasonOf(why), actor.subject, deps.clock.now()]);
  const state = { ruleId, source: null, state: 'SHADOW' };
  await recordAudit(
    client,
    { subgraph: 'crossmatch', actor, requestId: null },
    { kind: 'RULE_STATE_SET', ...state, figures: { decided, confirmed } },
  );
}

function reasonOf({
  share: { disposed, confirmed, high },
  floor,
  window: { from, to },
}: {
  share: ConfirmedShare;
  floor: number;
  window: Window;
}): string {
  const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
  return `${from} 至 ${to} 核查 ${disposed} 件，属实 ${confirmed} 件；属实比例的 95% 区间上限 ${percent(high)}，低于下限 ${percent(floor)}，自动转入试运行。`;
}
