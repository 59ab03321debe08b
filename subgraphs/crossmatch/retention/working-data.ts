import { dayOf, deleteFrom, emptyIn, NOBODY, type DueClass } from './due-class.ts';

// What waits for a person (HELD) or was never compared is not yet a stranger's data.
const unmatchedRows: DueClass = {
  code: 'UNMATCHED_ROWS',
  due: `
    SELECT id::text AS key, ${NOBODY} AS persons, ${NOBODY} AS households, ${NOBODY} AS alerts,
           ARRAY[id::text] AS batches
      FROM crossmatch.extract_batch
     WHERE purged_at IS NULL
       AND (status IN ('SUPERSEDED', 'DISCARDED') OR (status = 'ACCEPTED' AND matched_roster IS NOT NULL))
       AND ${dayOf('received_at')} < $1`,
  steps: [
    {
      relation: 'crossmatch.deletion_record',
      by: 'KEYS',
      sql: `
        WITH told AS (
          INSERT INTO crossmatch.deletion_record
                 (id, batch_id, deleted_rows, deleted_set_aside, kept_facts, deleted_at, basis)
          SELECT gen_random_uuid(), b.id, CASE WHEN b.staged_path IS NULL THEN 0 ELSE b.accepted END,
                 (SELECT count(*) FROM crossmatch.set_aside_row s WHERE s.batch_id = b.id),
                 (SELECT count(*) FROM crossmatch.matched_fact f WHERE f.batch_id = b.id),
                 clock_timestamp(), 'retention.unmatchedDays'
            FROM crossmatch.extract_batch b WHERE b.id = ANY ($1::uuid[]) RETURNING deleted_rows)
        SELECT 0 AS n FROM told LIMIT 1`,
    },
    {
      relation: 'file:staged#rows',
      by: 'KEYS',
      sql: `SELECT coalesce(sum(accepted), 0) AS n FROM crossmatch.extract_batch
             WHERE id = ANY ($1::uuid[]) AND staged_path IS NOT NULL`,
    },
    deleteFrom('crossmatch.set_aside_row', 'x.batch_id = ANY ($1::uuid[])'),
    deleteFrom('crossmatch.residue_record', 'x.batch_id = ANY ($1::uuid[])'),
    {
      relation: 'crossmatch.extract_batch',
      by: 'KEYS',
      sql: `
        WITH told AS (
          UPDATE crossmatch.extract_batch SET staged_path = NULL, purged_at = clock_timestamp()
           WHERE id = ANY ($1::uuid[]) RETURNING 1)
        SELECT 0 * count(*) AS n FROM told`,
    },
  ],
};

const ROSTERS = ['households', 'assistance'] as const;

const rosterSetAside: DueClass = {
  code: 'ROSTER_SET_ASIDE',
  due: ROSTERS.map(
    (roster) => `
      SELECT '${roster}:' || l.id AS key, ${NOBODY} AS persons, ${NOBODY} AS households, ${NOBODY} AS alerts,
             ARRAY[l.id::text] AS batches
        FROM ${roster}.roster_load l
       WHERE ${dayOf('l.loaded_at')} < $1
         AND EXISTS (SELECT FROM ${roster}.roster_set_aside s WHERE s.load_id = l.id)`,
  ).join(' UNION ALL '),
  steps: ROSTERS.map((roster) =>
    deleteFrom(`${roster}.roster_set_aside`, `'${roster}:' || x.load_id = ANY ($1)`),
  ),
};

// The pair itself and its digests stay: a link is for ever, and a fact rests on its review. An open pair is not due.
const reviewRecords: DueClass = {
  code: 'REVIEW_RECORDS',
  due: `
    SELECT m.id::text AS key, ARRAY[m.person_id::text] AS persons, ARRAY[m.household_no] AS households,
           ARRAY(SELECT e.alert_no FROM crossmatch.matched_fact f
                   JOIN crossmatch.alert_evidence e ON e.fact_id = f.id WHERE f.review_id = m.id) AS alerts,
           ARRAY[m.batch_id::text] AS batches
      FROM crossmatch.match_review m
     WHERE (m.record_cipher IS NOT NULL OR EXISTS (SELECT FROM crossmatch.review_record r WHERE r.review_id = m.id))
       AND CASE m.status
             WHEN 'DECIDED' THEN (SELECT ${dayOf('max(d.decided_at)')} FROM crossmatch.match_decision d
                                   WHERE d.review_id = m.id)
             WHEN 'WITHDRAWN' THEN m.raised_on END < $1`,
  steps: [
    deleteFrom('crossmatch.review_record', 'x.review_id = ANY ($1::uuid[])'),
    emptyIn('crossmatch.match_review', 'record_cipher = NULL', 'x.id = ANY ($1::uuid[])'),
  ],
};

const shadowFindings: DueClass = {
  code: 'SHADOW_FINDINGS',
  due: `
    SELECT id::text AS key, ARRAY[person_id::text] AS persons, ${NOBODY} AS households, ${NOBODY} AS alerts,
           ${NOBODY} AS batches
      FROM crossmatch.shadow_finding WHERE ended_on < $1`,
  steps: [deleteFrom('crossmatch.shadow_finding', 'x.id = ANY ($1::uuid[])')],
};

// A visit that was made is remembered while the list names the person: else the next list would send somebody again.
// A task that a case closed stays: the end of the case opens it again.
const outreachTasks: DueClass = {
  code: 'OUTREACH_TASKS',
  due: `
    SELECT t.id::text AS key, ARRAY[t.person_id::text] AS persons, ${NOBODY} AS households, ${NOBODY} AS alerts,
           ARRAY[t.batch_id::text] AS batches
      FROM crossmatch.outreach_task t
      JOIN crossmatch.extract_batch b ON b.id = t.batch_id
     WHERE t.status IN ('CLOSED', 'WITHDRAWN') AND t.closed_on < $1
       AND b.staged_path IS NULL
       AND t.period_end < (SELECT max(n.period_end) FROM crossmatch.extract_batch n
                            WHERE n.source = t.source AND n.status = 'ACCEPTED' AND n.matched_roster IS NOT NULL)`,
  steps: [deleteFrom('crossmatch.outreach_task', 'x.id = ANY ($1::uuid[])')],
};

/** What the hub works with and nobody decided upon. */
export const WORKING_DATA: readonly DueClass[] = [
  unmatchedRows,
  rosterSetAside,
  reviewRecords,
  shadowFindings,
  outreachTasks,
];
