import { asOfClock, systemClock, today, type Clock } from '../kernel/clock.ts';
import { systemActor, type Actor } from '../kernel/actor.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Database, DatabaseRole } from '../kernel/runtime/db.ts';
import { ensureDatabase, type DatabaseLease } from '../kernel/runtime/embedded-postgres.ts';
import { readHubEnv, type HubEnv } from '../kernel/runtime/env.ts';
import { openSubgraphDeps } from '../kernel/runtime/hub-deps.ts';
import { assertKeysFit } from '../kernel/runtime/key-fingerprint.ts';
import { loadKeys, type Keys } from '../kernel/runtime/keys.ts';
import { createLogger } from '../kernel/runtime/log.ts';
import type { Databases } from '../kernel/runtime/rotate-keys.ts';
import type { Subgraph, SubgraphDeps } from '../kernel/runtime/subgraph.ts';
import { migrate } from '../prisma/migrate.ts';
import { createAssistanceIntake } from '../subgraphs/assistance/intake.ts';
import { createAssistance } from '../subgraphs/assistance/subgraph.ts';
import { createExtractService } from '../subgraphs/crossmatch/extract.service.ts';
import { createMatchService } from '../subgraphs/crossmatch/match.service.ts';
import { createCrossmatch } from '../subgraphs/crossmatch/subgraph.ts';
import { createHouseholdsIntake } from '../subgraphs/households/intake.ts';
import { createHouseholds } from '../subgraphs/households/subgraph.ts';

/** What a command works with: the three subgraphs' services over one database, acting as the system. */
export type Hub = {
  env: HubEnv;
  /** The log level of a command, which says itself what it did. */
  logLevel: HubEnv['logLevel'];
  clock: Clock;
  /** The day that counts: `--as-of`, else today. */
  asOf: PlainDate;
  keys: Keys;
  database: DatabaseLease;
  actor: Actor;
  /** All three, to ask the graph across them. */
  subgraphs: readonly Subgraph[];
  households: ReturnType<typeof createHouseholds>['services'];
  assistance: ReturnType<typeof createAssistance>['services'];
  crossmatch: ReturnType<typeof createCrossmatch>['services'];
  crossmatchDeps: SubgraphDeps;
  /** Each subgraph's own way into the database. */
  databases: Databases;
  householdsIntake: ReturnType<typeof createHouseholdsIntake>;
  assistanceIntake: ReturnType<typeof createAssistanceIntake>;
  extracts: ReturnType<typeof createExtractService>;
  matching: ReturnType<typeof createMatchService>;
  close(): Promise<void>;
};

/**
 * Opens the hub for one command. The embedded database is started and migrated on the way; a given
 * one is left as it is (`hub migrate`). The caller closes it.
 * @throws HubError ENV_INVALID, KEYS_MISSING, DATABASE_UNAVAILABLE, EMBEDDED_DATABASE, MIGRATION_CHANGED.
 */
export async function openHub(command: string, options: { asOf?: PlainDate } = {}): Promise<Hub> {
  const env = readHubEnv(undefined, 'subgraph');
  const lease = await ensureDatabase(env);
  const opened: Database[] = [];
  async function close(): Promise<void> {
    await Promise.all(opened.map((database) => database.close()));
    await lease.release();
  }
  try {
    if (lease.embedded) await migrate(lease.url);
    const keys = loadKeys({ ...env, embedded: lease.embedded });
    const clock = options.asOf ? asOfClock(options.asOf) : systemClock;
    // The command itself says what it did; only what went wrong is logged beside it.
    const logLevel = env.logLevel === 'info' ? 'warn' : env.logLevel;
    const log = createLogger({ logLevel }, `hub-${command}`);
    const depsFor = (role: DatabaseRole): SubgraphDeps => {
      const options = {
        env,
        databaseUrl: lease.url,
        keys,
        clock,
        log,
        statementTimeoutMs: 0,
        asHub: true,
      };
      const deps = openSubgraphDeps(role, options);
      opened.push(deps.database);
      return deps;
    };
    const households = depsFor('households');
    const assistance = depsFor('assistance');
    const crossmatch = depsFor('crossmatch');
    await assertKeysFit(crossmatch.database, keys);
    const made = {
      households: createHouseholds(households),
      assistance: createAssistance(assistance),
      crossmatch: createCrossmatch(crossmatch),
    };
    return {
      env,
      logLevel,
      clock,
      asOf: today(clock),
      keys,
      database: lease,
      actor: systemActor(`cli:${command}`),
      subgraphs: Object.values(made),
      households: made.households.services,
      assistance: made.assistance.services,
      crossmatch: made.crossmatch.services,
      crossmatchDeps: crossmatch,
      databases: {
        households: households.database,
        assistance: assistance.database,
        crossmatch: crossmatch.database,
      },
      householdsIntake: createHouseholdsIntake(households),
      assistanceIntake: createAssistanceIntake(assistance),
      extracts: createExtractService(crossmatch),
      matching: createMatchService(crossmatch),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
