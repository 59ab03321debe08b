import type { Database } from '../../kernel/runtime/db.ts';
import { groupBy } from '../../kernel/runtime/loader.ts';
import type { TimeStretch } from './time-order.ts';

const LISTS = {
  batches: { table: 'extract_batch', key: 'id', type: 'uuid', at: 'received_at' },
  corrections: { table: 'correction_ticket', key: 'ticket_no', type: 'text', at: 'opened_at' },
} as const;
export type DepartmentList = keyof typeof LISTS;

/**
 * The keys of the same stretch of each department's list, the newest first, in one statement: Prisma
 * would page nested lists in memory.
 */
export async function departmentKeys(
  pool: Database['pool'],
  list: DepartmentList,
  codes: readonly string[],
  { after, before, limit, inverted }: TimeStretch,
): Promise<Map<string, string[]>> {
  const { table, key, type, at } = LISTS[list];
  const direction = inverted ? 'ASC' : 'DESC';
  const { rows } = await pool.query<{ code: string; key: string }>(
    `SELECT department.code, place.key
       FROM unnest($1::text[]) AS department (code)
      CROSS JOIN LATERAL (
            SELECT ${key} AS key, ${at} AS at
              FROM ${table}
             WHERE department_code = department.code
               AND ($2::timestamptz IS NULL OR (${at}, ${key}) < ($2, $3::${type}))
               AND ($4::timestamptz IS NULL OR (${at}, ${key}) > ($4, $5::${type}))
             ORDER BY ${at} ${direction}, ${key} ${direction}
             LIMIT $6
            ) AS place
      ORDER BY department.code, place.at ${direction}, place.key ${direction}`,
    [codes, after?.at, after?.key, before?.at, before?.key, limit],
  );
  const grouped = groupBy(rows, (row) => row.code);
  return new Map([...grouped].map(([code, places]) => [code, places.map((place) => place.key)]));
}
