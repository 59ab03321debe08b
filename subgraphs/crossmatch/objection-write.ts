import type pg from 'pg';
import { HubError } from '../../kernel/errors.ts';
import type { PlainDate } from '../../kernel/plain-date.ts';
import type { IdNumberVault } from '../../kernel/runtime/id-number-vault.ts';
import type { ALERT_EVENT_KIND } from './alert.labels.ts';
import type { DueDate } from './match/due-date.ts';
import type { ObjectionGround, ObjectionOutcome } from './objection.labels.ts';

/** A record that is objected to. */
export type ObjectedRecord = {
  batchId: string;
  rowNo: number;
  source: string;
  naturalKey: string;
};

/** Whom a record is told of, and where the person belongs. */
export type ObjectionPlace = { personId: string; householdNo: string; streetCode: string };

/** An objection as an act finds it, locked to the end of the transaction. */
export type LockedObjection = {
  objectionNo: string;
  personId: string;
  ground: ObjectionGround;
  status: string;
  receivedBy: string;
};

const MOST_ATTEMPTS = 5;

const OF_ALERT = `
  SELECT DISTINCT f.batch_id AS "batchId", f.row_no AS "rowNo", f.source, f.natural_key AS "naturalKey"
    FROM alert_evidence e JOIN matched_fact f ON f.id = e.fact_id
   WHERE e.alert_no = $1 AND ($2::text IS NULL OR f.source = $2)
   ORDER BY 1, 2`;

const OF_ROW = `
  SELECT DISTINCT batch_id AS "batchId", row_no AS "rowNo", source, natural_key AS "naturalKey"
    FROM matched_fact
   WHERE person_id = $1 AND batch_id = $2 AND row_no = $3`;

// A disposition that is under way goes first, or waits: of the two, one knows of the other.
const LOCK_ALERTS = `
  SELECT a.alert_no AS "alertNo"
    FROM alert a
   WHERE a.person_id = $1
     AND EXISTS (SELECT FROM alert_evidence e JOIN matched_fact f ON f.id = e.fact_id
                  WHERE e.alert_no = a.alert_no AND f.natural_key = ANY($2::text[]))
   ORDER BY a.alert_no FOR UPDATE`;

const INSERT = `
  INSERT INTO objection (objection_no, person_id, household_no, street_code, ground, statement, received_on,
                         received_by, due_on, due_derivation, status)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'OPEN')
      ON CONFLICT (objection_no) DO NOTHING`;

const ADD_RECORDS = `
  INSERT INTO objection_record (objection_no, batch_id, row_no, person_id, source, natural_key)
  SELECT $1, x."batchId", x."rowNo", $2, x.source, x."naturalKey"
    FROM jsonb_to_recordset($3::jsonb) AS x ("batchId" uuid, "rowNo" int, source text, "naturalKey" text)`;

const LOCK = `
  SELECT objection_no AS "objectionNo", person_id AS "personId", ground, status, received_by AS "receivedBy"
    FROM objection WHERE objection_no = $1 FOR UPDATE`;

const RECORDS = `
  SELECT batch_id AS "batchId", row_no AS "rowNo", source, natural_key AS "naturalKey"
    FROM objection_record WHERE objection_no = $1 ORDER BY batch_id, row_no`;

const CLOSE = `
  UPDATE objection SET status = $2, decided_by = $3, decided_at = $4, decision_note = $5
   WHERE objection_no = $1`;

const PART = `
  INSERT INTO person_link (person_id, source, record_key, decision, objection_no, decided_by, decided_at)
  SELECT DISTINCT person_id, source, natural_key, 'DIFFERENT', objection_no, $2, $3::timestamptz
    FROM objection_record WHERE objection_no = $1
      ON CONFLICT (person_id, source, record_key) DO UPDATE
     SET decision = 'DIFFERENT', objection_no = EXCLUDED.objection_no, decided_by = EXCLUDED.decided_by,
         decided_at = EXCLUDED.decided_at`;

// Where a reviewer had judged that the record is this person's, that link is parted too.
const PART_REVIEWED = `
  UPDATE person_link l
     SET decision = 'DIFFERENT', objection_no = $1, decided_by = $2, decided_at = $3
    FROM objection_record o
    JOIN matched_fact f ON f.person_id = o.person_id AND f.source = o.source AND f.natural_key = o.natural_key
    JOIN match_review r ON r.id = f.review_id
   WHERE o.objection_no = $1 AND l.person_id = o.person_id AND l.source = o.source
     AND l.record_key = r.record_key`;

