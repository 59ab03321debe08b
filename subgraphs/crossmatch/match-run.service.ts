import type { Actor } from '../../kernel/actor.ts';
import { can } from '../../kernel/actor.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { MatchRun, Prisma } from '../../prisma/generated/client/client.ts';

type Page = Pick<Prisma.MatchRunFindManyArgs, 'take' | 'skip' | 'cursor'>;

/** 比对任务, as they ran. */
export function createMatchRunService({ database: { db } }: SubgraphDeps) {
  return {
    /** One page of the runs, the last started first; none for a role that may not read them. */
    list(actor: Actor, { take, skip, cursor }: Page): Promise<MatchRun[]> {
      return db.matchRun.findMany({
        where: visible(actor),
        orderBy: [{ startedAt: 'desc' }, { id: 'asc' }],
        take,
        skip,
        cursor,
      });
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
