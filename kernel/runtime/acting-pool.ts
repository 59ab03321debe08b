import pg from 'pg';
import type { Actor } from '../actor.ts';
import { actingNow, type Acting } from './acting.ts';

/** A pool whose statements carry in whose name they are made, and a pool for the hub's own. */
type ActingPools = { requests: pg.Pool; hub: pg.Pool };

const NAME = 'yikou_acting';
/** No row comes back: it stands before another statement, whose result is the only one. concat() runs all four. */
const SETTINGS = `
  SELECT WHERE concat(set_config('yikou.subject', $1, true), set_config('yikou.role', $2, true),
                      set_config('yikou.street', $3, true), set_config('yikou.department', $4, true)) IS NULL`;

/** Prepares the settings on a connection of `requests`, once; give it to the pool as `onConnect`. */
export async function prepareSettings(client: pg.ClientBase): Promise<void> {
  await client.query({ name: NAME, text: SETTINGS, values: ['', '', '', ''] });
}

/**
 * One pool over both: a request's statements go to `requests` with the person's settings, the hub's own to `hub`.
 * The settings hold for one transaction and are never a session's: a connection that another request is given next
 * knows nothing of this one. A single statement takes them along in its own message, so they cost no round trip;
 * a transaction is told with its BEGIN.
 *
 * @param otherwise in whose name statements are made outside of any request; NOBODY's see no person
 */
export function actingPool({ requests, hub }: ActingPools, otherwise: 'HUB' | 'NOBODY'): pg.Pool {
  const now = (): Acting => actingNow() ?? otherwise;
  const overrides: Partial<Record<keyof pg.Pool, unknown>> = {
    query(...args: Parameters<pg.Pool['query']>): unknown {
      const acting = now();
      if (acting === 'HUB') return hub.query(...args);
      if (acting === 'NOBODY') return requests.query(...args);
      return queryActing(requests, acting, args);
    },
    async connect(): Promise<pg.PoolClient> {
      const acting = now();
      if (acting === 'HUB') return hub.connect();
      const client = await requests.connect();
      return acting === 'NOBODY' ? client : clientActing(client, acting);
    },
  };
  // Prisma's adapter asks whether it is given a pool.
  return Object.assign(Object.create(requests) as pg.Pool, overrides);
}

function settingsOf({ subject, role, streetCode, departmentCode }: Actor): string[] {
  return [subject, role, streetCode ?? '', departmentCode ?? ''];
}

/** What a query of the driver does to its connection, as far as it is used here. */
type Wire = { bind(options: object): void; execute(options: object): void };
type WireQuery = {
  queryMode: 'extended';
  prepare(connection: Wire): void;
  handleCommandComplete(message: unknown, connection: Wire): void;
};

/**
 * Settings and statement as one message: what stands between two Syncs of the extended protocol PostgreSQL runs as one
 * transaction, and the settings end with it.
 */
function queryActing(
  pool: pg.Pool,
  actor: Actor,
  [text, values]: readonly unknown[],
): Promise<unknown> {
  const config = typeof text === 'string' ? { text, values } : text;
  const query = new pg.Query(config as pg.QueryConfig);
  goAhead(query as unknown as WireQuery, settingsOf(actor));
  return pool.query(query as unknown as pg.QueryConfig);
}

function goAhead(query: WireQuery, values: readonly string[]): void {
  const prepare = query.prepare.bind(query);
  const complete = query.handleCommandComplete.bind(query);
  query.queryMode = 'extended';
  query.prepare = (connection) => {
    connection.bind({ statement: NAME, values });
    connection.execute({});
    prepare(connection);
  };
  // The first of two completions is the settings'; the caller's result is the other one.
  query.handleCommandComplete = () => {
    query.handleCommandComplete = complete;
  };
}

/** The same connection, which tells each transaction at its BEGIN in whose name it is. */
function clientActing(client: pg.PoolClient, actor: Actor): pg.PoolClient {
  const [subject = '', role = '', street = '', department = ''] = settingsOf(actor).map((value) =>
    pg.escapeLiteral(value),
  );
  const settings = `SELECT set_config('yikou.subject', ${subject}, true), set_config('yikou.role', ${role}, true),
    set_config('yikou.street', ${street}, true), set_config('yikou.department', ${department}, true)`;
  function query(...args: unknown[]): unknown {
    const text = textOf(args[0]);
    const given = text !== null && BEGIN.test(text) ? [`${text}; ${settings}`] : args;
    return client.query(...(given as Parameters<pg.PoolClient['query']>));
  }
  return new Proxy(client, {
    get(target, key) {
      if (key === 'query') return query;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

const BEGIN = /^\s*(BEGIN|START\s+TRANSACTION)\b/i;

function textOf(query: unknown): string | null {
  if (typeof query === 'string') return query;
  const text = (query as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? text : null;
}
