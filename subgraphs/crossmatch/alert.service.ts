import type { Actor } from '../../kernel/actor.ts';
import { today } from '../../kernel/clock.ts';
import { fromDbDate } from '../../kernel/plain-date.ts';
import { groupBy, indexBy } from '../../kernel/runtime/loader.ts';
import { notePersonsOf } from '../../kernel/runtime/person-reads.ts';
import { createRecusals } from '../../kernel/runtime/recusals.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Alert, Prisma } from '../../prisma/generated/client/client.ts';
import { alertFilterWhere, UNFINISHED, type AlertFilter } from './alert-filter.ts';
import { betweenPlaces, orderOf, type AlertOrder, type AlertStretch } from './alert-page.ts';
import { concernWhere } from './scope.ts';

/** By which of its references alerts are asked for. */
export type AlertReference = 'personId' | 'householdNo' | 'caseNo';

/**
 * Reading alerts. Every query carries the actor's scope in its where clause: an alert of another
 * street or of a relative is not found, whether asked for in a list, by its number or as a reference.
 */
export function createAlertService({ database, clock }: SubgraphDeps) {
  const { db } = database;
  const recusals = createRecusals(database);

  async function visible(
    actor: Actor,
    where: Prisma.AlertWhereInput,
  ): Promise<Prisma.AlertWhereInput> {
    return { AND: [concernWhere(actor, 'ALERT_READ', await recusals.of(actor)), where] };
  }

  return {
    /** One stretch of the alerts that the actor may see; read from the end when inverted. */
    async list(
      actor: Actor,
      filter: AlertFilter,
      order: AlertOrder,
      stretch: AlertStretch,
    ): Promise<Alert[]> {
      const where = await visible(actor, alertFilterWhere(filter, today(clock)));
      const rows = await db.alert.findMany({
        where: { AND: [where, betweenPlaces(order, stretch)] },
        orderBy: orderOf(order, stretch.inverted),
        take: stretch.limit,
      });
      return notePersonsOf(rows);
    },

    /** How many alerts `list` gives over all its pages. */
    async count(actor: Actor, filter: AlertFilter): Promise<number> {
      return db.alert.count({
        where: await visible(actor, alertFilterWhere(filter, today(clock))),
      });
    },

    /** Whether the alert still waits for an officer although its due day has passed. */
    isOverdue({ status, dueOn }: Alert): boolean {
      return dueOn !== null && UNFINISHED.includes(status) && fromDbDate(dueOn) < today(clock);
    },

    /** Alerts by number, as far as the actor may see them. */
    async byNumbers(actor: Actor, alertNos: readonly string[]): Promise<Map<string, Alert>> {
      const rows = await db.alert.findMany({
        where: await visible(actor, { alertNo: { in: [...alertNos] } }),
      });
      return indexBy(notePersonsOf(rows), (row) => row.alertNo);
    },

    /** The alerts of persons, households or cases, the most urgent first, as far as visible. */
    async byReference(
      actor: Actor,
      reference: AlertReference,
      keys: readonly string[],
    ): Promise<Map<string, Alert[]>> {
      const rows = await db.alert.findMany({
        where: await visible(actor, { [reference]: { in: [...keys] } }),
        orderBy: orderOf('DUE_ON_ASC', false),
      });
      return groupBy(notePersonsOf(rows), (row) => row[reference]);
    },
  };
}
