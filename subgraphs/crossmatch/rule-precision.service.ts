import type pg from 'pg';
import { assertCan, type Actor } from '../../kernel/actor.ts';
import { HubError } from '../../kernel/errors.ts';
import { actingAsHub } from '../../kernel/runtime/acting.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { assertWindow, type DayWindow } from './day-window.ts';
import { precisionOf, type RulePrecision } from './rule-precision.ts';
import { RULES } from './rules/index.ts';

// A decision stays one when its source takes the fact back afterwards; while it is objected to, it is none.
const DECIDED = `
  SELECT disposition, count(*) AS n
    FROM alert
   WHERE rule_id = $1 AND ($2::text IS NULL OR $2 = ANY(sources)) AND disposition IS NOT NULL
     AND alert_no NOT IN (SELECT alert_no FROM held_alert)
     AND (disposed_at AT TIME ZONE 'Asia/Shanghai')::date
         BETWEEN coalesce($3::date, '-infinity') AND coalesce($4::date, 'infinity')
   GROUP BY disposition`;

const DAYS = `
  SELECT percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (
           ORDER BY (disposed_at AT TIME ZONE 'Asia/Shanghai')::date - raised_on) AS days
    FROM alert
   WHERE rule_id = $1 AND ($2::text IS NULL OR $2 = ANY(sources)) AND disposition IS NOT NULL
     AND alert_no NOT IN (SELECT alert_no FROM held_alert)
     AND (disposed_at AT TIME ZONE 'Asia/Shanghai')::date
         BETWEEN coalesce($3::date, '-infinity') AND coalesce($4::date, 'infinity')`;

const WITHDRAWN = `
  SELECT count(*) AS n
    FROM alert a
   WHERE rule_id = $1 AND ($2::text IS NULL OR $2 = ANY(sources)) AND disposition IS NULL
     AND status = 'WITHDRAWN'
     AND EXISTS (SELECT FROM alert_event e
                  WHERE e.alert_no = a.alert_no AND e.kind = 'WITHDRAWN'
                    AND (e.at AT TIME ZONE 'Asia/Shanghai')::date
                        BETWEEN coalesce($3::date, '-infinity') AND coalesce($4::date, 'infinity'))`;

/** 规则核实情况, district-wide: no street, no person. */
export function createRulePrecisionService({ database: { pool } }: SubgraphDeps) {
  return {
    /**
     * What became of a rule's alerts, or of those that rest on one source, that were decided or withdrawn in a
     * window.
     *
     * @throws HubError FORBIDDEN, NOT_FOUND for an unknown rule, INVALID_INPUT for a source it does not read or a
     *   window that ends before it begins
     */
    async of(
      actor: Actor,
      { ruleId, source, ...window }: { ruleId: string; source: string | null } & DayWindow,
    ): Promise<RulePrecision> {
      assertCan(actor, 'ALERT_READ');
      const rule = RULES.find(({ id }) => id === ruleId);
      if (!rule) throw new HubError('NOT_FOUND', { ruleId });
      if (source !== null && !rule.sources.some((code) => code === source))
        throw new HubError('INVALID_INPUT', { field: 'source' });
      assertWindow(window);
      return actingAsHub(() => precisionIn(pool, { ruleId, source, ...window }));
    },
  };
}

async function precisionIn(
  pool: pg.Pool,
  { ruleId, source, from, to }: { ruleId: string; source: string | null } & DayWindow,
): Promise<RulePrecision> {
  const asked = [ruleId, source, from, to];
  const decided = await pool.query<{ disposition: string; n: number }>(DECIDED, asked);
  const days = await pool.query<{ days: [number, number] | null }>(DAYS, asked);
  const withdrawn = await pool.query<{ n: number }>(WITHDRAWN, asked);
  const [medianDays = null, p90Days = null] = days.rows[0]?.days ?? [];
  return precisionOf({
    ruleId,
    source,
    from,
    to,
    byDisposition: new Map(decided.rows.map(({ disposition, n }) => [disposition, n])),
    withdrawnBeforeDecision: withdrawn.rows[0]?.n ?? 0,
    medianDays,
    p90Days,
  });
}
