import type pg from 'pg';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { Home } from './person-state.ts';

const ADD_TO_OPEN = `
  UPDATE authorisation_task SET blocked_rows = blocked_rows + $2
   WHERE household_no = $1 AND closed_on IS NULL`;

const OPEN = `
  INSERT INTO authorisation_task (household_no, raised_on, street_code, blocked_rows)
  VALUES ($1, $2, $3, $4)
      ON CONFLICT (household_no, raised_on) DO UPDATE
     SET closed_on = NULL, blocked_rows = EXCLUDED.blocked_rows`;

const CLOSE_RENEWED = `
  UPDATE authorisation_task t SET closed_on = $1::date
   WHERE t.closed_on IS NULL AND t.raised_on <= $1::date
     AND (NOT EXISTS (SELECT FROM assistance.covered_person c WHERE c.household_no = t.household_no)
          OR EXISTS (SELECT FROM assistance.current_authorisation a
                      WHERE a.household_no = t.household_no
                        AND a.authorisation_until >= $1::date))`;

/**
 * Counts rows that may not be compared (003 二(七)) on the household's one open renewal task. A batch
 * that is compared again, with another roster, was counted before.
 */
export async function blockHousehold(
  client: pg.ClientBase,
  blocked: { home: Home; rows: number; asOf: PlainDate; again: boolean },
): Promise<void> {
  const { home, rows, asOf, again } = blocked;
  const { householdNo, streetCode } = home;
  const added = await client.query(ADD_TO_OPEN, [householdNo, again ? 0 : rows]);
  if (added.rowCount === 0) await client.query(OPEN, [householdNo, asOf, streetCode, rows]);
}

/** Closes the tasks of households that have signed again or are no longer on assistance. */
export async function closeRenewedTasks(client: pg.ClientBase, asOf: PlainDate): Promise<void> {
  await client.query(CLOSE_RENEWED, [asOf]);
}
