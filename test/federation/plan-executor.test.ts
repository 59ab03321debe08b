import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import { QueryPlanner } from '@apollo/query-planner';
import fc from 'fast-check';
import { parse, validate, type GraphQLError, type GraphQLSchema } from 'graphql';
import { expect, it } from 'vitest';
import { createPlannedGraph, type PlannedGraph } from '../../gateway/planned-graph.ts';
import type { SubgraphSource } from '../../gateway/subgraph-source.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { randomQuery, type RandomQuery } from '../support/random-query.ts';
import { unrulyAnswer } from '../support/unruly-subgraph.ts';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.6",
  import: ["@key", "@requires", "@external", "@provides", "@shareable"])`;
/** What the hub's own graph lacks: interfaces, unions, lists of lists, required fields, parts of one value from two subgraphs. */
const MENAGERIE = {
  animals: `${LINK}
    interface Animal { id: ID! name: String mate: Animal }
    type Dog implements Animal @key(fields: "id") { id: ID! name: String! mate: Animal tricks: [String!]! }
    type Cat implements Animal @key(fields: "id") { id: ID! name: String mate: Cat }
    type Fish implements Animal { id: ID! name: String mate: Animal depth: Float }
    type Box { width: Int! tags: [[String!]]! inside: [Thing!] }
    union Thing = Dog | Cat | Box
    type Query { animals: [Animal!]! animal(id: ID!): Animal things: [[Thing]!] box: Box! dog: Dog }
    type Mutation { feed(id: ID!): Dog! clean: Boolean }`,
  owners: `${LINK}
    enum Kind { HERDER HUNTER } scalar Blob
    type Dog @key(fields: "id") { id: ID! age: Int! kind: Kind! owner: Owner blob: Blob }
    type Cat @key(fields: "id") { id: ID! lives: Int owner: Owner! }
    union Pet = Dog | Cat
    type Address { city: String! }
    type Owner @key(fields: "email") { email: String! pets: [Pet!]! best: Dog
      address: Address! @shareable other: [Address!] @shareable }
    type Query { owners(first: Int): [Owner!] owner: Owner! }
    type Mutation { groom(id: ID!): Dog }`,
  places: `${LINK}
    type Address { street: String! lines: [String] }
    type Owner @key(fields: "email") { email: String!
      address: Address! @shareable other: [Address!] @shareable }
    type Dog @key(fields: "id") { id: ID! age: Int! @external size: String @requires(fields: "age") }
    type Query { visited: [Owner] }`,
};

const RUNS = Number(process.env['PLAN_EXECUTOR_RUNS'] ?? 100);

type Execute = PlannedGraph['execute'];
type Context = Parameters<Execute>[0];
type Outcome = { data: unknown; errors: string[] | undefined; asked: string[] } | 'thrown';
type SourceOf = (subgraph: string) => SubgraphSource;

function validQuery(schema: GraphQLSchema, seed: number): RandomQuery {
  for (let attempt = 1; ; attempt += 1) {
    const query = randomQuery(schema, randomNumbers(`query ${seed} ${attempt}`));
    if (validate(schema, parse(query.query)).length === 0) return query;
  }
}

function menagerie(): string {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(MENAGERIE).map(([name, typeDefs]) => ({
      name,
      url: `http://${name}`,
      typeDefs: parse(typeDefs),
    })),
  );
  if (!supergraphSdl) throw new Error(String(errors));
  return supergraphSdl;
}

/** The library's own way of running a plan, over the same subgraphs. */
function libraryExecutor(supergraphSdl: string, sourceOf: SourceOf): Execute {
  const supergraph = Supergraph.build(supergraphSdl);
  const api = supergraph.apiSchema();
  const schema = api.toGraphQLJSSchema();
  const planner = new QueryPlanner(supergraph, { debug: { maxEvaluatedPlans: 1_000 } });
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();
  const services = Object.fromEntries(
    supergraph.subgraphsMetadata().map(({ name }) => [name, sourceOf(name)]),
  ) as unknown as Parameters<typeof executeQueryPlan>[1];
  return (context) => {
    const operation = buildOperationContext({ schema, operationDocument: context.document });
    const plan = planner.buildQueryPlan(operationFromDocument(api, context.document));
    return executeQueryPlan(plan, services, context, operation, supergraphSchema, api);
  };
}

