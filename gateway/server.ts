import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { systemClock, type Clock } from '../kernel/clock.ts';
import { createHttpServer } from '../kernel/runtime/http-server.ts';
import { singleHeader } from '../kernel/runtime/single-header.ts';
import { createAdmission, type AdmissionLimits } from './admission.ts';
import type { Authenticate } from './authenticate.ts';
import type { GatewayContext } from './context.ts';
import { createErrorMask, createErrorMaskPlugin } from './errors.ts';
import { graphqlRoute } from './graphql-route.ts';
import { createLimits, LIMITS } from './limits.ts';
import { createPlannedGraph } from './planned-graph.ts';
import { readPurpose } from './purpose.ts';
import { subjectReportRoute } from './subject-report/route.ts';
import type { SubgraphSource } from './subgraph-source.ts';
import type { DocumentGate } from './trusted-documents.ts';
import { whenOver } from './when-over.ts';

export type GatewayOptions = {
  supergraphSdl: string;
  /** How each subgraph of the supergraph is reached. */
  dataSourceOf(subgraph: string): SubgraphSource;
  authenticate: Authenticate;
  /** Whether the schema may be asked for: demo and development only. */
  introspection: boolean;
  /** Which documents who may run. */
  documents: DocumentGate;
  /** How much one account may ask for. */
  admission: AdmissionLimits;
  /** What a report is dated by; the system's own unless a test says otherwise. */
  clock?: Clock;
  log: Logger;
  ready: () => Promise<boolean>;
  /** Routes without identity: the query IDE, the demo issuer's keys. */
  openRoutes?(app: FastifyInstance): Promise<void>;
  /** Routes of signed-in callers next to /graphql: the extract upload. */
  routes?(app: FastifyInstance): void;
};

export type Gateway = {
  app: FastifyInstance;
  close(): Promise<void>;
};

/**
 * The gateway: authentication, limits, one federated graph, errors a caller may see. Nothing is listening
 * yet; `gateway.app.listen` does that.
 *
 * @throws Error when the supergraph cannot be loaded
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const graph = createPlannedGraph(options);
  const mask = createErrorMask({
    detail: options.introspection,
    schema: graph.schema,
    log: options.log,
  });
  const apollo = new ApolloServer<GatewayContext>({
    gateway: {
      onSchemaLoadOrUpdate(callback) {
        callback({ apiSchema: graph.schema, coreSupergraphSdl: options.supergraphSdl });
        return () => undefined;
      },
      load: () => Promise.resolve({ executor: graph.execute }),
      stop: () => Promise.resolve(),
    },
    introspection: options.introspection,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    // The route reads application/json only, which no form of another site can send.
    csrfPrevention: false,
    // Where in its text an error lies is told to nobody, and doubles what a kept document weighs.
    parseOptions: { maxTokens: LIMITS.tokens, noLocation: true },
    validationOptions: { maxErrors: 1 },
    stopOnTerminationSignals: false,
    logger: quiet(options.log),
    // What the executor adds there (value completion) speaks of the schema, not to the caller.
    stringifyResult: ({ data, errors }) => JSON.stringify(errors ? { errors, data } : { data }),
    plugins: [
      createErrorMaskPlugin(mask),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  await apollo.start();

  const limits = createLimits(() => graph.schema);
  const admission = createAdmission(options.admission);
  const deliveries = createAdmission({
    ...options.admission,
    concurrent: options.admission.deliveries,
  });
  const app = createHttpServer({
    log: options.log,
    bodyLimit: LIMITS.bodyBytes,
    ready: options.ready,
  });
  await app.register(async (open) => {
    await options.openRoutes?.(open);
  });
  await app.register((routes, _options, done) => {
    routes.addHook('onRequest', async (request, reply) => {
      const identity = await options.authenticate(singleHeader(request.raw, 'authorization'));
      request.actor = identity.actor;
      const { subject } = request.actor;
      whenOver(request, reply, admission.enter(subject));
      if (isDelivery(request)) whenOver(request, reply, deliveries.enter(subject));
      request.purpose = readPurpose(request.headers, identity.purpose);
    });
    // Its own reader of JSON: /graphql replaces the common one.
    void routes.register((own, _none, ready) => {
      subjectReportRoute(own, { graph, clock: options.clock ?? systemClock });
      ready();
    });
    graphqlRoute(routes, { apollo, limits, documents: options.documents });
    options.routes?.(routes);
    done();
  });
  return {
    app,
    async close() {
      await app.close();
      await apollo.stop();
    },
  };
}

/** Whether a file comes with it, which may take as long as the file is large. */
function isDelivery({ method, routeOptions }: FastifyRequest): boolean {
  return method === 'POST' && (routeOptions.url ?? '').startsWith('/extracts/');
}

/** Apollo's own lines are for its developers; warnings and errors stay. */
function quiet(log: Logger) {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (message: unknown) => log.warn({ reason: String(message).slice(0, 300) }, 'apollo'),
    error: (message: unknown) => log.error({ reason: String(message).slice(0, 300) }, 'apollo'),
  };
}
