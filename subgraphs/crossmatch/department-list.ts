import type { Database } from '../../kernel/runtime/db.ts';
import { groupBy } from '../../kernel/runtime/loader.ts';
import { fromCursor, toCursor } from './cursor.ts';

/** A place in a list that is ordered by time, the newest first. */
export type TimePlace = { at: Date; key: string };

/** A stretch of such a list: `limit` rows after or before a place, from the end when inverted. */
export type NewestStretch = {
  after: TimePlace | null;
  before: TimePlace | null;
  limit: number;
  inverted: boolean;
};

const LISTS = {
  batches: { table: 'extract_batch', key: 'id', at: 'received_at' },
  corrections: { table: 'correction_ticket', key: 'ticket_no', at: 'opened_at' },
} as const;
export type DepartmentList = keyof typeof LISTS;

/**
 * The keys of the same stretch of each department's list, in one statement: Prisma would page nested
 * lists in memory.
 */
export async function departmentKeys(
  pool: Database['pool'],
  list: DepartmentList,
  codes: readonly string[],
  { after, before, limit, inverted }: NewestStretch,
): Promise<Map<string, string[]>> {
  const { table, key, at } = LISTS[list];
  const direction = inverted ? 'ASC' : 'DESC';
  const { rows } = await pool.query<{ code: string; key: string }>(
    `SELECT department.code, place.key
       FROM unnest($1::text[]) AS department (code)
      CROSS JOIN LATERAL (
            SELECT ${key}::text AS key, ${at} AS at
              FROM ${table}
             WHERE department_code = department.code
               AND ($2::timestamptz IS NULL OR (${at}, ${key}::text) < ($2, $3))
               AND ($4::timestamptz IS NULL OR (${at}, ${key}::text) > ($4, $5))
             ORDER BY ${at} ${direction}, ${key}::text ${direction}
             LIMIT $6
            ) AS place
      ORDER BY department.code, place.at ${direction}, place.key ${direction}`,
    [codes, after?.at, after?.key, before?.at, before?.key, limit],
  );
  const grouped = groupBy(rows, (row) => row.code);
  return new Map([...grouped].map(([code, places]) => [code, places.map((place) => place.key)]));
}

/** A row's place in the list, as an opaque cursor. */
export function newestCursor({ at, key }: TimePlace): string {
  return toCursor(at.toISOString(), key);
}

/** The place of a cursor; null without one. @throws HubError INVALID_INPUT naming the argument */
export function newestPlace(argument: string, cursor: string | null | undefined): TimePlace | null {
  return fromCursor(argument, cursor, ([time = '', key, ...rest]) => {
    const at = new Date(time);
    if (key === undefined || rest.length > 0 || Number.isNaN(at.getTime())) return null;
    return { at, key };
  });
}
