import { groupBy } from '../../kernel/runtime/loader.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { SetAsideCode } from '../../kernel/tabular/contract.ts';

/** Where a set-aside row stands and why; what it says stays encrypted and leaves only by download. */
export type SetAsidePlace = {
  batchId: string;
  rowNo: number;
  code: SetAsideCode;
  column: string | null;
};

/** A stretch of row numbers: `limit` rows after or before a row, from the end when inverted. */
export type RowStretch = {
  after: number | null;
  before: number | null;
  limit: number;
  inverted: boolean;
};

/**
 * Rows that were set aside. Asked by batch only for batches that the actor was already given, so it
 * checks no scope of its own.
 */
export function createSetAsideRowService({ database: { pool, db } }: SubgraphDeps) {
  return {
    /** The same stretch of rows of each batch, one statement for all of them. */
    async ofBatches(
      batchIds: readonly string[],
      { after, before, limit, inverted }: RowStretch,
    ): Promise<Map<string, SetAsidePlace[]>> {
      // Prisma pages nested lists in memory; a batch can have a hundred thousand rows set aside.
      const { rows } = await pool.query<SetAsidePlace>(
        `SELECT place.batch_id AS "batchId", place.row_no AS "rowNo", place.code, place."column"
           FROM unnest($1::uuid[]) AS batch (id)
          CROSS JOIN LATERAL (
                SELECT batch_id, row_no, code, "column"
                  FROM set_aside_row
                 WHERE batch_id = batch.id
                   AND row_no > coalesce($2::int, 0)
                   AND ($3::int IS NULL OR row_no < $3)
                 ORDER BY row_no ${inverted ? 'DESC' : 'ASC'}
                 LIMIT $4
                ) AS place
          ORDER BY place.batch_id, place.row_no ${inverted ? 'DESC' : 'ASC'}`,
        [batchIds, after, before, limit],
      );
      return groupBy(rows, (row) => row.batchId);
    },

    /** How many rows of each batch are kept aside now: after the purge none. */
    async countOf(batchIds: readonly string[]): Promise<Map<string, number>> {
      const rows = await db.setAsideRow.groupBy({
        by: ['batchId'],
        where: { batchId: { in: [...batchIds] } },
        _count: true,
      });
      return new Map(rows.map((row) => [row.batchId, row._count]));
    },
  };
}
