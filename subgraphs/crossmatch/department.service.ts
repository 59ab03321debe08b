import { can, type Actor } from '../../kernel/actor.ts';
import { indexBy } from '../../kernel/runtime/loader.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type {
  CorrectionTicket,
  Department,
  ExtractBatch,
} from '../../prisma/generated/client/client.ts';
import { departmentKeys } from './department-list.ts';
import { departmentWhere } from './scope.ts';
import type { TimeStretch } from './time-order.ts';

/** 成员单位: their names are no secret; what they delivered has a scope of its own. */
export function createDepartmentService({ database: { db, pool } }: SubgraphDeps) {
  return {
    /** All departments; for a liaison the own one. */
    async list(actor: Actor): Promise<Department[]> {
      const own = actor.role === 'LIAISON' ? { code: actor.departmentCode ?? '' } : {};
      return db.department.findMany({ where: own, orderBy: { code: 'asc' } });
    },

    /** Departments by code, for every role that may read batches or tickets. */
    async byCodes(actor: Actor, codes: readonly string[]): Promise<Map<string, Department>> {
      if (!can(actor, 'BATCH_READ') && !can(actor, 'CORRECTION_READ')) return new Map();
      const rows = await db.department.findMany({ where: { code: { in: [...codes] } } });
      return indexBy(rows, (row) => row.code);
    },

    /** The same stretch of each department's batches, as far as the actor may see them. */
    async batchesOf(
      actor: Actor,
      codes: readonly string[],
      stretch: TimeStretch,
    ): Promise<Map<string, ExtractBatch[]>> {
      const keys = await departmentKeys(pool, 'batches', codes, stretch);
      const rows = await db.extractBatch.findMany({
        where: {
          AND: [{ id: { in: [...keys.values()].flat() } }, departmentWhere(actor, 'BATCH_READ')],
        },
      });
      return inOrder(
        keys,
        indexBy(rows, (row) => row.id),
      );
    },

    /** How many batches of each department the actor may see. */
    async batchCountOf(actor: Actor, codes: readonly string[]): Promise<Map<string, number>> {
      const rows = await db.extractBatch.groupBy({
        by: ['departmentCode'],
        where: {
          AND: [{ departmentCode: { in: [...codes] } }, departmentWhere(actor, 'BATCH_READ')],
        },
        _count: true,
      });
      return new Map(rows.map((row) => [row.departmentCode, row._count]));
    },

    /** The same stretch of each department's tickets, as far as the actor may see them. */
    async correctionsOf(
      actor: Actor,
      codes: readonly string[],
      stretch: TimeStretch,
    ): Promise<Map<string, CorrectionTicket[]>> {
      const keys = await departmentKeys(pool, 'corrections', codes, stretch);
      const rows = await db.correctionTicket.findMany({
        where: {
          AND: [
            { ticketNo: { in: [...keys.values()].flat() } },
            departmentWhere(actor, 'CORRECTION_READ'),
          ],
        },
      });
      return inOrder(
        keys,
        indexBy(rows, (row) => row.ticketNo),
      );
    },

    /** How many tickets of each department the actor may see. */
    async correctionCountOf(actor: Actor, codes: readonly string[]): Promise<Map<string, number>> {
      const rows = await db.correctionTicket.groupBy({
        by: ['departmentCode'],
        where: {
          AND: [{ departmentCode: { in: [...codes] } }, departmentWhere(actor, 'CORRECTION_READ')],
        },
        _count: true,
      });
      return new Map(rows.map((row) => [row.departmentCode, row._count]));
    },
  };
}

function inOrder<Row>(
  keys: ReadonlyMap<string, readonly string[]>,
  rows: ReadonlyMap<string, Row>,
): Map<string, Row[]> {
  return new Map(
    [...keys].map(([code, ordered]) => [code, ordered.flatMap((key) => rows.get(key) ?? [])]),
  );
}
