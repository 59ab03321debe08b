import type { Actor } from '../../kernel/actor.ts';
import { maskIdNumber } from '../../kernel/id-number.ts';
import { whereText, type CodeFilterInput } from '../../kernel/runtime/filters.ts';
import { notePersonsOf } from '../../kernel/runtime/person-reads.ts';
import { createRecusals, otherPersons } from '../../kernel/runtime/recusals.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { OutreachTask, Prisma } from '../../prisma/generated/client/client.ts';
import { streetWhere } from './scope.ts';
import { stretchArgs, UUID, type TimeOrder, type TimeStretch } from './time-order.ts';

export type OutreachTaskFilter = {
  source?: CodeFilterInput | null | undefined;
  streetCode?: CodeFilterInput | null | undefined;
  status?: CodeFilterInput | null | undefined;
};

/** Tasks as they arose, the oldest first. */
export const OUTREACH_ORDER: TimeOrder<OutreachTask> = {
  at: 'raisedOn',
  key: 'id',
  direction: 'asc',
  shape: UUID,
};

/** 走访任务 (003 二(四)): residents who may need aid and are on none. They lead to a visit, never to an alert. */
export function createOutreachTaskService({ database, vault }: SubgraphDeps) {
  const { db } = database;
  const recusals = createRecusals(database);

  async function visible(
    actor: Actor,
    filter: OutreachTaskFilter,
  ): Promise<Prisma.OutreachTaskWhereInput> {
    const scope = streetWhere(actor, 'ALERT_READ');
    return { AND: [scope, otherPersons(await recusals.of(actor)), filterWhere(filter)] };
  }

  return {
    /** One stretch of the tasks of the actor's streets, the oldest first. */
    async list(
      actor: Actor,
      filter: OutreachTaskFilter,
      stretch: TimeStretch,
    ): Promise<OutreachTask[]> {
      const { within, orderBy, take } = stretchArgs(OUTREACH_ORDER, stretch);
      const where = { AND: [await visible(actor, filter), within] };
      return notePersonsOf(await db.outreachTask.findMany({ where, orderBy, take }));
    },

    /** How many tasks `list` gives over all its pages. */
    async count(actor: Actor, filter: OutreachTaskFilter): Promise<number> {
      return db.outreachTask.count({ where: await visible(actor, filter) });
    },

    /** The number of a task's person as it may be shown. */
    idNumberMasked({ id, idNumberCipher }: OutreachTask): string {
      return maskIdNumber(vault.open(idNumberCipher, id));
    },
  };
}

function filterWhere(filter: OutreachTaskFilter): Prisma.OutreachTaskWhereInput {
  return {
    source: whereText(filter.source),
    streetCode: whereText(filter.streetCode),
    status: whereText(filter.status),
  };
}
