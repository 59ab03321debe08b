import type pg from 'pg';
import { HubError } from '../../../kernel/errors.ts';
import type { IdNumberVault } from '../../../kernel/runtime/id-number-vault.ts';
import type { RaisedAlert, UpdatedAlert, WithdrawnAlert } from './alert-rows.ts';

const MOST_ATTEMPTS = 10;

const INSERT_ALERTS = `
  INSERT INTO alert
         (alert_no, fingerprint, rule_id, severity, alert_class, tier, reason, person_id, household_no,
          case_no, street_code, fact_key, effective_on, sources, explanation, explanation_parts, status,
          withdrawn_reason, withdrawn_period_end, fact_ended_on, not_listed_since, raised_on,
          raised_run_id, due_on, due_derivation)
  SELECT alert_no, fingerprint, rule_id, severity, alert_class, tier, reason, person_id, household_no,
         case_no, street_code, fact_key, effective_on, sources, explanation, explanation_parts, status,
         withdrawn_reason, withdrawn_period_end, fact_ended_on, not_listed_since, raised_on,
         raised_run_id, due_on, due_derivation
    FROM jsonb_populate_recordset(NULL::alert, $1::jsonb)`;

const UPDATE_ALERTS = `
  UPDATE alert a
     SET rule_id = x.rule_id, severity = x.severity, alert_class = x.alert_class, tier = x.tier,
         reason = x.reason,
         effective_on = x.effective_on, sources = x.sources, explanation = x.explanation,
         explanation_parts = x.explanation_parts, fact_ended_on = x.fact_ended_on,
         not_listed_since = x.not_listed_since, due_on = x.due_on, due_derivation = x.due_derivation
    FROM jsonb_populate_recordset(NULL::alert, $1::jsonb) AS x
   WHERE a.alert_no = x.alert_no`;

const WITHDRAW_ALERTS = `
  UPDATE alert a
     SET status = 'WITHDRAWN', withdrawn_reason = x.withdrawn_reason,
         withdrawn_period_end = x.withdrawn_period_end
    FROM jsonb_populate_recordset(NULL::alert, $1::jsonb) AS x
   WHERE a.alert_no = x.alert_no`;

const DROP_EVIDENCE = `
  DELETE FROM alert_evidence e
   USING jsonb_to_recordset($1::jsonb) AS x (alert_no text, evidence uuid[])
   WHERE e.alert_no = x.alert_no AND NOT e.fact_id = ANY(x.evidence)`;

const ADD_EVIDENCE = `
  INSERT INTO alert_evidence (alert_no, fact_id)
  SELECT x.alert_no, unnest(x.evidence)
    FROM jsonb_to_recordset($1::jsonb) AS x (alert_no text, evidence uuid[])
      ON CONFLICT DO NOTHING`;

const ADD_EVENTS = `
  INSERT INTO alert_event (alert_no, kind, actor, detail)
  SELECT x.alert_no, x.kind, $2, x.detail
    FROM jsonb_to_recordset($1::jsonb) AS x (alert_no text, kind text, detail jsonb)`;

/** An entry of an alert's own history. */
export type AlertEventRow = {
  alert_no: string;
  kind: 'RAISED' | 'UPDATED' | 'RELEASED' | 'WITHDRAWN' | 'REMINDED';
  detail: Record<string, unknown>;
};

/** Inserts new alerts with their evidence and history. Each has its number from `numbered`. */
export async function insertAlerts(
  client: pg.ClientBase,
  subject: string,
  alerts: readonly (RaisedAlert & { alert_no: string })[],
): Promise<void> {
  if (alerts.length === 0) return;
  await client.query(INSERT_ALERTS, [JSON.stringify(alerts)]);
  await client.query(ADD_EVIDENCE, [evidenceOf(alerts)]);
  const events = alerts.flatMap(({ alert_no, rule_id, withdrawn_reason }): AlertEventRow[] => {
    const raised: AlertEventRow = { alert_no, kind: 'RAISED', detail: { ruleId: rule_id } };
    if (withdrawn_reason === null) return [raised];
    return [raised, { alert_no, kind: 'WITHDRAWN', detail: { reason: withdrawn_reason } }];
  });
  await addEvents(client, subject, events);
}

/** Brings open alerts up to date with what joined them. */
export async function updateAlerts(
  client: pg.ClientBase,
  subject: string,
  alerts: readonly UpdatedAlert[],
): Promise<void> {
  if (alerts.length === 0) return;
  const shown = evidenceOf(alerts);
  await client.query(UPDATE_ALERTS, [JSON.stringify(alerts)]);
  await client.query(DROP_EVIDENCE, [shown]);
  await client.query(ADD_EVIDENCE, [shown]);
  const events = alerts.map(({ alert_no, changed }): AlertEventRow => {
    return { alert_no, kind: 'UPDATED', detail: changed };
  });
  await addEvents(client, subject, events);
}

/** Withdraws alerts with their reason; their evidence stays as it was. */
export async function withdrawAlerts(
  client: pg.ClientBase,
  subject: string,
  alerts: readonly WithdrawnAlert[],
): Promise<void> {
  if (alerts.length === 0) return;
  await client.query(WITHDRAW_ALERTS, [JSON.stringify(alerts)]);
  const events = alerts.map(({ alert_no, withdrawn_reason }): AlertEventRow => {
    return { alert_no, kind: 'WITHDRAWN', detail: { reason: withdrawn_reason } };
  });
  await addEvents(client, subject, events);
}

/** Appends to the history of alerts. */
export async function addEvents(
  client: pg.ClientBase,
  subject: string,
  events: readonly AlertEventRow[],
): Promise<void> {
  if (events.length > 0) await client.query(ADD_EVENTS, [JSON.stringify(events), subject]);
}

/**
 * Gives each new alert a number that no other alert has.
 * @throws HubError INTERNAL when ten numbers in a row are taken: the number space is exhausted.
 */
export async function numbered<T extends { fingerprint: string }>(
  client: pg.ClientBase,
  vault: IdNumberVault,
  alerts: readonly T[],
): Promise<(T & { alert_no: string })[]> {
  const done: (T & { alert_no: string })[] = [];
  const taken = new Set<string>();
  let waiting = [...alerts];
  for (let attempt = 0; waiting.length > 0; attempt += 1) {
    if (attempt === MOST_ATTEMPTS) throw new HubError('INTERNAL', { reason: 'ALERT_NUMBER_TAKEN' });
    const offered = waiting.map((alert) => ({
      ...alert,
      alert_no: vault.alertNo(alert.fingerprint, attempt),
    }));
    const { rows } = await client.query<{ alert_no: string }>(
      'SELECT alert_no FROM alert WHERE alert_no = ANY($1::text[])',
      [offered.map(({ alert_no }) => alert_no)],
    );
    for (const { alert_no } of rows) taken.add(alert_no);
    const collided = new Set<string>();
    for (const alert of offered) {
      if (taken.has(alert.alert_no)) collided.add(alert.fingerprint);
      else done.push(alert);
      taken.add(alert.alert_no);
    }
    waiting = waiting.filter(({ fingerprint }) => collided.has(fingerprint));
  }
  return done;
}

/** Without the explanations, which are most of an alert's bytes. */
function evidenceOf(alerts: readonly { alert_no: string; evidence: string[] }[]): string {
  return JSON.stringify(alerts.map(({ alert_no, evidence }) => ({ alert_no, evidence })));
}
