import type pg from 'pg';
import { HubError } from '../errors.ts';
import { operationNow, withinOperation } from './operation.ts';

/** How many milliseconds an operation may still take; set by the gateway, passed on to subgraphs and statements. */
export const DEADLINE_HEADER = 'x-yikou-deadline-ms';

const LONGEST_MS = 5_000;
/** Statement timeouts come in steps, so that a connection is seldom told another one. */
const STEP_MS = 500;

/** The header's milliseconds; what is absent or no number between 1 and 5,000 counts as 5,000. */
export function readDeadline(header: string | string[] | undefined): number {
  const ms = typeof header === 'string' && /^\d{1,4}$/.test(header) ? Number(header) : LONGEST_MS;
  return Math.min(ms, LONGEST_MS);
}

/**
 * Runs an operation of a subgraph that has so many milliseconds left. Statements that it sends by a pool of
 * `boundStatements` end with it.
 *
 * @throws HubError TIMEOUT when no time is left
 */
export function withinDeadline<Result>(ms: number, operation: () => Result): Result {
  if (ms <= 0) throw new HubError('TIMEOUT');
  return withinOperation({ endsAt: performance.now() + ms }, operation);
}

/**
 * Makes every connection of a pool end its statements with the operation that borrowed it: at most `usualMs`,
 * in steps downwards as the operation's time runs out. While an operation is in its first half second nothing
 * is sent; so the usual request pays nothing.
 */
export function boundStatements(pool: pg.Pool, usualMs: number): void {
  const told = new WeakMap<pg.PoolClient, number>();
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;

  async function borrow(): Promise<pg.PoolClient> {
    const until = operationNow().endsAt;
    const client = await connect();
    const left = until === undefined ? usualMs : until - performance.now();
    if (left <= 0) {
      client.release();
      throw new HubError('TIMEOUT');
    }
    const ms = timeoutOf(left, usualMs);
    if (ms === (told.get(client) ?? usualMs)) return client;
    try {
      // A number of ours: SET takes no parameters.
      await client.query(`SET statement_timeout = ${ms}`);
      told.set(client, ms);
      return client;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  type Callback = (
    error: Error | undefined,
    client: pg.PoolClient | undefined,
    done: unknown,
  ) => void;
  // `pool.query` borrows by callback, transactions by promise.
  pool.connect = ((callback?: Callback) => {
    const borrowed = borrow();
    if (!callback) return borrowed;
    borrowed.then(
      (client) => callback(undefined, client, client.release.bind(client)),
      (error: unknown) => callback(error as Error, undefined, () => undefined),
    );
    return undefined;
  }) as typeof pool.connect;
}

/** Down to the step below what is left, and never nothing: zero would mean no limit at all. */
function timeoutOf(left: number, usualMs: number): number {
  return Math.max(Math.min(Math.floor(left / STEP_MS) * STEP_MS, usualMs), STEP_MS / 5);
}
