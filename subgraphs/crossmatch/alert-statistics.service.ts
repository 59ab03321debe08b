import { assertCan, can, streetScope, type Actor } from '../../kernel/actor.ts';
import { today } from '../../kernel/clock.ts';
import { fromDbDate, monthOf, type PlainDate } from '../../kernel/plain-date.ts';
import {
  whereText,
  type BoundFilterInput,
  type CodeFilterInput,
} from '../../kernel/runtime/filters.ts';
import { createRecusals, otherHouseholds, otherPersons } from '../../kernel/runtime/recusals.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Prisma } from '../../prisma/generated/client/client.ts';
import { overdueWhere, UNFINISHED, whereDays } from './alert-filter.ts';
import type { AlertCell, AlertDimension } from './alert-statistics.ts';
import { concernWhere } from './scope.ts';

export type AlertStatisticsFilter = {
  streetCode?: CodeFilterInput | null | undefined;
  ruleId?: CodeFilterInput | null | undefined;
  raisedOn?: BoundFilterInput<PlainDate> | null | undefined;
};

/** A street's alerts that wait for an officer. */
export type StreetAlertCount = { open: number; overdue: number };

const COLUMNS = {
  STREET: 'streetCode',
  RULE: 'ruleId',
  STATUS: 'status',
  SEVERITY: 'severity',
  MONTH: 'raisedOn',
} as const satisfies Record<AlertDimension, Prisma.AlertScalarFieldEnum>;

/** Live counts of alerts, for those who read the alerts themselves. */
export function createAlertStatisticsService({ database, clock }: SubgraphDeps) {
  const { db } = database;
  const recusals = createRecusals(database);

  return {
    /**
     * Alerts counted by the asked dimensions, in their order.
     *
     * @throws HubError FORBIDDEN for a role that reads no alerts
     */
    async count(
      actor: Actor,
      by: readonly AlertDimension[],
      filter: AlertStatisticsFilter,
    ): Promise<AlertCell[]> {
      assertCan(actor, 'ALERT_READ');
      const columns = [...new Set(by)].map((dimension) => COLUMNS[dimension]);
      const scope = concernWhere(actor, 'ALERT_READ', await recusals.of(actor));
      const where = { AND: [scope, filterWhere(filter)] };
      // Without a dimension there is one cell, the total; grouping by nothing is not possible.
      if (columns.length === 0) {
        return [{ ...BLANK, count: await db.alert.count({ where }) }];
      }
      const rows = await db.alert.groupBy({ by: columns, where, _count: true });
      return foldMonths(rows);
    },

    /** Unfinished and overdue alerts of streets; a street out of the actor's scope is absent. */
    async ofStreets(
      actor: Actor,
      streetCodes: readonly string[],
    ): Promise<Map<string, StreetAlertCount>> {
      const codes = streetCodes.filter((code) => countsStreet(actor, code));
      const recused = await recusals.of(actor);
      const streets = {
        streetCode: { in: codes },
        ...otherHouseholds(recused),
        ...otherPersons(recused),
      };
      const unfinished = { AND: [streets, { status: { in: UNFINISHED } }] };
      const overdue = { AND: [streets, overdueWhere(today(clock))] };
      const [open, late] = await Promise.all([
        db.alert.groupBy({ by: ['streetCode'], where: unfinished, _count: true }),
        db.alert.groupBy({ by: ['streetCode'], where: overdue, _count: true }),
      ]);
      const openOf = new Map(open.map((row) => [row.streetCode, row._count]));
      const lateOf = new Map(late.map((row) => [row.streetCode, row._count]));
      return new Map(
        codes.map((code) => [
          code,
          {
            open: openOf.get(code) ?? 0,
            overdue: lateOf.get(code) ?? 0,
          },
        ]),
      );
    },
  };
}

const BLANK = { streetCode: null, ruleId: null, status: null, severity: null, month: null };

type CountedRow = Partial<Omit<AlertCell, 'month' | 'count'>> & { raisedOn?: Date; _count: number };

/** The database counts by day; days of one month are one cell. */
function foldMonths(rows: readonly CountedRow[]): AlertCell[] {
  const cells = new Map<string, AlertCell>();
  for (const { _count, raisedOn, ...dimensions } of rows) {
    const month = raisedOn === undefined ? null : monthOf(fromDbDate(raisedOn));
    const cell = { ...BLANK, ...dimensions, month };
    const key = [cell.streetCode, cell.ruleId, cell.status, cell.severity, month].join('|');
    const count = (cells.get(key)?.count ?? 0) + _count;
    cells.set(key, { ...cell, count });
  }
  return [...cells].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
}

function filterWhere(filter: AlertStatisticsFilter): Prisma.AlertWhereInput {
  return {
    streetCode: whereText(filter.streetCode),
    ruleId: whereText(filter.ruleId),
    raisedOn: whereDays(filter.raisedOn),
  };
}

function countsStreet(actor: Actor, streetCode: string): boolean {
  if (!can(actor, 'ALERT_READ')) return false;
  const scope = streetScope(actor);
  return scope === 'ALL' || (scope !== 'NONE' && scope.streetCode === streetCode);
}
