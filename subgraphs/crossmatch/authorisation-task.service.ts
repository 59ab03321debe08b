import type { Actor } from '../../kernel/actor.ts';
import { whereText, type CodeFilterInput } from '../../kernel/runtime/filters.ts';
import { createRecusals, otherHouseholds } from '../../kernel/runtime/recusals.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { AuthorisationTask, Prisma } from '../../prisma/generated/client/client.ts';
import { streetWhere } from './scope.ts';
import { stretchArgs, type TimeOrder, type TimeStretch } from './time-order.ts';

export type AuthorisationTaskFilter = {
  streetCode?: CodeFilterInput | null | undefined;
  householdNo?: CodeFilterInput | null | undefined;
  open?: boolean | null | undefined;
};

/** Tasks as they arose, the oldest first; a household has one a day at most. */
export const TASK_ORDER: TimeOrder<AuthorisationTask> = {
  at: 'raisedOn',
  key: 'householdNo',
  direction: 'asc',
  shape: /./u,
};

/** 授权续签 (003 二(七)): households whose economic facts may not be compared until they sign again. */
export function createAuthorisationTaskService({ database }: SubgraphDeps) {
  const { db } = database;
  const recusals = createRecusals(database);

  async function visible(
    actor: Actor,
    filter: AuthorisationTaskFilter,
  ): Promise<Prisma.AuthorisationTaskWhereInput> {
    const scope = streetWhere(actor, 'ALERT_READ');
    return { AND: [scope, otherHouseholds(await recusals.of(actor)), filterWhere(filter)] };
  }

  return {
    /** One stretch of the tasks of the actor's streets, the oldest first. */
    async list(
      actor: Actor,
      filter: AuthorisationTaskFilter,
      stretch: TimeStretch,
    ): Promise<AuthorisationTask[]> {
      const { within, orderBy, take } = stretchArgs(TASK_ORDER, stretch);
      const where = { AND: [await visible(actor, filter), within] };
      return db.authorisationTask.findMany({ where, orderBy, take });
    },

    /** How many tasks `list` gives over all its pages. */
    async count(actor: Actor, filter: AuthorisationTaskFilter): Promise<number> {
      return db.authorisationTask.count({ where: await visible(actor, filter) });
    },
  };
}

function filterWhere(filter: AuthorisationTaskFilter): Prisma.AuthorisationTaskWhereInput {
  return {
    streetCode: whereText(filter.streetCode),
    householdNo: whereText(filter.householdNo),
    ...(filter.open == null ? {} : { closedOn: filter.open ? null : { not: null } }),
  };
}
