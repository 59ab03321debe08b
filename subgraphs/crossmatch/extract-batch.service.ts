import type { Actor } from '../../kernel/actor.ts';
import { whereText, type CodeFilterInput } from '../../kernel/runtime/filters.ts';
import { indexBy } from '../../kernel/runtime/loader.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { DeletionRecord, ExtractBatch, Prisma } from '../../prisma/generated/client/client.ts';
import { departmentWhere } from './scope.ts';
import { stretchArgs, UUID, type TimeOrder, type TimeStretch } from './time-order.ts';

export type ExtractBatchFilter = {
  departmentCode?: CodeFilterInput | null | undefined;
  source?: CodeFilterInput | null | undefined;
  period?: CodeFilterInput | null | undefined;
  status?: CodeFilterInput | null | undefined;
};

/** Batches as they came in, the last received first. */
export const BATCH_ORDER: TimeOrder<ExtractBatch> = {
  at: 'receivedAt',
  key: 'id',
  direction: 'desc',
  shape: UUID,
};

/** 部门数据批次: a liaison reads the own department's, the bureau and the auditors all. */
export function createExtractBatchService({ database: { db } }: SubgraphDeps) {
  return {
    /** One stretch of the batches that the actor may see, the last received first. */
    list(actor: Actor, filter: ExtractBatchFilter, stretch: TimeStretch): Promise<ExtractBatch[]> {
      const { within, orderBy, take } = stretchArgs(BATCH_ORDER, stretch);
      const where = { AND: [visible(actor, filterWhere(filter)), within] };
      return db.extractBatch.findMany({ where, orderBy, take });
    },

    /** How many batches `list` gives over all its pages. */
    count(actor: Actor, filter: ExtractBatchFilter): Promise<number> {
      return db.extractBatch.count({ where: visible(actor, filterWhere(filter)) });
    },

    /** The batch of that id; null when there is none in the actor's scope. */
    find(actor: Actor, id: string): Promise<ExtractBatch | null> {
      return db.extractBatch.findFirst({ where: visible(actor, { id }) });
    },

    /** Batches by id, as far as the actor may see them; what is no id is absent. */
    async byIds(actor: Actor, ids: readonly string[]): Promise<Map<string, ExtractBatch>> {
      const known = ids.filter((id) => UUID.test(id));
      const rows = await db.extractBatch.findMany({ where: visible(actor, { id: { in: known } }) });
      return indexBy(rows, (row) => row.id);
    },

    /** The purge of each batch, once it has happened. */
    async deletionsOf(batchIds: readonly string[]): Promise<Map<string, DeletionRecord>> {
      const rows = await db.deletionRecord.findMany({
        where: { batchId: { in: [...batchIds] } },
        orderBy: { deletedAt: 'asc' },
      });
      return indexBy(rows, (row) => row.batchId);
    },
  };
}

function visible(
  actor: Actor,
  where: Prisma.ExtractBatchWhereInput,
): Prisma.ExtractBatchWhereInput {
  return { AND: [departmentWhere(actor, 'BATCH_READ'), where] };
}

function filterWhere(filter: ExtractBatchFilter): Prisma.ExtractBatchWhereInput {
  return {
    departmentCode: whereText(filter.departmentCode),
    source: whereText(filter.source),
    period: whereText(filter.period),
    status: whereText(filter.status),
  };
}
