import { can, type Actor } from '../../kernel/actor.ts';
import { indexBy } from '../../kernel/runtime/loader.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Department } from '../../prisma/generated/client/client.ts';

/** 成员单位: their names are no secret; what they delivered has a scope of its own. */
export function createDepartmentService({ database: { db } }: SubgraphDeps) {
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
  };
}