const NOTE = `
  INSERT INTO alert_event (alert_no, kind, actor, detail)
  SELECT unnest($1::text[]), $2, $3, jsonb_build_object('objectionNo', $4::text)`;

/** The records behind an alert, or those of one source. */
export async function recordsOfAlert(
  client: pg.ClientBase,
  alertNo: string,
  source: string | null,
): Promise<ObjectedRecord[]> {
  return (await client.query<ObjectedRecord>(OF_ALERT, [alertNo, source])).rows;
}

/** What a delivered row says of the person. */
export async function recordsOfRow(
  client: pg.ClientBase,
  personId: string,
  { batchId, rowNo }: { batchId: string; rowNo: number },
): Promise<ObjectedRecord[]> {
  return (await client.query<ObjectedRecord>(OF_ROW, [personId, batchId, rowNo])).rows;
}

/** The person's alerts that rest on these records, held until the commit. */
export async function lockAlertsOn(
  client: pg.ClientBase,
  personId: string,
  records: readonly ObjectedRecord[],
): Promise<string[]> {
  const keys = records.map(({ naturalKey }) => naturalKey);
  const { rows } = await client.query<{ alertNo: string }>(LOCK_ALERTS, [personId, keys]);
  return rows.map(({ alertNo }) => alertNo);
}

/** Writes a new objection with its records. @returns its number: 'YY-' and what survives the telephone */
export async function insertObjection(
  client: pg.ClientBase,
  vault: IdNumberVault,
  place: ObjectionPlace,
  said: {
    ground: ObjectionGround;
    statement: string;
    receivedOn: PlainDate;
    receivedBy: string;
    receivedAt: Date;
    due: DueDate;
    records: readonly ObjectedRecord[];
  },
): Promise<string> {
  const { personId, householdNo, streetCode } = place;
  const { ground, statement, receivedOn, receivedBy, receivedAt, due, records } = said;
  const told = JSON.stringify([personId, receivedAt, ground, records]);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const objectionNo = vault.alertNo(`objection|${told}`, attempt).replace(/^YJ-/, 'YY-');
    const { rowCount } = await client.query(INSERT, [
      ...[objectionNo, personId, householdNo, streetCode, ground, statement, receivedOn],
      ...[receivedBy, due.dueOn, JSON.stringify(due.derivation)],
    ]);
    if (rowCount === 0) continue;
    await client.query(ADD_RECORDS, [objectionNo, personId, JSON.stringify(records)]);
    return objectionNo;
  }
  throw new HubError('INTERNAL', { reason: 'OBJECTION_NUMBER_TAKEN' });
}

/** The objection of that number. @throws HubError NOT_FOUND */
export async function lockObjection(
  client: pg.ClientBase,
  objectionNo: string,
): Promise<LockedObjection & { records: ObjectedRecord[] }> {
  const { rows } = await client.query<LockedObjection>(LOCK, [objectionNo]);
  const [found] = rows;
  if (found === undefined) throw new HubError('NOT_FOUND', { objectionNo });
  const records = await client.query<ObjectedRecord>(RECORDS, [objectionNo]);
  return { ...found, records: records.rows };
}

/** The objection leaves the queue. */
export async function closeObjection(
  client: pg.ClientBase,
  objectionNo: string,
  by: {
    status: ObjectionOutcome | 'WITHDRAWN';
    decidedBy: string;
    decidedAt: Date;
    note: string | null;
  },
): Promise<void> {
  await client.query(CLOSE, [objectionNo, by.status, by.decidedBy, by.decidedAt, by.note]);
}

/** 永不关联: no later run may connect the person with these records again. */
export async function partRecords(
  client: pg.ClientBase,
  objectionNo: string,
  { decidedBy, decidedAt }: { decidedBy: string; decidedAt: Date },
): Promise<void> {
  await client.query(PART, [objectionNo, decidedBy, decidedAt]);
  await client.query(PART_REVIEWED, [objectionNo, decidedBy, decidedAt]);
}

/** Tells the street in the history of each alert that rests on a record. */
export async function noteOnAlerts(
  client: pg.ClientBase,
  alertNos: readonly string[],
  kind: keyof typeof ALERT_EVENT_KIND,
  by: { subject: string; objectionNo: string },
): Promise<void> {
  await client.query(NOTE, [alertNos, kind, by.subject, by.objectionNo]);
}
