import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse, type GraphQLFieldResolver } from 'graphql';
import { streetScope, type Actor } from '../../kernel/actor.ts';
import { HubError } from '../../kernel/errors.ts';
import type { RequestContext, Subgraph } from '../../kernel/runtime/subgraph.ts';

/**
 * Three tiny subgraphs in the shape of the real ones (alert → person → household → case), held in memory:
 * tests of the gateway itself need a graph, not a database.
 */
export const SAMPLE_TYPE_DEFS = {
  households: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key"])
    type Query { person(id: ID!): Person fail: String slow(ms: Int!): String }
    type Person @key(fields: "id") { id: ID! name: String! household: Household }
    type Household @key(fields: "householdNo") { householdNo: ID! address: String! members: [Person!]! }
  `,
  assistance: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key"])
    type Query { case(caseNo: ID!): Case }
    type Mutation { touchCase(caseNo: ID!): Case }
    type Case @key(fields: "caseNo") { caseNo: ID! status: String! }
    type Household @key(fields: "householdNo") { householdNo: ID! cases: [Case!]! }
  `,
  crossmatch: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key"])
    type Query { alert(alertNo: ID!): Alert alerts(first: Int, after: String): AlertConnection! }
    type AlertConnection { totalCount: Int! edges: [AlertEdge!]! }
    type AlertEdge { cursor: String! node: Alert! }
    type Alert @key(fields: "alertNo") { alertNo: ID! reason: String! person: Person street: String! }
    type Person @key(fields: "id") { id: ID! alerts(first: Int): AlertConnection! }
  `,
} as const;

/** What the subgraphs were asked, for tests of deduplication and retries. */
export type SampleCalls = { touched: number; slow: number };

export type SampleGraph = { subgraphs: readonly Subgraph[]; calls: SampleCalls };

const STREETS = ['310106012', '310106013'];
const PEOPLE = Array.from({ length: 60 }, (_, index) => ({
  id: `p${index + 1}`,
  name: `甲${index + 1}`,
  householdNo: `h${index + 1}`,
  street: STREETS[index % 2] ?? '',
}));

type Resolver = GraphQLFieldResolver<never, RequestContext, never>;
type Resolvers = Record<string, Record<string, Resolver | ReferenceResolver>>;
type ReferenceResolver = (reference: { id: string }, context: RequestContext) => unknown;

/** The sample graph with fresh counters. */
export function createSampleGraph(): SampleGraph {
  const calls: SampleCalls = { touched: 0, slow: 0 };
  return {
    calls,
    subgraphs: [
      subgraph('households', householdsResolvers(calls)),
      subgraph('assistance', assistanceResolvers(calls)),
      subgraph('crossmatch', crossmatchResolvers()),
    ],
  };
}

function householdsResolvers(calls: SampleCalls): Resolvers {
  return {
    Query: {
      person: (_parent: unknown, { id }: { id: string }, context: RequestContext) =>
        seen(context.actor, id),
      fail: () => {
        throw new Error('connect ECONNREFUSED /var/run/secret.sock password=hunter2');
      },
      slow: async (_parent: unknown, { ms }: { ms: number }) => {
        calls.slow += 1;
        await new Promise((resolve) => setTimeout(resolve, ms));
        return 'late';
      },
    },
    Person: {
      __resolveReference: ({ id }: { id: string }, context: RequestContext) =>
        seen(context.actor, id),
      household: ({ householdNo }: { householdNo: string }) => ({ householdNo }),
    },
    Household: {
      address: ({ householdNo }: { householdNo: string }) => `示例路 ${householdNo} 号`,
      members: ({ householdNo }: { householdNo: string }) =>
        PEOPLE.filter((person) => person.householdNo === householdNo),
    },
  };
}

function assistanceResolvers(calls: SampleCalls): Resolvers {
  return {
    Query: { case: (_parent: unknown, { caseNo }: { caseNo: string }) => ({ caseNo }) },
    Mutation: {
      touchCase: (_parent, { caseNo }: { caseNo: string }, context) => {
        if (context.purpose === null) throw new HubError('PURPOSE_REQUIRED');
        calls.touched += 1;
        return { caseNo };
      },
    },
    Case: { status: () => 'ACTIVE' },
    Household: {
      cases: ({ householdNo }: { householdNo: string }) => [{ caseNo: `c-${householdNo}` }],
    },
  };
}

function crossmatchResolvers(): Resolvers {
  return {
    Query: {
      alert: (_parent, { alertNo }: { alertNo: string }, context) =>
        alertsOf(context.actor).find((alert) => alert.alertNo === alertNo) ?? null,
      alerts: (_parent, { first }: { first?: number }, context) =>
        connection(alertsOf(context.actor), first),
    },
    Alert: { person: ({ personId }: { personId: string }) => ({ id: personId }) },
    Person: {
      alerts: ({ id }: { id: string }, { first }: { first?: number }, context) => {
        const own = alertsOf(context.actor).filter(({ personId }) => personId === id);
        return connection(own, first);
      },
    },
  };
}

function subgraph(name: Subgraph['name'], resolvers: Resolvers): Subgraph {
  const typeDefs = parse(SAMPLE_TYPE_DEFS[name]);
  return {
    name,
    schema: buildSubgraphSchema({ typeDefs, resolvers: resolvers as never }),
    services: {},
    contextFor: (request) => request,
    recordReads: () => Promise.resolve(),
    recordDenials: () => Promise.resolve(),
  };
}

function inScope(actor: Actor, street: string): boolean {
  const scope = streetScope(actor);
  return scope === 'ALL' || (scope !== 'NONE' && scope.streetCode === street);
}

function seen(actor: Actor, id: string) {
  return PEOPLE.find((person) => person.id === id && inScope(actor, person.street)) ?? null;
}

function alertsOf(actor: Actor) {
  return PEOPLE.filter(({ street }) => inScope(actor, street)).map(({ id, street }) => ({
    alertNo: `YJ-${id}`,
    reason: 'DEATH_REPORTED',
    personId: id,
    street,
  }));
}

function connection<Node extends { alertNo: string }>(nodes: Node[], first = 20) {
  return {
    totalCount: nodes.length,
    edges: nodes.slice(0, first).map((node) => ({ cursor: node.alertNo, node })),
  };
}
