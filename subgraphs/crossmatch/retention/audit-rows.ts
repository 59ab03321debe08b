import type { DueClass } from './due-class.ts';

/**
 * Audit rows of a class. Who deletes them is audit.purge_rows, which certifies what it deleted; its key steps are
 * therefore none of the ordinary ones.
 */
function auditRows(code: string): DueClass {
  return {
    code,
    due: `
      SELECT d.id::text AS key,
             array_remove(ARRAY[d.person, a.person_id::text, r.person_id::text, t.person_id::text], NULL) AS persons,
             array_remove(ARRAY[a.household_no, r.household_no, c.household_no], NULL) AS households,
             array_remove(ARRAY[d.alert], NULL) AS alerts, array_remove(ARRAY[d.batch], NULL) AS batches
        FROM audit.due_rows('${code}', $1) d
        LEFT JOIN crossmatch.alert a ON a.alert_no = d.alert
        LEFT JOIN crossmatch.match_review r ON r.id::text = d.review
        LEFT JOIN crossmatch.outreach_task t ON t.id::text = d.task
        LEFT JOIN assistance.case_record c ON c.case_no = d.case_no`,
    steps: [],
  };
}

/** 审计: accesses, exchanges, casework. Rows of governance are kept. */
export const AUDIT_ROWS: readonly DueClass[] = [
  auditRows('AUDIT_ACCESS'),
  auditRows('AUDIT_EXCHANGE'),
  auditRows('AUDIT_CASEWORK'),
];
