import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../../prisma/generated/client/client.ts';
import { keepLookupsApart } from './acting-lookups.ts';
import { actingPool, prepareSettings } from './acting-pool.ts';
import type { HubEnv } from './env.ts';
import { boundStatements } from './statement-deadline.ts';

/** A subgraph's name is its PostgreSQL schema and, prefixed, its role. */
export type DatabaseRole = 'households' | 'assistance' | 'crossmatch';

/** The hub's own work in a subgraph, which row security lets pass; requests have no way to it. */
type JobsRole = `${DatabaseRole}_jobs`;

/** The sealer of the audit trail has a role of its own and no schema. */
export type PoolRole = DatabaseRole | JobsRole | 'sealer';

/**
 * One subgraph's way into the database. What a request asks goes under the subgraph's role and in the person's name,
 * so that row security shows what that person may see; jobs and commands go under its jobs role.
 */
export type Database = {
  db: PrismaClient;
  /**
   * The same connections for COPY and hand-written SQL. `date` columns come as 'YYYY-MM-DD', `bigint`
   * as number (refused beyond the safe range), `numeric` as text.
   */
  pool: pg.Pool;
  /** The connections of requests alone, in nobody's name: to ask what they could do. */
  requests: pg.Pool;
  close(): Promise<void>;
};

const OID_INT8 = 20;
const OID_DATE = 1082;
const MOST_STATEMENTS = 500;

/** The connection address of a role: its own login where the operator gave one, else the common one. */
export function databaseUrlFor(
  env: Pick<HubEnv, 'databaseUrls'>,
  commonUrl: string,
  role: DatabaseRole | 'sealer',
): string {
  return env.databaseUrls[role] ?? commonUrl;
}

type PoolOptions = {
  url: string;
  role: PoolRole;
  applicationName: string;
  poolSize?: number;
  /** Per statement; 0 (the default) sets no limit, as jobs need. */
  statementTimeoutMs?: number;
  onConnect?: (client: pg.ClientBase) => void;
};

/**
 * Opens a pool whose every connection acts as `yikou_<role>` with that schema first. Nothing is sent until
 * the first query.
 */
export function openPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: withSession(options.url, [
      `role=yikou_${options.role}`,
      `search_path=${options.role.replace(/_jobs$/, '')}`,
      // Prisma's adapter drops the offset of a timestamptz and reads the rest as UTC: any other session
      // zone would shift every instant. Days are decided in Asia/Shanghai by the Clock, not by SQL.
      'TimeZone=UTC',
      `statement_timeout=${options.statementTimeoutMs ?? 0}`,
      'idle_in_transaction_session_timeout=600000',
    ]),
    application_name: options.applicationName,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser: typeParser },
    ...(options.onConnect && { onConnect: options.onConnect }),
  });
  // A connection that breaks while idle is replaced at the next query; unheard, it would end the process.
  pool.on('error', () => undefined);
  return pool;
}

type DatabaseOptions = Omit<PoolOptions, 'role' | 'onConnect'> & {
  role: DatabaseRole;
  /** For the hub's own work; default `url`. */
  hubUrl?: string;
  /** Whether what no request asks for is the hub's own work, as in jobs and commands; else it sees no person. */
  asHub?: boolean;
};

/** The pools of a subgraph's roles as one, and a Prisma client over them. */
export function openDatabase({ hubUrl, asHub = false, ...options }: DatabaseOptions): Database {
  const { url, role } = options;
  // The driver waits for what is returned, though its types do not say so.
  const onConnect = prepareSettings as (client: pg.ClientBase) => void;
  const requests = openPool({ ...options, onConnect });
  const hub = openPool({ ...options, url: hubUrl ?? url, role: `${role}_jobs` });
  const limit = options.statementTimeoutMs ?? 0;
  if (limit > 0) for (const pool of [requests, hub]) boundStatements(pool, limit);
  const pool = actingPool({ requests, hub }, asHub ? 'HUB' : 'NOBODY');
  const client = new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator: createStatementNames() }),
    // Prisma's own two and five seconds fail honest work on a busy machine; statements have their limit.
    transactionOptions: { maxWait: 10_000, timeout: 60_000 },
  });
  const db = keepLookupsApart(client);
  return {
    db,
    pool,
    requests,
    async close() {
      await db.$disconnect();
      await Promise.all([requests.end(), hub.end()]);
    },
  };
}

/**
 * Names for the statements Prisma repeats, so that a connection plans each of them once (about half the
 * time of a small query). Lists of every length make endless texts: beyond the limit they stay unnamed.
 */
function createStatementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= MOST_STATEMENTS) return '';
    const name = `yikou_${names.size}`;
    names.set(sql, name);
    return name;
  };
}

function withSession(url: string, settings: string[]): string {
  const address = new URL(url);
  const given = address.searchParams.get('options');
  const own = settings.map((setting) => `-c ${setting}`).join(' ');
  address.searchParams.set('options', given === null ? own : `${given} ${own}`);
  // Prisma's own parameter; the driver would send it to the server, which refuses it.
  address.searchParams.delete('schema');
  return address.toString();
}

function typeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === OID_DATE) return (value) => value;
  if (oid === OID_INT8) return safeInteger;
  return pg.types.getTypeParser(oid, format) as (value: string) => unknown;
}

function safeInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new RangeError('A bigint from the database is beyond the safe integer range.');
}
