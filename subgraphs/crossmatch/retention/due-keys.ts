import type pg from 'pg';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { DueClass } from './due-class.ts';

/** How much of a class is due, and how much of that is held back. */
export type DueCount = { due: number; held: number };

/** The next keys to purge and the persons whom they concern. */
export type DueKeys = DueCount & { keys: string[]; persons: string[] };

export const IS_HELD = `
  EXISTS (SELECT FROM crossmatch.legal_hold h
           WHERE h.lifted_at IS NULL
             AND CASE h.scope WHEN 'CLASS' THEN h.target = $2
                              WHEN 'PERSON' THEN h.target = ANY (d.persons)
                              WHEN 'HOUSEHOLD' THEN h.target = ANY (d.households)
                              WHEN 'ALERT' THEN h.target = ANY (d.alerts)
                              WHEN 'BATCH' THEN h.target = ANY (d.batches) END)`;

/**
 * What is due in a class: so many keys after the given one, without those that a hold names.
 * @param after '' from the beginning
 */
export async function dueKeys(
  client: pg.ClientBase,
  { code, due }: DueClass,
  before: PlainDate,
  { after, most }: { after: string; most: number },
): Promise<DueKeys> {
  const { rows } = await client.query<DueKeys>(
    `WITH due AS MATERIALIZED (SELECT d.*, ${IS_HELD} AS held FROM (${due}) d),
          next AS (SELECT key, persons FROM due
                    WHERE NOT held AND key COLLATE "C" > $3 ORDER BY key COLLATE "C" LIMIT $4)
     SELECT (SELECT count(*) FROM due) AS due, (SELECT count(*) FROM due WHERE held) AS held,
            ARRAY(SELECT key FROM next ORDER BY key COLLATE "C") AS keys,
            ARRAY(SELECT DISTINCT person FROM next, unnest(persons) AS person) AS persons`,
    [before, code, after, most],
  );
  return rows[0] ?? { due: 0, held: 0, keys: [], persons: [] };
}
