import type { Actor } from '../../kernel/actor.ts';
import { today } from '../../kernel/clock.ts';
import { fromDbDate } from '../../kernel/plain-date.ts';
import { groupBy, indexBy } from '../../kernel/runtime/loader.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Alert, Prisma } from '../../prisma/generated/client/client.ts';
import { alertFilterWhere, UNFINISHED, type AlertFilter } from './alert-filter.ts';
import { streetWhere } from './scope.ts';

/** The orders a list of alerts can have; the alert number settles ties, so that pages are stable. */
const ORDER = {
  DUE_ON_ASC: [{ dueOn: { sort: 'asc', nulls: 'last' } }, { alertNo: 'asc' }],
  DUE_ON_DESC: [{ dueOn: { sort: 'desc', nulls: 'last' } }, { alertNo: 'asc' }],
  RAISED_ON_DESC: [{ raisedOn: 'desc' }, { alertNo: 'asc' }],
  EFFECTIVE_ON_DESC: [{ effectiveOn: 'desc' }, { alertNo: 'asc' }],
} satisfies Record<string, Prisma.AlertOrderByWithRelationInput[]>;
export type AlertOrder = keyof typeof ORDER;

/** By which of its references alerts are asked for. */
export type AlertReference = 'personId' | 'householdNo' | 'caseNo';

type Page = Pick<Prisma.AlertFindManyArgs, 'take' | 'skip' | 'cursor'>;

/**
 * Reading alerts. Every query carries the actor's scope in its where clause: an alert of another
 * street is not found, whether asked for in a list, by its number or as a reference.
 */
export function createAlertService({ database: { db }, clock }: SubgraphDeps) {
  function visible(actor: Actor, where: Prisma.AlertWhereInput): Prisma.AlertWhereInput {
    return { AND: [streetWhere(actor, 'ALERT_READ'), where] };
  }

  return {
    /** One page of the alerts that the actor may see. */
    list(actor: Actor, filter: AlertFilter, order: AlertOrder, page: Page): Promise<Alert[]> {
      const { take, skip, cursor } = page;
      const where = visible(actor, alertFilterWhere(filter, today(clock)));
      return db.alert.findMany({ where, orderBy: ORDER[order], take, skip, cursor });
    },

    /** How many alerts `list` gives over all its pages. */
    count(actor: Actor, filter: AlertFilter): Promise<number> {
      return db.alert.count({ where: visible(actor, alertFilterWhere(filter, today(clock))) });
    },

    /** Whether the alert still waits for an officer although its due day has passed. */
    isOverdue({ status, dueOn }: Alert): boolean {
      return dueOn !== null && UNFINISHED.includes(status) && fromDbDate(dueOn) < today(clock);
    },

    /** Alerts by number, as far as the actor may see them. */
    async byNumbers(actor: Actor, alertNos: readonly string[]): Promise<Map<string, Alert>> {
      const rows = await db.alert.findMany({
        where: visible(actor, { alertNo: { in: [...alertNos] } }),
      });
      return indexBy(rows, (row) => row.alertNo);
    },

    /** The alerts of persons, households or cases, the most urgent first, as far as visible. */
    async byReference(
      actor: Actor,
      reference: AlertReference,
      keys: readonly string[],
    ): Promise<Map<string, Alert[]>> {
      const rows = await db.alert.findMany({
        where: visible(actor, { [reference]: { in: [...keys] } }),
        orderBy: ORDER.DUE_ON_ASC,
      });
      return groupBy(rows, (row) => row[reference]);
    },
  };
}
