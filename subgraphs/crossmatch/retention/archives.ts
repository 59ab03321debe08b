import { dayOf, deleteFrom, NOBODY, type DueClass } from './due-class.ts';

const MEMBERS = `ARRAY(SELECT m.person_id::text FROM households.membership m WHERE m.household_no = c.household_no)`;
const OF_CASES = 'x.case_no = ANY ($1)';
const OF_OBJECTIONS = `x.objection_no IN (SELECT objection_no FROM crossmatch.objection WHERE household_no = ANY ($1))`;
const OF_ALERTS = `x.alert_no IN (SELECT alert_no FROM crossmatch.alert WHERE case_no = ANY ($1))`;

// 退出户档案保管 30 年 (003 二(八)): what was decided of a case goes with the case, and not before.
const exitedCases: DueClass = {
  code: 'EXITED_CASES',
  due: `
    SELECT c.case_no AS key, ${MEMBERS} AS persons, ARRAY[c.household_no] AS households,
           ARRAY(SELECT a.alert_no FROM crossmatch.alert a WHERE a.case_no = c.case_no) AS alerts,
           ${NOBODY} AS batches
      FROM assistance.case_record c
     WHERE c.status = 'ENDED' AND c.not_listed_since < $1
       AND NOT EXISTS (SELECT FROM crossmatch.alert a
                        WHERE a.case_no = c.case_no AND a.status IN ('OPEN', 'CLAIMED'))`,
  steps: [
    deleteFrom('crossmatch.correction_ticket', OF_ALERTS),
    deleteFrom('crossmatch.alert_evidence', OF_ALERTS),
    deleteFrom('crossmatch.alert_event', OF_ALERTS),
    deleteFrom('crossmatch.alert', OF_CASES),
    deleteFrom('assistance.case_step', OF_CASES),
    deleteFrom('assistance.payment', OF_CASES),
    deleteFrom('assistance.case_month', OF_CASES),
    deleteFrom('assistance.case_record', OF_CASES),
  ],
};

// A household goes when its cases, alerts and facts are gone; a person, with the last household.
const exitedHouseholds: DueClass = {
  code: 'EXITED_HOUSEHOLDS',
  due: `
    SELECT c.household_no AS key, ${MEMBERS} AS persons, ARRAY[c.household_no] AS households, ${NOBODY} AS alerts,
           ${NOBODY} AS batches
      FROM households.household c
     WHERE c.ended_on < $1
       AND NOT EXISTS (SELECT FROM assistance.case_record r WHERE r.household_no = c.household_no)
       AND NOT EXISTS (SELECT FROM crossmatch.alert a WHERE a.household_no = c.household_no)
       AND NOT EXISTS (SELECT FROM crossmatch.objection o
                        WHERE o.household_no = c.household_no AND o.status = 'OPEN')
       AND NOT EXISTS (SELECT FROM crossmatch.match_review r
                         LEFT JOIN crossmatch.matched_fact f ON f.review_id = r.id
                        WHERE r.household_no = c.household_no AND (r.status = 'OPEN' OR f.id IS NOT NULL))`,
  steps: [
    deleteFrom('crossmatch.authorisation_task', 'x.household_no = ANY ($1)'),
    deleteFrom(
      'crossmatch.match_decision',
      'x.review_id IN (SELECT id FROM crossmatch.match_review WHERE household_no = ANY ($1))',
    ),
    deleteFrom(
      'crossmatch.review_record',
      'x.review_id IN (SELECT id FROM crossmatch.match_review WHERE household_no = ANY ($1))',
    ),
    deleteFrom('crossmatch.match_review', 'x.household_no = ANY ($1)'),
    deleteFrom('crossmatch.correction_ticket', OF_OBJECTIONS),
    deleteFrom('crossmatch.objection_record', OF_OBJECTIONS),
    deleteFrom('crossmatch.objection', 'x.household_no = ANY ($1)'),
    deleteFrom('households.membership', 'x.household_no = ANY ($1)'),
    deleteFrom('households.household', 'x.household_no = ANY ($1)'),
    deleteFrom(
      'households.person',
      `x.id = ANY ($1::uuid[]) AND NOT EXISTS (SELECT FROM households.membership m WHERE m.person_id = x.id)`,
      'PERSONS',
    ),
  ],
};

