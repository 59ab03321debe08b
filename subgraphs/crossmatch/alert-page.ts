import { fromDbDate, isPlainDate, toDbDate, type PlainDate } from '../../kernel/plain-date.ts';
import type { Alert, Prisma } from '../../prisma/generated/client/client.ts';
import { fromCursor, toCursor } from './cursor.ts';

/** The orders a list of alerts can have; the alert number settles ties. */
const ORDERS = {
  DUE_ON_ASC: { day: 'dueOn', direction: 'asc' },
  DUE_ON_DESC: { day: 'dueOn', direction: 'desc' },
  RAISED_ON_DESC: { day: 'raisedOn', direction: 'desc' },
  EFFECTIVE_ON_DESC: { day: 'effectiveOn', direction: 'desc' },
} as const;
export type AlertOrder = keyof typeof ORDERS;

/** A stretch of a list: `limit` alerts after or before a place, from the end when inverted. */
export type AlertStretch = {
  after: AlertPlace | null;
  before: AlertPlace | null;
  limit: number;
  inverted: boolean;
};

/**
 * A place in an ordered list, whether or not its alert still stands there: a page goes on where the
 * last one ended although alerts were claimed, closed or raised in between.
 */
export type AlertPlace = { day: PlainDate | null; alertNo: string };

/** The order as Prisma's, from the end when inverted. Alerts without a day come last. */
export function orderOf(
  order: AlertOrder,
  inverted: boolean,
): Prisma.AlertOrderByWithRelationInput[] {
  const { day, direction } = ORDERS[order];
  const sort = inverted ? opposite(direction) : direction;
  const byNumber = { alertNo: inverted ? 'desc' : 'asc' } as const;
  if (day !== 'dueOn') return [{ [day]: sort }, byNumber];
  return [{ dueOn: { sort, nulls: inverted ? 'first' : 'last' } }, byNumber];
}

/** The condition of lying between two places. Prisma's own cursors read a nullable order into memory. */
export function betweenPlaces(
  order: AlertOrder,
  { after, before }: Pick<AlertStretch, 'after' | 'before'>,
): Prisma.AlertWhereInput {
  return { AND: [after ? beyond(order, after) : {}, before ? short(order, before) : {}] };
}

/** An alert's place in that order, as an opaque cursor. */
export function cursorOf(order: AlertOrder, alert: Alert): string {
  const day = alert[ORDERS[order].day];
  return toCursor(day === null ? '' : fromDbDate(day), alert.alertNo);
}

/** The place of a cursor; null without one. @throws HubError INVALID_INPUT naming the argument */
export function placeOf(argument: string, cursor: string | null | undefined): AlertPlace | null {
  return fromCursor(argument, cursor, ([day = '', alertNo, ...rest]) => {
    if (alertNo === undefined || rest.length > 0) return null;
    if (day === '') return { day: null, alertNo };
    return isPlainDate(day) ? { day, alertNo } : null;
  });
}

function beyond(order: AlertOrder, { day, alertNo }: AlertPlace): Prisma.AlertWhereInput {
  const { day: column, direction } = ORDERS[order];
  if (day === null) return { dueOn: null, alertNo: { gt: alertNo } };
  const date = toDbDate(day);
  return {
    OR: [
      { [column]: direction === 'asc' ? { gt: date } : { lt: date } },
      { [column]: date, alertNo: { gt: alertNo } },
      ...(column === 'dueOn' ? [{ dueOn: null }] : []),
    ],
  };
}

function short(order: AlertOrder, { day, alertNo }: AlertPlace): Prisma.AlertWhereInput {
  const { day: column, direction } = ORDERS[order];
  if (day === null) {
    return { OR: [{ dueOn: { not: null } }, { dueOn: null, alertNo: { lt: alertNo } }] };
  }
  const date = toDbDate(day);
  return {
    OR: [
      { [column]: direction === 'asc' ? { lt: date } : { gt: date } },
      { [column]: date, alertNo: { lt: alertNo } },
    ],
  };
}

function opposite(direction: 'asc' | 'desc'): 'asc' | 'desc' {
  return direction === 'asc' ? 'desc' : 'asc';
}
