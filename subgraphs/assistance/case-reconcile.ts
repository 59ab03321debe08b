import type { PoolClient } from 'pg';
import { firstOfMonth, type PlainDate } from '../../kernel/plain-date.ts';

/**
 * Brings the cases to what the staged file says on its date, and writes the ledger and the due payments of
 * that month. A case that is not listed any more has ended.
 */
export async function reconcileCases(client: PoolClient, date: PlainDate): Promise<void> {
  await upsertCases(client, date);
  await endAbsentCases(client, date);
  await writeLedger(client, firstOfMonth(date));
  await writePayments(client, firstOfMonth(date));
}

async function upsertCases(client: PoolClient, date: PlainDate): Promise<void> {
  await client.query(
    `INSERT INTO case_record (case_no, household_no, street_code, programme_code, status, start_month,
                              monthly_amount_fen, covered_count, last_checked_on, authorisation_no,
                              authorisation_until, roster_date)
     SELECT case_no, household_no, street_code, programme_code, status, start_month,
            monthly_amount_fen, covered_count, last_checked_on, authorisation_no, authorisation_until, $1
       FROM staged WHERE code IS NULL
     ON CONFLICT (case_no) DO UPDATE
       SET household_no = EXCLUDED.household_no, street_code = EXCLUDED.street_code,
           programme_code = EXCLUDED.programme_code, status = EXCLUDED.status,
           start_month = EXCLUDED.start_month, monthly_amount_fen = EXCLUDED.monthly_amount_fen,
           covered_count = EXCLUDED.covered_count, last_checked_on = EXCLUDED.last_checked_on,
           authorisation_no = EXCLUDED.authorisation_no,
           authorisation_until = EXCLUDED.authorisation_until,
           roster_date = EXCLUDED.roster_date, not_listed_since = NULL`,
    [date],
  );
}

async function endAbsentCases(client: PoolClient, date: PlainDate): Promise<void> {
  // A row that was set aside still names its case: the case is on the roll, only not readable.
  await client.query(
    `UPDATE case_record SET status = 'ENDED', not_listed_since = $1
      WHERE not_listed_since IS NULL
        AND NOT EXISTS (SELECT FROM staged WHERE staged.case_no = case_record.case_no)`,
    [date],
  );
}

async function writeLedger(client: PoolClient, month: PlainDate): Promise<void> {
  await client.query(
    `INSERT INTO case_month (case_no, month, street_code, programme_code, status, covered_count, amount_fen)
     SELECT case_no, $1, street_code, programme_code, status, covered_count, monthly_amount_fen
       FROM staged WHERE code IS NULL
     ON CONFLICT (case_no, month) DO UPDATE
       SET street_code = EXCLUDED.street_code, programme_code = EXCLUDED.programme_code,
           status = EXCLUDED.status, covered_count = EXCLUDED.covered_count,
           amount_fen = EXCLUDED.amount_fen`,
    [month],
  );
}

async function writePayments(client: PoolClient, month: PlainDate): Promise<void> {
  await client.query(
    `INSERT INTO payment (case_no, month, amount_fen)
     SELECT case_no, $1, monthly_amount_fen FROM staged WHERE code IS NULL AND status = 'ACTIVE'
     ON CONFLICT (case_no, month) DO UPDATE SET amount_fen = EXCLUDED.amount_fen`,
    [month],
  );
  // A later roster of the same month corrects the earlier one.
  await client.query(
    `DELETE FROM payment USING staged
      WHERE payment.case_no = staged.case_no AND payment.month = $1
        AND staged.code IS NULL AND staged.status <> 'ACTIVE'`,
    [month],
  );
}
