import { systemClock, type Clock } from '../kernel/clock.ts';
import { startSealer } from '../kernel/runtime/audit-seal/sealer.ts';
import type { DatabaseRole } from '../kernel/runtime/db.ts';
import { assertConfined } from '../kernel/runtime/confined-role.ts';
import { ensureDatabase } from '../kernel/runtime/embedded-postgres.ts';
import type { HubEnv } from '../kernel/runtime/env.ts';
import { databaseAnswers, openSubgraphDeps } from '../kernel/runtime/hub-deps.ts';
import { assertKeysFit } from '../kernel/runtime/key-fingerprint.ts';
import { loadKeys } from '../kernel/runtime/keys.ts';
import { createLogger } from '../kernel/runtime/log.ts';
import { createSubgraphExecutor } from '../kernel/runtime/subgraph-executor.ts';
import { withRequestLogins } from '../kernel/runtime/request-logins.ts';
import type { SubgraphDeps } from '../kernel/runtime/subgraph.ts';
import { migrate } from '../prisma/migrate.ts';
import { createAssistance } from '../subgraphs/assistance/subgraph.ts';
import { extractRoutes } from '../subgraphs/crossmatch/extract.http.ts';
import { startSchedule } from '../subgraphs/crossmatch/jobs/schedule.ts';
import { createCrossmatch } from '../subgraphs/crossmatch/subgraph.ts';
import { createHouseholds } from '../subgraphs/households/subgraph.ts';
import { signInPlace } from './development-issuer/place.ts';
import { createInProcessDataSource } from './in-process-data-source.ts';
import type { LocalIssuer } from './local-issuer.ts';
import { openRoutes } from './open-routes.ts';
import { createGateway } from './server.ts';
import { readSupergraph } from './supergraph-file.ts';
import { createTrust } from './trust.ts';
import { createDocumentGate, readManifest } from './trusted-documents.ts';

export type RunningHub = {
  /** Where the gateway listens, for example http://127.0.0.1:4000. */
  url: string;
  /** The demo's token issuer; null where the district's sign-in service is set. */
  localIssuer: LocalIssuer | null;
  /** Where a developer signs in; null wherever somebody else might. */
  signInUrl: string | null;
  /** Finishes requests in flight, then stops everything this call started. */
  close(): Promise<void>;
};

/**
 * The whole hub in one process: database, three subgraphs, gateway, files, jobs, query IDE.
 *
 * @throws HubError KEYS_MISSING, DATABASE_UNAVAILABLE, MIGRATION_CHANGED … when it cannot start
 */
export async function startAllInOne(options: {
  env: HubEnv;
  clock?: Clock;
  /** Whether this process also looks for due jobs; default yes. */
  jobs?: boolean;
}): Promise<RunningHub> {
  const { env: given } = options;
  const clock = options.clock ?? systemClock;
  const log = createLogger(given, 'yikou');
  const closers: (() => Promise<unknown>)[] = [];
  async function close(): Promise<void> {
    for (const step of closers.splice(0).reverse()) await step();
  }
  try {
    const lease = await ensureDatabase(given);
    closers.push(() => lease.release());
    if (lease.embedded) await migrate(lease.url);
    const env = await withRequestLogins(given, lease);
    const keys = loadKeys({ ...env, embedded: lease.embedded });

    const open = (
      role: DatabaseRole,
      own: { statementTimeoutMs?: number; asHub?: boolean } = {},
    ): SubgraphDeps => {
      const common = { env, databaseUrl: lease.url, keys, clock, log };
      const deps = openSubgraphDeps(role, { ...common, ...own });
      closers.push(() => deps.database.close());
      return deps;
    };
    const crossmatchDeps = open('crossmatch');
    await assertKeysFit(crossmatchDeps.database, keys);
    // Files and jobs take as long as they take.
    const patientDeps = open('crossmatch', { statementTimeoutMs: 0, asHub: true });
    const householdsDeps = open('households');
    const assistanceDeps = open('assistance');
    await assertConfined(householdsDeps.database, 'households');
    await assertConfined(assistanceDeps.database, 'assistance');
    await assertConfined(crossmatchDeps.database, 'crossmatch');
    const subgraphs = [
      createHouseholds(householdsDeps),
      createAssistance(assistanceDeps),
      createCrossmatch(crossmatchDeps),
    ];
    const sources = new Map(
      subgraphs.map((subgraph) => [
        subgraph.name as string,
        createInProcessDataSource(createSubgraphExecutor(subgraph, log)),
      ]),
    );

    const { authenticate, localIssuer } = await createTrust({ env, keys, clock, log });
    const gateway = await createGateway({
      supergraphSdl: readSupergraph(),
      dataSourceOf: (name) => mustHave(sources.get(name), name),
      authenticate,
      introspection: !env.production,
      admission: env.admission,
      documents: createDocumentGate({ manifest: readManifest(), adHocRoles: env.adHocRoles }),
      log,
      ready: () => databaseAnswers(crossmatchDeps),
      openRoutes: (app) => openRoutes(app, { localIssuer, env, clock }),
      routes: (app) => extractRoutes(app, patientDeps),
    });
    closers.push(() => gateway.close());
    if (options.jobs ?? true) {
      const sealer = await startSealer({ env, databaseUrl: lease.url, keys, log });
      closers.push(() => sealer.stop());
      const schedule = startSchedule(patientDeps);
      closers.push(() => schedule.stop());
    }
    const url = await gateway.app.listen({ port: env.port, host: env.host });
    log.info({ url }, 'the hub serves');
    const place = signInPlace(env);
    if (localIssuer && place.url === null)
      log.info({ reason: place.reason }, 'no development sign-in');
    const signInUrl = place.url === null ? null : `${url}/sign-in`;
    return { url, localIssuer, signInUrl, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function mustHave<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`the supergraph names an unknown subgraph: ${name}`);
  return value;
}
