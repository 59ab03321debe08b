import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { IdNumberVault } from '../../../kernel/runtime/id-number-vault.ts';
import type { PendingBatch } from '../match/match-run.ts';
import { UNCOVERED_PERSON } from '../rules/uncovered-person.ts';
import type { ListedResident, OwnStreet } from './need-rows.ts';

/** A resident on a list, named as the roster would name the person. */
export type Listed = ListedResident & { personId: string };

const STREETS = `
  SELECT code, name FROM households.own_street
   WHERE (valid_from IS NULL OR valid_from <= $1::date) AND (valid_to IS NULL OR valid_to >= $1::date)
   ORDER BY code`;

const KNOWN =
  'SELECT DISTINCT person_id FROM assistance.known_person WHERE person_id = ANY($1::uuid[])';

// What an officer has taken up stands while the person lives in that street; what a visit has settled, until the need
// is recognised anew.
const STANDS = `
  CASE outreach_task.status WHEN 'OPEN' THEN true
       WHEN 'CLAIMED' THEN outreach_task.street_code = EXCLUDED.street_code
       WHEN 'CLOSED' THEN outreach_task.street_code = EXCLUDED.street_code
                          AND outreach_task.recognised_on >= EXCLUDED.recognised_on
       ELSE false END`;

// An older list adds whom it alone names, and so does an earlier part; it neither revives a task nor changes what a newer list says.
const UPSERT = `
  INSERT INTO outreach_task
         (id, source, person_id, name, id_number_cipher, street_code, recognised_on, batch_id, period_end,
          status, raised_on)
  SELECT o.id, $2, o.person_id, o.name, decode(o.cipher, 'base64'), o.street_code, o.recognised_on,
         $3::uuid, $4::date, 'OPEN', $5::date
    FROM jsonb_to_recordset($1::jsonb) AS o
         (id uuid, person_id uuid, name text, cipher text, street_code text, recognised_on date)
      ON CONFLICT (source, person_id) DO UPDATE
     SET name = EXCLUDED.name, street_code = EXCLUDED.street_code,
         recognised_on = EXCLUDED.recognised_on, batch_id = EXCLUDED.batch_id,
         period_end = EXCLUDED.period_end,
         status = CASE WHEN ${STANDS} THEN outreach_task.status ELSE 'OPEN' END,
         raised_on = CASE WHEN ${STANDS} THEN outreach_task.raised_on ELSE EXCLUDED.raised_on END,
         claimed_by = CASE WHEN ${STANDS} THEN outreach_task.claimed_by END,
         claimed_at = CASE WHEN ${STANDS} THEN outreach_task.claimed_at END,
         outcome = CASE WHEN ${STANDS} THEN outreach_task.outcome END,
         note = CASE WHEN ${STANDS} THEN outreach_task.note END,
         closed_on = CASE WHEN ${STANDS} THEN outreach_task.closed_on END
   WHERE (EXCLUDED.period_end, $6::int) >= (outreach_task.period_end,
           (SELECT serial FROM extract_batch b WHERE b.id = outreach_task.batch_id))`;

const WITHDRAW = `
  UPDATE outreach_task SET status = 'WITHDRAWN', closed_on = $3::date
   WHERE status IN ('OPEN', 'CLAIMED') AND batch_id = ANY($1::uuid[]) AND NOT person_id = ANY($2::uuid[])`;

const AGAIN = `
  UPDATE extract_batch SET matched_roster = NULL
   WHERE source = ANY($1::text[]) AND status = 'ACCEPTED' AND staged_path IS NOT NULL`;

const CLOSE_COVERED = `
  UPDATE outreach_task t SET status = 'COVERED', closed_on = $1::date
   WHERE t.status IN ('OPEN', 'CLAIMED')
     AND EXISTS (SELECT FROM assistance.known_person k WHERE k.person_id = t.person_id)`;

const REOPEN_UNCOVERED = `
  UPDATE outreach_task t
     SET status = 'OPEN', claimed_by = NULL, claimed_at = NULL, closed_on = NULL, raised_on = $1::date
   WHERE t.status = 'COVERED'
     AND NOT EXISTS (SELECT FROM assistance.known_person k WHERE k.person_id = t.person_id)`;

/** The district's streets as of a day. */
export async function ownStreets(client: pg.ClientBase, asOf: PlainDate): Promise<OwnStreet[]> {
  const { rows } = await client.query<OwnStreet>(STREETS, [asOf]);
  return rows;
}

/** Of these persons those who belong to no household with a current case. */
export async function uncoveredOf(
  client: pg.ClientBase,
  listed: readonly Listed[],
): Promise<Listed[]> {
  const ids = listed.map(({ personId }) => personId);
  const { rows } = await client.query<{ person_id: string }>(KNOWN, [ids]);
  const known = new Set(rows.map(({ person_id }) => person_id));
  return listed.filter(({ personId }) => !known.has(personId));
}

/** One task per person and list; who is listed again keeps the task. */
export async function storeTasks(
  client: pg.ClientBase,
  vault: IdNumberVault,
  batch: PendingBatch,
  asOf: PlainDate,
  people: readonly Listed[],
): Promise<void> {
  const rows = people.map(({ personId, name, matchKey, streetCode, recognisedOn }) => {
    const id = randomUUID();
    return {
      id,
      person_id: personId,
      name,
      cipher: Buffer.from(vault.seal(numberOf(matchKey), id)).toString('base64'),
      street_code: streetCode,
      recognised_on: recognisedOn,
    };
  });
  if (rows.length === 0) return;
  const { source, id, periodEnd, serial } = batch;
  await client.query(UPSERT, [JSON.stringify(rows), source, id, periodEnd, asOf, serial]);
}

/** Withdraws the open tasks of these batches whose persons the records no longer give. */
export async function withdrawTasks(
  client: pg.ClientBase,
  batchIds: readonly string[],
  standing: readonly string[],
  asOf: PlainDate,
): Promise<void> {
  await client.query(WITHDRAW, [batchIds, standing, asOf]);
}

/** A case of the person closes the task; the end of the last one opens it again. A visit that was made stays made. */
export async function followCases(client: pg.ClientBase, asOf: PlainDate): Promise<void> {
  await client.query(CLOSE_COVERED, [asOf]);
  await client.query(REOPEN_UNCOVERED, [asOf]);
}

/**
 * Has the lists compared once more: what came while 走访 was switched off, as a whole or for a list, was passed over.
 * A list whose rows are purged by now is not among them; the next one makes up for it.
 */
export async function compareListsAgain(client: pg.ClientBase): Promise<void> {
  await client.query(AGAIN, [UNCOVERED_PERSON.sources]);
}

/** The number without the class that some documents' keys begin with. */
function numberOf(matchKey: string): string {
  return matchKey.slice(matchKey.indexOf('|') + 1);
}
