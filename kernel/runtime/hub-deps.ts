import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { loadCalendar } from './calendar-files.ts';
import { databaseUrlFor, openDatabase, type DatabaseRole } from './db.ts';
import type { HubEnv } from './env.ts';
import { createVault } from './id-number-vault.ts';
import type { Keys } from './keys.ts';
import type { SubgraphDeps } from './subgraph.ts';

/** A caller waits no longer than the gateway's five seconds; its statements end a little earlier. */
const STATEMENT_TIMEOUT_MS = 4_500;

/**
 * What a subgraph is given by its process: a pool under its own role, the calendar, the vault.
 * Close `database` when done.
 *
 * @param options.statementTimeoutMs 0 for jobs and commands, which may take as long as they need
 * @param options.asHub whether what is done outside of any request is the hub's own work; see openDatabase
 */
export function openSubgraphDeps(
  role: DatabaseRole,
  options: {
    env: HubEnv;
    databaseUrl: string;
    keys: Keys;
    clock: Clock;
    log: Logger;
    statementTimeoutMs?: number | undefined;
    asHub?: boolean;
  },
): SubgraphDeps {
  const { env, clock } = options;
  return {
    database: openDatabase({
      url: databaseUrlFor(env, options.databaseUrl, role),
      hubUrl: options.databaseUrl,
      role,
      asHub: options.asHub ?? false,
      applicationName: `yikou-${role}`,
      statementTimeoutMs: options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS,
    }),
    clock,
    calendar: loadCalendar(env.calendarDir),
    vault: createVault(options.keys),
    log: options.log.child({ subgraph: role }),
    dataDir: env.dataDir,
  };
}

const LAG = `
  SELECT audit.sealing_lag() AS seconds, audit.sealing_lag() > value AS late
    FROM policy.parameter
   WHERE code = 'audit.sealAlarm'
     AND (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date
         BETWEEN effective_from AND coalesce(effective_to, 'infinity')
   ORDER BY effective_from DESC LIMIT 1`;

/**
 * Whether a subgraph's database answers now; asked by /readyz. That the audit trail is no longer sealed is an
 * alarm in the log and no reason to leave service: all but sensitive reads go on.
 */
export async function databaseAnswers({ database, log }: SubgraphDeps): Promise<boolean> {
  try {
    const { rows } = await database.pool.query<{ seconds: number; late: boolean }>(LAG);
    if (rows[0]?.late) log.error({ seconds: rows[0].seconds }, 'audit rows are not sealed');
    return true;
  } catch {
    return false;
  }
}
