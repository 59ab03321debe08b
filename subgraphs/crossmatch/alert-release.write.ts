import type pg from 'pg';
import type { Actor } from '../../kernel/actor.ts';
import { addDays, firstOfMonth, monthOf, type PlainDate } from '../../kernel/plain-date.ts';
import { loadPolicyParameters } from '../../kernel/runtime/policy-parameters.ts';
import { storeRelease, suppressionRule } from '../../kernel/runtime/statistics-store.ts';
import { lastDayOf, monthsIn, quarterOf } from '../../kernel/statistics/buckets.ts';
import { releaseTable, type ReleaseFigures } from '../../kernel/statistics/release.ts';
import { ALERT_OUTCOME, ALERT_TABLE, outcomeOf } from './alert-release.ts';
import { RULES } from './rules/index.ts';

export type QuarterReleased = ReleaseFigures & { period: string };

const FIRST = `SELECT min(raised_on) AS first FROM alert`;
const KNOWN = `SELECT period FROM statistics_release`;

// What is objected to on the day of the release has no outcome yet.
const ALERTS = `
  SELECT to_char(raised_on, 'YYYY-MM') AS month, street_code AS street, rule_id AS rule, status,
         CASE WHEN alert_no NOT IN (SELECT alert_no FROM held_alert) THEN disposition END AS disposition,
         household_no AS household
    FROM alert
   WHERE raised_on BETWEEN $1 AND $2`;

const STREETS = `
  SELECT street_code AS code FROM households.household_jurisdiction
  UNION SELECT street_code FROM alert WHERE raised_on BETWEEN $1 AND $2
   ORDER BY code`;

type CountedAlert = Record<'month' | 'street' | 'rule' | 'status' | 'household', string> & {
  disposition: string | null;
};

/**
 * Releases every quarter whose lag has passed, from the first alert's on, once and for good: what becomes of its alerts
 * later is in no release.
 *
 * @throws HubError PARAMETER_MISSING
 */
export async function releaseAlertStatistics(
  client: pg.ClientBase,
  actor: Actor,
  day: PlainDate,
  releasedAt: Date,
): Promise<QuarterReleased[]> {
  const policy = await loadPolicyParameters(client, day);
  const lag = policy.get('statistics.alertLagDays').value;
  const { rows: firsts } = await client.query<{ first: PlainDate | null }>(FIRST);
  const { rows: known } = await client.query<{ period: string }>(KNOWN);
  const released = new Set(known.map(({ period }) => period));
  const done: QuarterReleased[] = [];
  let quarter = quarterOf(monthOf(firsts[0]?.first ?? day));
  while (addDays(lastDayOf(quarter), lag) <= day) {
    if (!released.has(quarter)) done.push(await release(quarter));
    quarter = quarterOf(monthOf(addDays(lastDayOf(quarter), 1)));
  }
  return done;

  async function release(period: string): Promise<QuarterReleased> {
    const months = monthsIn(period);
    const days = [firstOfMonth(`${months[0] ?? ''}-01` as PlainDate), lastDayOf(period)];
    const { rows: alerts } = await client.query<CountedAlert>(ALERTS, days);
    const { rows: streets } = await client.query<{ code: string }>(STREETS, days);
    const rules = new Set([...RULES.map(({ id }) => id), ...alerts.map(({ rule }) => rule)]);
    const codes = {
      MONTH: months,
      STREET: streets.map(({ code }) => code),
      RULE: [...rules],
      OUTCOME: Object.keys(ALERT_OUTCOME),
    };
    const records = alerts.map(({ month, street, rule, status, disposition, household }) => ({
      codes: [month, street, rule, outcomeOf(status, disposition)],
      household,
    }));
    const rule = suppressionRule(policy);
    const { cells, figures } = releaseTable(ALERT_TABLE, codes, records, rule);
    const source = `alert ${days.join('/')}`;
    const releasedBy = actor.subject;
    await storeRelease(client, {
      period,
      asOf: day,
      source,
      codes,
      rule,
      cells,
      releasedAt,
      releasedBy,
    });
    return { period, ...figures };
  }
}
