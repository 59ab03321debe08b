import { fromCursor, toCursor } from './cursor.ts';

/** A list ordered by a time column, ties settled by a key in the same direction. */
export type TimeOrder<Row> = {
  at: keyof Row & string;
  key: keyof Row & string;
  direction: 'asc' | 'desc';
  /** What a key looks like: PostgreSQL refuses to compare with anything else. */
  shape: RegExp;
};

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A place in such a list, whether or not a row still stands there. */
export type TimePlace = { at: Date; key: string };

/** A stretch of such a list: `limit` rows after or before a place, from the end when inverted. */
export type TimeStretch = {
  after: TimePlace | null;
  before: TimePlace | null;
  limit: number;
  inverted: boolean;
};

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]{8,12}Z$/;

type Condition = Record<string, unknown>;

/**
 * A stretch as Prisma's arguments. Prisma's own cursors would tell a row that exists out of scope from
 * one that does not.
 */
export function stretchArgs<Row>(
  order: TimeOrder<Row>,
  { after, before, limit, inverted }: TimeStretch,
): { within: { AND: Condition[] }; orderBy: Record<string, 'asc' | 'desc'>[]; take: number } {
  const ascending = order.direction === 'asc';
  const sort = ascending === inverted ? 'desc' : 'asc';
  return {
    within: {
      AND: [
        after ? sideOf(order, after, ascending ? 'gt' : 'lt') : {},
        before ? sideOf(order, before, ascending ? 'lt' : 'gt') : {},
      ],
    },
    orderBy: [{ [order.at]: sort }, { [order.key]: sort }],
    take: limit,
  };
}

/** A row's place, as an opaque cursor. */
export function timeCursor<Row>(order: TimeOrder<Row>, row: Row): string {
  return toCursor((row[order.at] as Date).toISOString(), row[order.key] as string);
}

/** The place of a cursor; null without one. @throws HubError INVALID_INPUT naming the argument */
export function timePlace<Row>(
  order: TimeOrder<Row>,
  argument: string,
  cursor: string | null | undefined,
): TimePlace | null {
  return fromCursor(argument, cursor, ([time = '', ...rest]) => {
    const at = new Date(time);
    // A household's number is whatever the street's system says, a bar included.
    const key = rest.join('|');
    const isInstant = INSTANT.test(time) && !Number.isNaN(at.getTime());
    return isInstant && order.shape.test(key) ? { at, key } : null;
  });
}

function sideOf<Row>(
  order: TimeOrder<Row>,
  { at, key }: TimePlace,
  side: 'gt' | 'lt',
): { OR: Condition[] } {
  return {
    OR: [{ [order.at]: { [side]: at } }, { [order.at]: at, [order.key]: { [side]: key } }],
  };
}
