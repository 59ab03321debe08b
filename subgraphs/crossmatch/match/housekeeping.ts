import type pg from 'pg';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import { followCases } from '../outreach/outreach-tasks.ts';
import type { Severity } from '../rule.ts';
import { RULES } from '../rules/index.ts';
import { dueOf } from './alert-rows.ts';
import { closeRenewedTasks } from './authorisation-tasks.ts';
import type { MatchContext } from './match-run.ts';
import { addEvents, type AlertEventRow } from './write-alerts.ts';

const FOLLOW_HOUSEHOLDS = `
  UPDATE alert a SET street_code = h.street_code
    FROM households.household_jurisdiction h
   WHERE h.household_no = a.household_no AND a.status IN ('OPEN', 'CLAIMED')
     AND a.street_code <> h.street_code
  RETURNING a.alert_no, h.street_code`;

const FOLLOW_REVIEWS = `
  UPDATE match_review r SET street_code = h.street_code
    FROM households.household_jurisdiction h
   WHERE h.household_no = r.household_no AND r.status = 'OPEN' AND r.street_code <> h.street_code`;

const WITHOUT_DUE_DATE = `
  SELECT alert_no, rule_id, severity, effective_on, raised_on
    FROM alert
   WHERE status IN ('OPEN', 'CLAIMED') AND due_on IS NULL AND severity <> 'INFO'
   ORDER BY alert_no`;

/**
 * What a run puts in order before it compares: open alerts follow households that moved street, due
 * dates are filled in whose calendar year was missing, renewed authorisations close their tasks, and
 * outreach tasks follow the cases of their persons.
 */
export async function putInOrder(client: pg.ClientBase, context: MatchContext): Promise<void> {
  const { actor, asOf } = context;
  type Moved = { alert_no: string; street_code: string };
  const moved = await client.query<Moved>(FOLLOW_HOUSEHOLDS);
  await client.query(FOLLOW_REVIEWS);
  const events = moved.rows.map(({ alert_no, street_code }): AlertEventRow => {
    return { alert_no, kind: 'UPDATED', detail: { streetCode: { to: street_code } } };
  });
  await addEvents(client, actor.subject, events);
  await fillDueDates(client, context);
  await closeRenewedTasks(client, asOf);
  await followCases(client, asOf);
}

/** Open alerts whose due date waits for a calendar year. */
export async function alertsWithoutDueDate(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ alert_no: string }>(WITHOUT_DUE_DATE);
  return rows.map(({ alert_no }) => alert_no);
}

async function fillDueDates(client: pg.ClientBase, context: MatchContext): Promise<void> {
  type Row = {
    alert_no: string;
    rule_id: string;
    severity: Severity;
    effective_on: PlainDate;
    raised_on: PlainDate;
  };
  const { rows } = await client.query<Row>(WITHOUT_DUE_DATE);
  for (const { alert_no, rule_id, severity, effective_on, raised_on } of rows) {
    const rule = RULES.find(({ id }) => id === rule_id);
    if (!rule) continue;
    const due = dueOf(context, { severity, effectiveOn: effective_on, rule }, raised_on);
    if (due.dueOn === null) continue;
    await client.query(
      'UPDATE alert SET due_on = $2, due_derivation = $3::jsonb WHERE alert_no = $1',
      [alert_no, due.dueOn, JSON.stringify(due.derivation)],
    );
    const detail = { dueOn: { from: null, to: due.dueOn } };
    await addEvents(client, context.actor.subject, [{ alert_no, kind: 'UPDATED', detail }]);
  }
}
