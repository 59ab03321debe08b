import { newestPlace, type NewestStretch } from './department-list.ts';

/** A connection's total: a list counts only when asked, what was loaded whole knows its length. */
export function totalOf(page: object): number | Promise<number> {
  const { totalCount } = page as { totalCount: number | (() => number | Promise<number>) };
  return typeof totalCount === 'function' ? totalCount() : totalCount;
}

/** The arguments of a connection as a stretch of a list that is ordered by time. */
export function newestStretch(page: {
  after?: string | null | undefined;
  before?: string | null | undefined;
  limit: number;
  inverted: boolean;
}): NewestStretch {
  const { limit, inverted } = page;
  return {
    after: newestPlace('after', page.after),
    before: newestPlace('before', page.before),
    limit,
    inverted,
  };
}
