import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan, type ApolloGateway } from '@apollo/gateway';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import {
  getVariableValues,
  GraphQLError,
  valueFromASTUntyped,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';
import { createBoundedCache } from '../kernel/runtime/bounded-cache.ts';
import type { GatewayContext } from './context.ts';
import type { Data } from './entities.ts';
import { compileShape, type ResponseShape } from './response-shape.ts';
import { canRun, runPlan, type PlanRun } from './run-plan.ts';
import { shapeResponse } from './shape-response.ts';
import type { SubgraphSource } from './subgraph-source.ts';

type Execute = ApolloGateway['executor'];
type RequestContext = Parameters<Execute>[0];
type Result = Awaited<ReturnType<Execute>>;
type ServiceMap = Parameters<typeof executeQueryPlan>[1];
type Service = ServiceMap[string];
type OperationContext = ReturnType<typeof buildOperationContext>;

/** A supergraph that answers queries. */
export type PlannedGraph = {
  /** What clients see of it. */
  schema: GraphQLSchema;
  /** Plans (once per text), fetches, joins. */
  execute: Execute;
};

/** An operation as it is kept: planned, and without its document, which is many times as large. */
type PlannedOperation = {
  plan: QueryPlan;
  definitions: readonly VariableDefinitionNode[];
  defaults: Readonly<Data>;
  /** Null when the library's own executor has to run it. */
  shape: ResponseShape | null;
};

/** The largest text within the limits keeps about a fifth of a megabyte; a usual one a few kilobytes. */
const PLAN_CACHE_LIMIT = 500;
/** A plan worth searching thousands of alternatives for does not fit the limits anyway. */
const MOST_EVALUATED_PLANS = 1_000;

/**
 * Plans with @apollo/query-planner, and runs the plan itself (docs/adr/0013-own-plan-executor.md): the
 * library's executor reads the whole operation anew for each request. What is rare and intricate stays
 * with it: introspection, plans that rewrite keys, aliases such as `__proto__`.
 *
 * @throws Error when the supergraph cannot be loaded
 */
export function createPlannedGraph(options: {
  supergraphSdl: string;
  /** How each subgraph of the supergraph is reached. */
  dataSourceOf(subgraph: string): SubgraphSource;
}): PlannedGraph {
  const supergraph = Supergraph.build(options.supergraphSdl);
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();
  const api = supergraph.apiSchema();
  const schema = api.toGraphQLJSSchema();
  const planner = new QueryPlanner(supergraph, {
    debug: { maxEvaluatedPlans: MOST_EVALUATED_PLANS },
  });
  const dataSources = Object.fromEntries(
    supergraph.subgraphsMetadata().map(({ name }) => [name, options.dataSourceOf(name)]),
  );
  const planned = createBoundedCache<PlannedOperation>(PLAN_CACHE_LIMIT);

  /** Planning is synchronous, so that callers who ask the same at once never plan it twice. */
  function planOf(context: RequestContext): PlannedOperation {
    const { document, queryHash } = context;
    const { operationName } = context.request;
    const key = `${queryHash} ${operationName ?? ''}`;
    const known = planned.get(key);
    if (known) return known;
    const named = operationName ? { operationName } : {};
    const { operation, fragments } = operationOf(context);
    const plan = planner.buildQueryPlan(operationFromDocument(api, document, named));
    const { node } = plan;
    const ours = !node || (node.kind !== 'Subscription' && canRun(node));
    const shape = ours ? compileShape(schema, operation, fragments) : null;
    const definitions = operation.variableDefinitions ?? [];
    const kept = { plan, definitions, defaults: defaultsOf(definitions), shape };
    planned.set(key, kept);
    return kept;
  }

  function operationOf({ document, request }: RequestContext): OperationContext {
    const { operationName } = request;
    const named = operationName ? { operationName } : {};
    return buildOperationContext({ schema, operationDocument: document, ...named });
  }

  return {
    schema,
    async execute(context) {
      const { plan, definitions, defaults, shape } = planOf(context);
      const variables = context.request.variables ?? {};
      const { errors } = getVariableValues(schema, definitions, variables);
      if (errors) return { errors };
      if (!shape)
        return executeQueryPlan(
          plan,
          serviceMapOf(dataSources),
          context,
          operationOf(context),
          supergraphSchema,
          api,
        );
      return runAndShape(plan, shape, schema, {
        schema: supergraphSchema,
        send: sender(dataSources, context.context as GatewayContext),
        variables,
        conditions: { ...defaults, ...variables },
        data: {},
        errors: [],
      });
    },
  };
}

async function runAndShape(
  { node }: QueryPlan,
  shape: ResponseShape,
  schema: GraphQLSchema,
  run: PlanRun,
): Promise<Result> {
  if (node && node.kind !== 'Subscription') await runPlan(node, run);
  try {
    const data = shapeResponse(shape, run.data, { schema, variables: run.conditions });
    return run.errors.length > 0 ? { errors: run.errors, data } : { data };
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    return { errors: [new GraphQLError(cause.message, { originalError: cause })] };
  }
}

function sender(
  dataSources: Readonly<Record<string, SubgraphSource>>,
  context: GatewayContext,
): PlanRun['send'] {
  return async (subgraph, request) => {
    const dataSource = dataSources[subgraph];
    if (!dataSource) throw new Error(`no data source for ${subgraph}`);
    return dataSource.process({ request, context });
  };
}

/** The data sources in the words of the library's executor. */
function serviceMapOf(dataSources: Readonly<Record<string, SubgraphSource>>): ServiceMap {
  const services = Object.entries(dataSources).map(([name, source]): [string, Service] => [
    name,
    {
      process: ({ request: { query = '', variables = {}, operationName }, context }) =>
        source.process({
          request: { query, variables, operationName },
          context: context as GatewayContext,
        }),
    },
  ]);
  return Object.fromEntries(services);
}

function defaultsOf(definitions: readonly VariableDefinitionNode[]): Data {
  const defaults: Data = {};
  for (const { variable, defaultValue } of definitions)
    if (defaultValue) defaults[variable.name.value] = valueFromASTUntyped(defaultValue);
  return defaults;
}
