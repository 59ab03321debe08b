import { dayOf, deleteFrom, emptyIn, type DueClass } from './due-class.ts';

/** What stands in an alert instead of what it said. */
export const PURGED_TEXT = '内容已按留存期限清理。';

// The alert itself stays: a match that was false keeps quiet by it until a person renews it (domain.md §3 rule 5), and
// an older period that comes late does not revive what a correction took out.
const dismissedAlerts: DueClass = {
  code: 'DISMISSED_ALERTS',
  due: `
    SELECT a.alert_no AS key, ARRAY[a.person_id::text] AS persons, ARRAY[a.household_no] AS households,
           ARRAY[a.alert_no] AS alerts,
           ARRAY(SELECT DISTINCT f.batch_id::text FROM crossmatch.alert_evidence e
                   JOIN crossmatch.matched_fact f ON f.id = e.fact_id WHERE e.alert_no = a.alert_no) AS batches
      FROM crossmatch.alert a
     WHERE a.explanation <> '${PURGED_TEXT}'
       AND CASE WHEN a.status = 'WITHDRAWN'
                THEN (SELECT ${dayOf('max(e.at)')} FROM crossmatch.alert_event e
                       WHERE e.alert_no = a.alert_no AND e.kind = 'WITHDRAWN')
                WHEN a.status = 'CLOSED' AND a.disposition = 'NOT_SAME_PERSON' THEN ${dayOf('a.disposed_at')} END < $1
       AND NOT EXISTS (SELECT FROM crossmatch.correction_ticket t WHERE t.alert_no = a.alert_no AND t.status = 'OPEN')`,
  steps: [
    deleteFrom('crossmatch.alert_evidence', 'x.alert_no = ANY ($1)'),
    emptyIn(
      'crossmatch.alert',
      `explanation = '${PURGED_TEXT}', explanation_parts = '[]', disposition_note = NULL`,
      'x.alert_no = ANY ($1)',
    ),
  ],
};

// Told once, corrected since, and evidence of nothing: no rule reads it.
const fallenFacts: DueClass = {
  code: 'FALLEN_FACTS',
  due: `
    SELECT f.id::text AS key, ARRAY[f.person_id::text] AS persons,
           ARRAY(SELECT DISTINCT m.household_no FROM households.membership m WHERE m.person_id = f.person_id) AS households,
           '{}'::text[] AS alerts, ARRAY[f.batch_id::text] AS batches
      FROM crossmatch.matched_fact f
      JOIN crossmatch.extract_batch b ON b.id = f.batch_id
      JOIN crossmatch.extract_batch n ON n.id = b.superseded_by_id
     WHERE NOT f.standing AND n.matched_roster IS NOT NULL AND ${dayOf('n.received_at')} < $1
       AND NOT EXISTS (SELECT FROM crossmatch.alert_evidence e WHERE e.fact_id = f.id)`,
  steps: [deleteFrom('crossmatch.matched_fact', 'x.id = ANY ($1::uuid[])')],
};

// By person: as long as somebody is on the roster the rules read all their facts, those of closed alerts too, and
// whoever has something open is not done with. The term begins with whatever came last.
const alertEvidence: DueClass = {
  code: 'ALERT_EVIDENCE',
  due: `
    SELECT p.person_id::text AS key, ARRAY[p.person_id::text] AS persons,
           ARRAY(SELECT m.household_no FROM households.membership m WHERE m.person_id = p.person_id
                  UNION SELECT a.household_no FROM crossmatch.alert a WHERE a.person_id = p.person_id) AS households,
           ARRAY(SELECT a.alert_no FROM crossmatch.alert a WHERE a.person_id = p.person_id) AS alerts,
           p.batches
      FROM (SELECT f.person_id, max(${dayOf('b.received_at')}) AS told_on, array_agg(DISTINCT b.id::text) AS batches,
                   bool_or(b.staged_path IS NOT NULL) AS staged
              FROM crossmatch.matched_fact f JOIN crossmatch.extract_batch b ON b.id = f.batch_id
             GROUP BY f.person_id) p
     WHERE p.told_on < $1 AND NOT p.staged
       AND NOT EXISTS (SELECT FROM crossmatch.alert a
                        WHERE a.person_id = p.person_id
                          AND (a.status IN ('OPEN', 'CLAIMED') OR ${dayOf('a.disposed_at')} >= $1
                               OR EXISTS (SELECT FROM crossmatch.alert_event e
                                           WHERE e.alert_no = a.alert_no AND e.kind = 'WITHDRAWN'
                                             AND ${dayOf('e.at')} >= $1)
                               OR EXISTS (SELECT FROM crossmatch.correction_ticket t
                                           WHERE t.alert_no = a.alert_no AND t.status = 'OPEN')))
       AND NOT EXISTS (SELECT FROM crossmatch.match_review m WHERE m.person_id = p.person_id AND m.status = 'OPEN')
       AND NOT EXISTS (SELECT FROM households.membership m
                         JOIN households.household h USING (household_no)
                         LEFT JOIN assistance.case_record c USING (household_no)
                        WHERE m.person_id = p.person_id
                          AND coalesce(least(m.valid_to, h.ended_on,
                                             CASE c.status WHEN 'ENDED' THEN c.not_listed_since END),
                                       'infinity') >= $1)`,
  steps: [
    deleteFrom(
      'crossmatch.alert_evidence',
      'x.fact_id IN (SELECT id FROM crossmatch.matched_fact WHERE person_id = ANY ($1::uuid[]))',
    ),
    deleteFrom('crossmatch.matched_fact', 'x.person_id = ANY ($1::uuid[])'),
  ],
};

/** What alerts rest on, beside the decision that was made upon them. */
export const EVIDENCE: readonly DueClass[] = [dismissedAlerts, fallenFacts, alertEvidence];
