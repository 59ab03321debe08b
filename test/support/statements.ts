import type { Database } from '../../kernel/runtime/db.ts';

/** How many statements went to the database while something was done. */
export async function statementsOf(
  database: Database,
  act: () => Promise<unknown>,
): Promise<number> {
  const { pool } = database;
  const query = pool.query.bind(pool);
  let count = 0;
  pool.query = ((...args: Parameters<typeof query>) => {
    count += 1;
    return query(...args);
  }) as typeof pool.query;
  try {
    await act();
  } finally {
    pool.query = query;
  }
  return count;
}
