import { can, type Actor } from '../../kernel/actor.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { MatchRun, Prisma } from '../../prisma/generated/client/client.ts';
import { stretchArgs, UUID, type TimeOrder, type TimeStretch } from './time-order.ts';

/** Runs as they were started, the last first. */
export const RUN_ORDER: TimeOrder<MatchRun> = {
  at: 'startedAt',
  key: 'id',
  direction: 'desc',
  shape: UUID,
};

/** 比对任务, as they ran. */
export function createMatchRunService({ database: { db } }: SubgraphDeps) {
  return {
    /** One stretch of the runs, the last started first; none for a role that may not read them. */
    list(actor: Actor, stretch: TimeStretch): Promise<MatchRun[]> {
      const { within, orderBy, take } = stretchArgs(RUN_ORDER, stretch);
      return db.matchRun.findMany({ where: { AND: [visible(actor), within] }, orderBy, take });
    },

    /** How many runs there are. */
    count(actor: Actor): Promise<number> {
      return db.matchRun.count({ where: visible(actor) });
    },
  };
}

function visible(actor: Actor): Prisma.MatchRunWhereInput {
  return can(actor, 'RUN_READ') ? {} : { id: { in: [] } };
}