/** Two executors over subgraphs that answer both alike, and what each of them asked. */
function bothExecutors(supergraphSdl: string) {
  const everything = Supergraph.build(supergraphSdl).schema.toGraphQLJSSchema();
  let seed = '';
  let asked: string[] = [];
  const sourceOf: SourceOf = (subgraph) => ({
    process({ request }) {
      asked.push(`${subgraph} ${request.query} ${JSON.stringify(request.variables)}`);
      return new Promise((resolve) => resolve(unrulyAnswer(everything, subgraph, request, seed)));
    },
  });
  const ours = createPlannedGraph({ supergraphSdl, dataSourceOf: sourceOf });
  const library = libraryExecutor(supergraphSdl, sourceOf);
  return {
    schema: ours.schema,
    async outcomes(query: RandomQuery, answersSeed: string): Promise<Outcome[]> {
      seed = answersSeed;
      const found: Outcome[] = [];
      for (const execute of [ours.execute, library]) {
        asked = [];
        const result = await outcome(execute, query);
        found.push(result === 'thrown' ? result : { ...result, asked: asked.toSorted() });
      }
      return found;
    },
  };
}

function contextOf(query: string, variables: RandomQuery['variables']): Context {
  return {
    document: parse(query),
    queryHash: query,
    request: { variables },
    context: {},
    metrics: {},
  } as unknown as Context;
}

async function outcome(execute: Execute, { query, variables }: RandomQuery) {
  try {
    const { data, errors } = await execute(contextOf(query, variables));
    return { data: plain(data), errors: errors?.map(comparable).toSorted() };
  } catch {
    return 'thrown';
  }
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

/**
 * An error without its words where no subgraph spoke them, and with its path's names only: the library
 * counts the references it sent where the entities it found are meant (see the test below).
 */
function comparable({ message, path, extensions }: GraphQLError): string {
  const spoken = 'serviceName' in (extensions ?? {});
  const names = path?.filter((part) => typeof part === 'string');
  return JSON.stringify([spoken && message !== '' ? extensions : null, names ?? null]);
}

it.each([
  ['the hub', () => readFileSync('gateway/supergraph.graphql', 'utf8')],
  ['a graph of interfaces, unions and required fields', menagerie],
])(
  'asks and answers as the library does over %s, however its subgraphs misbehave',
  async (_name, sdl) => {
    const both = bothExecutors(sdl());
    const seen = { joined: 0, failed: 0 };
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const query = validQuery(both.schema, seed);
        const [ours, library] = await both.outcomes(query, `answers ${seed}`);
        expect(ours, query.query).toEqual(library);
        const { data, errors } = ours === 'thrown' || !ours ? {} : ours;
        seen.joined += data ? 1 : 0;
        seen.failed += errors ? 1 : 0;
      }),
      { numRuns: RUNS },
    );
    // The property means something only where much was compared, of every kind.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(RUNS / 50);
  },
);

it.each([
  ['an alias', '{ __proto__: box { constructor: width } }', '{}'],
  [
    'a variable',
    'query ($__proto__: Int) { owners(first: $__proto__) { email } }',
    '{ "__proto__": 1 }',
  ],
  ['introspection', '{ box { width } __type(name: "Box") { name } }', '{}'],
])('leaves to the library what needs its care: %s', async (_name, query, json) => {
  const variables = JSON.parse(json) as RandomQuery['variables'];
  const [ours, library] = await bothExecutors(menagerie()).outcomes({ query, variables }, 'fixed');
  expect(ours).toEqual(library);
  expect(ours).toMatchObject({ data: expect.anything() as unknown });
});

it('an error about an entity carries its place, though a neighbour could not be asked about', async () => {
  const graph = createPlannedGraph({
    supergraphSdl: menagerie(),
    dataSourceOf: (subgraph) => ({
      process: () =>
        Promise.resolve(
          subgraph === 'animals'
            ? {
                data: {
                  animals: [
                    { __typename: 'Fish' },
                    { __typename: 'Dog', id: '1' },
                    { __typename: 'Dog', id: '2' },
                  ],
                },
              }
            : {
                data: { _entities: [{ age: 3 }, null] },
                errors: [{ message: 'no such dog', path: ['_entities', 1, 'age'] }],
              },
        ),
    }),
  });
  const { data, errors } = await graph.execute(contextOf('{ animals { ... on Dog { age } } }', {}));
  expect(data).toBeNull();
  expect(errors?.map(({ path }) => path)).toEqual([['animals', 2, 'age']]);
});

it('a subgraph reaches nothing that all objects share', async () => {
  const graph = createPlannedGraph({
    supergraphSdl: menagerie(),
    dataSourceOf: () => ({
      process: () =>
        Promise.resolve({
          data: JSON.parse(
            '{ "box": { "width": 1 }, "__proto__": { "reached": true, "dog": { "id": "1" } }, "constructor": { "prototype": { "reached": true } } }',
          ) as Record<string, unknown>,
        }),
    }),
  });
  const { data } = await graph.execute(contextOf('{ box { width } dog { id } }', {}));
  expect(plain(data)).toEqual({ box: { width: 1 }, dog: null });
  expect('reached' in {}).toBe(false);
});
