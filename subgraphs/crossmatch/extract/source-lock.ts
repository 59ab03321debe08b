import type pg from 'pg';

/**
 * Runs `work` while no other process takes in a file of the same source: of two deliveries of one file the
 * second sees the first. The lock goes with its connection, so a killed process holds nothing.
 */
export async function withSourceLock<T>(
  pool: pg.Pool,
  source: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    // Waiting for another delivery may take longer than a statement is otherwise given.
    await client.query('SET statement_timeout = 0');
    await client.query("SELECT pg_advisory_lock(hashtextextended('extract:' || $1, 0))", [source]);
    return await work(client);
  } finally {
    client.release(true);
  }
}