// What was exchanged, with whom and when (个人信息保护法 第五十六条). A snapshot by which a fact is told to be no longer
// listed stays with that fact, the three by which the next delivery is judged stay, and so does whatever is referred to.
const exchangeRecords: DueClass = {
  code: 'EXCHANGE_RECORDS',
  due: `
    SELECT 'extract:' || b.id AS key, ${NOBODY} AS persons, ${NOBODY} AS households, ${NOBODY} AS alerts,
           ARRAY[b.id::text] AS batches
      FROM crossmatch.extract_batch b
     WHERE ${dayOf('b.received_at')} < $1 AND b.staged_path IS NULL AND b.status <> 'HELD'
       AND NOT EXISTS (SELECT FROM crossmatch.matched_fact f WHERE f.batch_id = b.id)
       AND NOT EXISTS (SELECT FROM crossmatch.match_review r WHERE r.batch_id = b.id)
       AND NOT EXISTS (SELECT FROM crossmatch.review_record r WHERE r.batch_id = b.id)
       AND NOT EXISTS (SELECT FROM crossmatch.set_aside_row s WHERE s.batch_id = b.id)
       AND NOT EXISTS (SELECT FROM crossmatch.residue_record r WHERE r.batch_id = b.id)
       AND NOT EXISTS (SELECT FROM crossmatch.outreach_task t WHERE t.batch_id = b.id)
       AND NOT EXISTS (SELECT FROM crossmatch.correction_ticket t WHERE t.batch_id = b.id)
       AND NOT EXISTS (SELECT FROM crossmatch.objection_record o WHERE o.batch_id = b.id)
       AND NOT EXISTS (SELECT FROM crossmatch.extract_batch o WHERE o.superseded_by_id = b.id)
       AND NOT (b.mode = 'SNAPSHOT' AND b.status = 'ACCEPTED'
                AND EXISTS (SELECT FROM crossmatch.matched_fact f
                             WHERE f.source = b.source AND f.standing AND f.period_end < b.period_end))
       AND b.id NOT IN (SELECT n.id FROM crossmatch.extract_batch n
                         WHERE n.source = b.source AND n.mode = b.mode AND n.status = 'ACCEPTED'
                         ORDER BY n.period_end DESC, n.serial DESC, n.received_at DESC LIMIT 3)
    ${['households', 'assistance']
      .map(
        (roster) => `
    UNION ALL
    SELECT '${roster}:' || l.id, ${NOBODY}, ${NOBODY}, ${NOBODY}, ARRAY[l.id::text]
      FROM ${roster}.roster_load l
     WHERE ${dayOf('l.loaded_at')} < $1
       AND NOT EXISTS (SELECT FROM ${roster}.roster_set_aside s WHERE s.load_id = l.id)
       AND EXISTS (SELECT FROM ${roster}.roster_load n WHERE n.kind = l.kind AND n.roster_date > l.roster_date)`,
      )
      .join('')}
    UNION ALL
    SELECT 'question:' || e.id, ${NOBODY}, ${NOBODY}, ${NOBODY}, ${NOBODY}
      FROM sharing.exchange e
     WHERE e.day < $1`,
  steps: [
    deleteFrom('sharing.exchange', `'question:' || x.id = ANY ($1)`),
    deleteFrom('crossmatch.linkage_run', `'extract:' || x.batch_id = ANY ($1)`),
    deleteFrom('crossmatch.deletion_record', `'extract:' || x.batch_id = ANY ($1)`),
    deleteFrom('crossmatch.extract_batch', `'extract:' || x.id = ANY ($1)`),
    deleteFrom('households.roster_load', `'households:' || x.id = ANY ($1)`),
    deleteFrom('assistance.roster_load', `'assistance:' || x.id = ANY ($1)`),
  ],
};

/** What was decided, and what was exchanged. */
export const ARCHIVES: readonly DueClass[] = [exitedCases, exitedHouseholds, exchangeRecords];
