import type pg from 'pg';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import { groupBy, type Severity } from '../rule.ts';
import type { SourceFact } from '../sources/source-fact.ts';
import type { StoredFact } from './current-facts.ts';
import type { Agreement, ReviewReason } from './hits.ts';
import type { PersonAlert } from './person-alert.ts';
import type { SourcePeriods } from './source-periods.ts';

/** Why a reviewer was asked about a record, and the name it is written under. */
export type ReviewedRecord = { reason: ReviewReason; recordName: string };

/** A stored fact with what is needed to tell where it stands and how it came to be this person's. */
export type LoadedFact = StoredFact & {
  period: string;
  /** What agreed beside number and name; null when a reviewer judged. */
  agreement: Agreement | null;
  reviewed: ReviewedRecord | null;
  /** Whether an objection holds it. */
  held: boolean;
};

/** An alert with what updating it needs beyond reconciling. */
export type LoadedAlert = PersonAlert & { raisedOn: PlainDate };

// A record that was judged not to be this person's is never connected with the person again, and one that a
// reviewer had to judge counts only while the judgement SAME stands.
const FACTS = `
  SELECT f.id, f.person_id, f.batch_id, f.row_no, f.part, f.source, f.natural_key, f.period_end,
         f.serial, f.data, b.period, b.received_at, r.reason, r.record_name,
         EXISTS (SELECT FROM held_record h
                  WHERE h.person_id = f.person_id AND h.source = f.source
                    AND h.natural_key = f.natural_key) AS held
    FROM matched_fact f
    JOIN extract_batch b ON b.id = f.batch_id
    LEFT JOIN match_review r ON r.id = f.review_id
   WHERE f.person_id = ANY($1::uuid[]) AND f.standing
     AND NOT EXISTS (SELECT FROM person_link l
                      WHERE l.person_id = f.person_id AND l.source = f.source
                        AND l.record_key = f.natural_key AND l.decision = 'DIFFERENT')
     AND (f.review_id IS NULL
          OR EXISTS (SELECT FROM person_link l
                      WHERE l.person_id = f.person_id AND l.source = f.source
                        AND l.record_key = r.record_key AND l.decision = 'SAME'))`;

const ALERTS = `
  SELECT a.*, (a.disposed_at AT TIME ZONE 'Asia/Shanghai')::date AS closed_on,
         ARRAY(SELECT e.fact_id FROM alert_evidence e WHERE e.alert_no = a.alert_no) AS evidence,
         (SELECT max(f.period_end) FROM alert_evidence e JOIN matched_fact f ON f.id = e.fact_id
           WHERE e.alert_no = a.alert_no) AS told_until,
         CASE WHEN a.status = 'WITHDRAWN'
              THEN (SELECT max(e.at) FROM alert_event e WHERE e.alert_no = a.alert_no AND e.kind = 'WITHDRAWN')
          END AS withdrawn_at
    FROM alert a
   WHERE a.person_id = ANY($1::uuid[])
   ORDER BY a.alert_no`;

// Snapshots count once compared: those of the batch at hand are given by the caller's transaction. What a snapshot told
// holds until its correction is compared; else an older batch that is compared again before would tell it was nothing.
const SNAPSHOTS = `
  SELECT DISTINCT b.source, b.period_end
    FROM extract_batch b
   WHERE b.mode = 'SNAPSHOT' AND b.status = 'ACCEPTED'
     AND (b.matched_roster IS NOT NULL OR b.id = $1
          OR EXISTS (SELECT FROM extract_batch o
                      WHERE o.superseded_by_id = b.id AND o.mode = 'SNAPSHOT' AND o.matched_roster IS NOT NULL))
   ORDER BY b.source, b.period_end`;

type FactRow = {
  id: string;
  person_id: string;
  batch_id: string;
  row_no: number;
  part: number;
  source: SourceFact['source'];
  natural_key: string;
  period_end: PlainDate;
  serial: number;
  data: SourceFact & { agreement?: Agreement };
  period: string;
  received_at: Date;
  reason: ReviewReason | null;
  record_name: string | null;
  held: boolean;
};

type AlertRow = {
  alert_no: string;
  person_id: string;
  rule_id: string;
  status: PersonAlert['status'];
  fact_key: string;
  effective_on: PlainDate;
  severity: Severity;
  alert_class: string | null;
  reason: string | null;
  sources: string[];
  evidence: string[];
  fact_ended_on: PlainDate | null;
  not_listed_since: PlainDate | null;
  disposition: string | null;
  closed_on: PlainDate | null;
  withdrawn_period_end: PlainDate | null;
  withdrawn_at: Date | null;
  told_until: PlainDate | null;
  raised_on: PlainDate;
};

/** The standing facts of each person. */
export async function loadFacts(
  client: pg.ClientBase,
  personIds: readonly string[],
): Promise<Map<string, LoadedFact[]>> {
  const { rows } = await client.query<FactRow>(FACTS, [personIds]);
  const byPerson = groupBy(rows, (row) => row.person_id);
  return new Map([...byPerson].map(([personId, own]) => [personId, own.map(factOf)]));
}

/** All alerts of each person, whatever their status; held until the commit by whoever will change them. */
export async function loadAlerts(
  client: pg.ClientBase,
  personIds: readonly string[],
  hold: 'HELD' | 'READ',
): Promise<Map<string, LoadedAlert[]>> {
  const query = hold === 'HELD' ? `${ALERTS} FOR UPDATE OF a` : ALERTS;
  const { rows } = await client.query<AlertRow>(query, [personIds]);
  const byPerson = groupBy(rows, (row) => row.person_id);
  return new Map([...byPerson].map(([personId, own]) => [personId, own.map(alertOf)]));
}

/** The complete snapshots of every source that were compared, the batch at hand included. */
export async function loadPeriods(
  client: pg.ClientBase,
  batchId: string | null,
): Promise<SourcePeriods> {
  type Row = { source: string; period_end: PlainDate };
  const { rows } = await client.query<Row>(SNAPSHOTS, [batchId]);
  const complete = groupBy(rows, (row) => row.source);
  return {
    snapshots: new Map(
      [...complete].map(([source, own]) => [source, own.map((row) => row.period_end)]),
    ),
  };
}

function factOf(row: FactRow): LoadedFact {
  const { agreement = null, ...data } = row.data;
  const { reason, record_name: recordName } = row;
  return {
    id: row.id,
    batchId: row.batch_id,
    rowNo: row.row_no,
    part: row.part,
    source: row.source,
    naturalKey: row.natural_key,
    periodEnd: row.period_end,
    serial: row.serial,
    receivedAt: row.received_at.toISOString(),
    data,
    period: row.period,
    agreement,
    held: row.held,
    reviewed: reason === null || recordName === null ? null : { reason, recordName },
  };
}

function alertOf(row: AlertRow): LoadedAlert {
  return {
    alertNo: row.alert_no,
    ruleId: row.rule_id,
    status: row.status,
    factKey: row.fact_key,
    effectiveOn: row.effective_on,
    severity: row.severity,
    alertClass: row.alert_class,
    reason: row.reason,
    sources: row.sources,
    evidence: row.evidence,
    factEndedOn: row.fact_ended_on,
    notListedSince: row.not_listed_since,
    disposition: row.disposition,
    closedOn: row.closed_on,
    withdrawnPeriodEnd: row.withdrawn_period_end,
    withdrawnAt: row.withdrawn_at?.toISOString() ?? null,
    toldUntil: row.told_until,
    raisedOn: row.raised_on,
  };
}
