import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Actor } from '../actor.ts';
import type { Clock } from '../clock.ts';
import type { WorkingDayCalendar } from '../working-days.ts';
import type { Database } from './db.ts';
import type { IdNumberVault } from './id-number-vault.ts';
import type { PersonReads } from './operation.ts';

/** What every subgraph is given by the process that starts it. */
export type SubgraphDeps = {
  database: Database;
  clock: Clock;
  calendar: WorkingDayCalendar;
  vault: IdNumberVault;
  log: Logger;
  /** Staged rows and temporary files live below it. */
  dataDir: string;
};

/** What one request knows: who acts, why, and the reference id its log lines carry. */
export type RequestContext = {
  actor: Actor;
  /** 查询事由, as given in the request; reads that need one refuse without it. */
  purpose: string | null;
  requestId: string;
};

/** A subgraph as the gateway sees it: a schema, and a context for one request. */
export type Subgraph<Services = unknown, Context extends object = object> = {
  name: 'households' | 'assistance' | 'crossmatch';
  schema: GraphQLSchema;
  services: Services;
  contextFor(request: RequestContext): Context;
  /** Puts into the audit trail whom a request is told of; throws when it cannot, and then nothing is told. */
  recordReads(
    request: RequestContext,
    reads: PersonReads,
    fields: readonly string[],
  ): Promise<void>;
  /** Puts into the audit trail what a request was refused by role; never throws. */
  recordDenials(request: RequestContext, errors: readonly unknown[]): Promise<void>;
};
