import type pg from 'pg';

/**
 * Each takes a DuckDB of its own and two connections, one of them while it waits for its lock: more at once
 * would take every connection of the pool, and the one at work would wait for its second one.
 */
const MOST_AT_ONCE = 2;

type Turns = { running: number; waiting: (() => void)[] };

const turnsOf = new WeakMap<pg.Pool, Turns>();

/**
 * Runs `work` while no other process takes in a file of the same source: of two deliveries of one file the
 * second sees the first. The lock goes with its connection, so a killed process holds nothing. In this
 * process two files at most are under way; the others wait in the order they came.
 */
export async function withSourceLock<T>(
  pool: pg.Pool,
  source: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return inTurn(pool, async () => {
    const client = await pool.connect();
    try {
      // Waiting for another delivery may take longer than a statement is otherwise given.
      await client.query('SET statement_timeout = 0');
      await client.query("SELECT pg_advisory_lock(hashtextextended('extract:' || $1, 0))", [
        source,
      ]);
      return await work(client);
    } finally {
      client.release(true);
    }
  });
}

async function inTurn<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T> {
  const turns = turnsOf.get(pool) ?? { running: 0, waiting: [] };
  turnsOf.set(pool, turns);
  if (turns.running < MOST_AT_ONCE) turns.running += 1;
  // Whoever ends hands the turn over: nobody who comes later gets in between.
  else await new Promise<void>((resolve) => turns.waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = turns.waiting.shift();
    if (next) next();
    else turns.running -= 1;
  }
}
