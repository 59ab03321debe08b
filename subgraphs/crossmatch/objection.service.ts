import type { Actor } from '../../kernel/actor.ts';
import { today } from '../../kernel/clock.ts';
import { fromDbDate } from '../../kernel/plain-date.ts';
import { whereText, type CodeFilterInput } from '../../kernel/runtime/filters.ts';
import { groupBy } from '../../kernel/runtime/loader.ts';
import { notePersonsOf } from '../../kernel/runtime/person-reads.ts';
import { createRecusals } from '../../kernel/runtime/recusals.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Objection, ObjectionRecord, Prisma } from '../../prisma/generated/client/client.ts';
import { concernWhere } from './scope.ts';
import { stretchArgs, type TimeOrder, type TimeStretch } from './time-order.ts';

export type ObjectionFilter = {
  streetCode?: CodeFilterInput | null | undefined;
  status?: CodeFilterInput | null | undefined;
};

export const OBJECTION_NO = /^YY-\w{7}$/;

/** Objections as they were received, the oldest first: the nearest deadline leads. */
export const OBJECTION_ORDER: TimeOrder<Objection> = {
  at: 'receivedOn',
  key: 'objectionNo',
  direction: 'asc',
  shape: OBJECTION_NO,
};

/** 异议, as far as the actor may see them: a street its own, the bureau and the auditors all; nobody a relative's. */
export function createObjectionService({ database, clock }: SubgraphDeps) {
  const { db } = database;
  const recusals = createRecusals(database);

  async function visible(
    actor: Actor,
    where: Prisma.ObjectionWhereInput,
  ): Promise<Prisma.ObjectionWhereInput> {
    return { AND: [concernWhere(actor, 'OBJECTION_READ', await recusals.of(actor)), where] };
  }

  return {
    /** One stretch of the objections, the oldest first. */
    async list(actor: Actor, filter: ObjectionFilter, stretch: TimeStretch): Promise<Objection[]> {
      const { within, orderBy, take } = stretchArgs(OBJECTION_ORDER, stretch);
      const where = { AND: [await visible(actor, filterWhere(filter)), within] };
      return notePersonsOf(await db.objection.findMany({ where, orderBy, take }));
    },

    /** How many objections `list` gives over all its pages. */
    async count(actor: Actor, filter: ObjectionFilter): Promise<number> {
      return db.objection.count({ where: await visible(actor, filterWhere(filter)) });
    },

    /** The objection of that number; null when there is none in the actor's scope. */
    async find(actor: Actor, objectionNo: string): Promise<Objection | null> {
      const found = await db.objection.findFirst({ where: await visible(actor, { objectionNo }) });
      if (found) notePersonsOf([found]);
      return found;
    },

    /** Whether it waits still although its due day has passed. */
    isOverdue({ status, dueOn }: Objection): boolean {
      return status === 'OPEN' && dueOn !== null && fromDbDate(dueOn) < today(clock);
    },

    /** What each person objected to, the oldest first. */
    async ofPersons(actor: Actor, personIds: readonly string[]): Promise<Map<string, Objection[]>> {
      const rows = await db.objection.findMany({
        where: await visible(actor, { personId: { in: [...personIds] } }),
        orderBy: [{ receivedOn: 'asc' }, { objectionNo: 'asc' }],
      });
      return groupBy(notePersonsOf(rows), (row) => row.personId);
    },

    /** The records that objections are about. */
    async recordsOf(
      actor: Actor,
      objectionNos: readonly string[],
    ): Promise<Map<string, ObjectionRecord[]>> {
      const objection = await visible(actor, {});
      const rows = await db.objectionRecord.findMany({
        where: { objectionNo: { in: [...objectionNos] }, objection },
        orderBy: [{ objectionNo: 'asc' }, { batchId: 'asc' }, { rowNo: 'asc' }],
      });
      return groupBy(rows, (row) => row.objectionNo);
    },
  };
}

function filterWhere(filter: ObjectionFilter): Prisma.ObjectionWhereInput {
  return { streetCode: whereText(filter.streetCode), status: whereText(filter.status) };
}
