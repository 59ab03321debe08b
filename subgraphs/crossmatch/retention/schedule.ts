import type pg from 'pg';
import { HubError } from '../../../kernel/errors.ts';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import {
  loadPolicyParameters,
  type PolicyParameter,
} from '../../../kernel/runtime/policy-parameters.ts';

/** A class as it stands on a day. */
export type ScheduledClass = {
  code: string;
  title: string;
  runsFrom: string;
  covers: string[];
  /** Null: kept for as long as the hub stands. */
  term: (PolicyParameter & { before: PlainDate }) | null;
};

const CLASSES = `
  SELECT c.code, c.title, c.runs_from AS "runsFrom", c.parameter,
         crossmatch.retention_cutoff(c.code, $1::date) AS before,
         ARRAY(SELECT relation FROM crossmatch.retention_cover r
                WHERE r.class_code = c.code ORDER BY relation) AS covers
    FROM crossmatch.retention_class c
   ORDER BY c.sort_order`;

type Row = Omit<ScheduledClass, 'term'> & { parameter: string | null; before: PlainDate | null };

/**
 * The retention schedule as of a day: every class, what it covers, and the day before which its term must have begun.
 * @throws HubError PARAMETER_MISSING when a term is not in force on that day
 */
export async function loadSchedule(
  database: Pick<pg.Pool, 'query'>,
  asOf: PlainDate,
): Promise<ScheduledClass[]> {
  const { rows } = await database.query<Row>(CLASSES, [asOf]);
  const parameters = await loadPolicyParameters(database, asOf);
  return rows.map(({ parameter, before, ...own }) => {
    if (parameter === null) return { ...own, term: null };
    const term = parameters.get(parameter);
    // A unit that is none of a calendar's: nothing is due by it.
    if (before === null) throw new HubError('PARAMETER_MISSING', { parameter, asOf });
    return { ...own, term: { ...term, before } };
  });
}
