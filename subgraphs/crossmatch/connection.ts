import { resolveCursorConnection } from '@pothos/plugin-relay';
import { timeCursor, timePlace, type TimeOrder, type TimeStretch } from './time-order.ts';

type PageArgs = {
  first?: number | null | undefined;
  last?: number | null | undefined;
  after?: string | null | undefined;
  before?: string | null | undefined;
};

/** One page of a list that is ordered by time. The total is counted only when it is asked for. */
export async function timeConnection<Row>(
  order: TimeOrder<Row>,
  args: PageArgs,
  list: (stretch: TimeStretch) => Promise<Row[]>,
  totalCount: () => Promise<number>,
) {
  const page = await resolveCursorConnection<Promise<Row[]>>(
    { args, toCursor: (row) => timeCursor(order, row) },
    ({ after, before, limit, inverted }) =>
      list({
        after: timePlace(order, 'after', after),
        before: timePlace(order, 'before', before),
        limit,
        inverted,
      }),
  );
  return { ...page, totalCount };
}

/** A connection's total: a list counts only when asked, what was loaded whole knows its length. */
export function totalOf(page: object): number | Promise<number> {
  const { totalCount } = page as { totalCount: number | (() => number | Promise<number>) };
  return typeof totalCount === 'function' ? totalCount() : totalCount;
}
