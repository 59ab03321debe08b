/**
 * What a class of data does when its term is over. The statements run under yikou_retention_jobs and name every schema:
 * retention is the one work that goes across all of them.
 */
export type DueClass = {
  /** As in crossmatch.retention_class. */
  code: string;
  /**
   * Rows (key, persons, households, alerts, batches), all text: what is due with $1, the day before which its term must
   * have begun, and whom a hold could name for its sake. A rule that still needs a thing is part of this condition.
   */
  due: string;
  /** In their order: what is done with the keys $1 (text[]), as the table it counts for. Each gives one row (n). */
  steps: readonly PurgeStep[];
};

export type PurgeStep = {
  relation: string;
  sql: string;
  /** What $1 is: the keys themselves, or the persons whom they concern. */
  by: 'KEYS' | 'PERSONS';
};

/** A step that deletes rows of a table, and counts them. */
export function deleteFrom(
  relation: string,
  where: string,
  by: PurgeStep['by'] = 'KEYS',
): PurgeStep {
  return {
    relation,
    by,
    sql: `WITH gone AS (DELETE FROM ${relation} x WHERE ${where} RETURNING 1) SELECT count(*) AS n FROM gone`,
  };
}

/** A step that empties columns of rows that stay. */
export function emptyIn(relation: string, set: string, where: string): PurgeStep {
  return {
    relation,
    by: 'KEYS',
    sql: `WITH emptied AS (UPDATE ${relation} x SET ${set} WHERE ${where} RETURNING 1) SELECT count(*) AS n FROM emptied`,
  };
}

/** An instant's day in Shanghai. */
export function dayOf(instant: string): string {
  return `(${instant} AT TIME ZONE 'Asia/Shanghai')::date`;
}

/** For what no hold of that kind can name. */
export const NOBODY = `'{}'::text[]`;
