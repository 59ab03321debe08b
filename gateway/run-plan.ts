import type { FetchNode, PlanNode, ResponsePath } from '@apollo/query-planner';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { isRecord, mergeInto, representationOf, type Data } from './entities.ts';
import type { SubgraphOperation } from './subgraph-source.ts';
import type { SubgraphResponse } from '../kernel/runtime/subgraph-executor.ts';

/** One run of a plan; `data` and `errors` grow as the subgraphs answer. */
export type PlanRun = {
  /** The supergraph's schema, which knows the types that clients do not see. */
  schema: GraphQLSchema;
  /** Sends an operation to a subgraph. */
  send(subgraph: string, request: SubgraphOperation): Promise<SubgraphResponse>;
  /** As given in the request. */
  variables: Data;
  /** The same, with the operation's defaults. */
  conditions: Data;
  data: Data;
  errors: GraphQLError[];
};

/** The objects a fetch is about, and where in the answer they lie. */
type Cursor = { path: ResponsePath; entities: readonly Data[] };

/** Whether every node of the plan is one that `runPlan` knows. */
export function canRun(node: PlanNode, inside = false): boolean {
  switch (node.kind) {
    case 'Fetch':
      return !(node.inputRewrites || node.outputRewrites || node.contextRewrites);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.every((child) => canRun(child, inside));
    case 'Flatten':
      return !inside && canRun(node.node, true);
    case 'Condition':
      return [node.ifClause, node.elseClause].every((child) => !child || canRun(child, inside));
    case 'Defer':
      return false;
  }
}

/**
 * Runs a query plan: fetches in the plan's order, each answer merged into `run.data`. A fetch that fails
 * adds to `run.errors` and leaves its fields out.
 *
 * @throws Error when a subgraph's answer has no list where the plan goes through one
 */
export async function runPlan(node: PlanNode, run: PlanRun): Promise<void> {
  await runNode(node, { path: [], entities: [run.data] }, run);
}

async function runNode(node: PlanNode, cursor: Cursor, run: PlanRun): Promise<void> {
  switch (node.kind) {
    case 'Fetch':
      return runFetch(node, cursor, run);
    case 'Sequence':
      for (const child of node.nodes) await runNode(child, cursor, run);
      return;
    case 'Parallel':
      await Promise.all(node.nodes.map((child) => runNode(child, cursor, run)));
      return;
    case 'Flatten': {
      const entities: Data[] = [];
      visitAt(run.data, node.path, 0, [], (entity) => void entities.push(entity));
      return runNode(node.node, { path: node.path, entities }, run);
    }
    case 'Condition': {
      const value = run.conditions[node.condition];
      if (typeof value !== 'boolean') throw new Error(`$${node.condition} must be a boolean`);
      const picked = value ? node.ifClause : node.elseClause;
      return picked ? runNode(picked, cursor, run) : undefined;
    }
    case 'Defer':
      throw new Error('a plan with parts to come later');
  }
}

/** Visits the objects at a path of a plan, in which '@' stands for each element of a list. */
function visitAt(
  value: unknown,
  path: ResponsePath,
  depth: number,
  trail: (string | number)[],
  visit: (entity: Data, trail: readonly (string | number)[]) => void,
): void {
  if (value === null || value === undefined) return;
  const step = path[depth];
  if (step === '@' || (step === undefined && Array.isArray(value))) {
    if (!Array.isArray(value)) throw new Error('a subgraph answered no list where there is one');
    value.forEach((element, index) => {
      trail.push(index);
      visitAt(element, path, step === '@' ? depth + 1 : depth, trail, visit);
      trail.pop();
    });
  } else if (Array.isArray(value))
    throw new Error('a subgraph answered a list where there is none');
  // What is no object has nothing to fetch for; shaping the answer stumbles over it.
  else if (!isRecord(value)) return;
  else if (step === undefined) visit(value, trail);
  else {
    trail.push(step);
    visitAt(Object.hasOwn(value, step) ? value[step] : null, path, depth + 1, trail, visit);
    trail.pop();
  }
}

async function runFetch(node: FetchNode, cursor: Cursor, run: PlanRun): Promise<void> {
  if (cursor.entities.length === 0) return;
  try {
    if (node.requires) await fetchEntities(node, node.requires, cursor, run);
    else {
      const data = await ask(node, usedVariables(node, run.variables), run, (path) =>
        path ? [...cursor.path, ...path] : undefined,
      );
      for (const entity of cursor.entities) mergeInto(entity, data);
    }
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    run.errors.push(new GraphQLError(cause.message, { originalError: cause }));
  }
}

async function fetchEntities(
  node: FetchNode,
  requires: NonNullable<FetchNode['requires']>,
  cursor: Cursor,
  run: PlanRun,
): Promise<void> {
  const representations: Data[] = [];
  const owners: number[] = [];
  cursor.entities.forEach((entity, index) => {
    const representation = representationOf(entity, requires, run.schema);
    // Without a type it is no reference: something its key is made of is missing.
    if (!representation?.['__typename']) return;
    representations.push(representation);
    owners.push(index);
  });
  if (representations.length === 0) return;
  const variables = usedVariables(node, run.variables);
  if ('representations' in variables)
    throw new Error('a variable takes the name of the references');
  variables['representations'] = representations;
  let trails: (string | number)[][] | undefined;
  const data = await ask(node, variables, run, (path) => {
    if (typeof path?.[1] !== 'number') return path ? [...cursor.path, ...path] : undefined;
    trails ??= trailsOf(run.data, cursor.path);
    return [...(trails[owners[path[1]] ?? -1] ?? []), ...path.slice(2)];
  });
  if (!data) return;
  const received = data['_entities'];
  if (!Array.isArray(received) || received.length !== representations.length)
    throw new Error('a subgraph answered other entities than it was asked for');
  owners.forEach((owner, index) => mergeInto(cursor.entities[owner] ?? {}, received[index]));
}

function trailsOf(data: Data, path: ResponsePath): (string | number)[][] {
  const trails: (string | number)[][] = [];
  visitAt(data, path, 0, [], (_entity, trail) => void trails.push([...trail]));
  return trails;
}

function usedVariables(node: FetchNode, given: Data): Data {
  const used: Data = {};
  for (const name of node.variableUsages ?? [])
    if (Object.hasOwn(given, name) && given[name] !== undefined) used[name] = given[name];
  return used;
}

type ErrorPath = GraphQLFormattedError['path'];

/** The data of one answer; its errors, with their paths as the caller knows them, go to the run. */
async function ask(
  node: FetchNode,
  variables: Data,
  run: PlanRun,
  pathInAnswer: (path: ErrorPath) => ErrorPath,
): Promise<Data | null | undefined> {
  const { serviceName, operation, operationName } = node;
  const { data, errors } = await run.send(serviceName, {
    query: operation,
    operationName,
    variables,
  });
  for (const error of errors ?? []) {
    const path = pathInAnswer(error.path);
    run.errors.push(
      new GraphQLError(error.message || 'a subgraph failed', {
        originalError: error as Error,
        ...(path ? { path } : {}),
        extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...error.extensions, serviceName },
      }),
    );
  }
  return data;
}
