import type pg from 'pg';
import {
  resultHash,
  type AlertResult,
  type OutreachResult,
  type ReviewResult,
} from './result-hash.ts';

const ALERTS = `
  SELECT household_no AS "householdNo", rule_id AS "ruleId", effective_on AS "effectiveOn",
         fact_key AS "factKey", tier, reason, alert_class AS "alertClass", status
    FROM alert WHERE $1::uuid[] IS NULL OR person_id = ANY($1::uuid[])`;

const REVIEWS = `
  SELECT household_no AS "householdNo", source, reason, record_name AS "recordName", status
    FROM match_review WHERE $1::uuid[] IS NULL OR person_id = ANY($1::uuid[])`;

const OUTREACH = `
  SELECT source, street_code AS "streetCode", name, recognised_on AS "recognisedOn", status
    FROM outreach_task WHERE $1::uuid[] IS NULL OR person_id = ANY($1::uuid[])`;

/** The result hash over these persons' alerts, reviews and outreach tasks as they stand in this transaction. */
export async function hashOfPersons(
  client: pg.ClientBase,
  personIds: readonly string[] | null,
): Promise<string> {
  const alerts = await client.query<AlertResult>(ALERTS, [personIds]);
  const reviews = await client.query<ReviewResult>(REVIEWS, [personIds]);
  const outreach = await client.query<OutreachResult>(OUTREACH, [personIds]);
  return resultHash(alerts.rows, reviews.rows, outreach.rows);
}
