import {
  execute,
  GraphQLError,
  isUnionType,
  parse,
  validate,
  type DocumentNode,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import type { Logger } from 'pino';
import { HubError } from '../errors.ts';
import { actingFor } from './acting.ts';
import { createBoundedCache } from './bounded-cache.ts';
import { collectingReads, personalFieldsOf } from './person-reads.ts';
import { shownError } from './shown-error.ts';
import type { RequestContext, Subgraph } from './subgraph.ts';

export type SubgraphRequest = {
  query: string;
  variables?: Record<string, unknown> | undefined;
  operationName?: string | undefined;
};

export type SubgraphResponse = {
  data?: Record<string, unknown> | null;
  errors?: GraphQLFormattedError[];
};

/** A query as it is executed, and what it asks of people. */
type Asked = { document: DocumentNode; fields: readonly string[] };

export type SubgraphExecutor = {
  /** @throws HubError REQUEST_INVALID when the text is no query of this subgraph's schema */
  execute(request: SubgraphRequest, context: RequestContext): Promise<SubgraphResponse>;
};

/** The gateway plans each query once, so a subgraph sees few different texts, each many times. */
const DOCUMENT_CACHE_LIMIT = 1_000;
const MOST_TOKENS = 10_000;
const MOST_REPRESENTATIONS = 2_500;

/**
 * Executes operations on a subgraph's schema: the one way in, whether the gateway sits in the same
 * process or at the other end of a connection.
 */
export function createSubgraphExecutor(subgraph: Subgraph, log: Logger): SubgraphExecutor {
  const documents = createBoundedCache<Asked>(DOCUMENT_CACHE_LIMIT);
  const entityNames = entityNamesOf(subgraph.schema);

  function askedOf(query: string): Asked {
    const known = documents.get(query);
    if (known) return known;
    const document = parseQuery(query);
    const [problem] = validate(subgraph.schema, document, undefined, { maxErrors: 1 });
    if (problem) throw new HubError('REQUEST_INVALID');
    const asked = { document, fields: personalFieldsOf(subgraph.schema, document) };
    documents.set(query, asked);
    return asked;
  }

  return {
    async execute(request, context) {
      checkRepresentations(request.variables, entityNames);
      const { document, fields } = askedOf(request.query);
      const { result, ...reads } = await collectingReads(() =>
        actingFor(context.actor, async () =>
          execute({
            schema: subgraph.schema,
            document,
            variableValues: request.variables ?? {},
            operationName: request.operationName ?? null,
            contextValue: subgraph.contextFor(context),
          }),
        ),
      );
      await subgraph.recordReads(context, reads, fields);
      if (!result.errors) return { data: result.data ?? null };
      await subgraph.recordDenials(context, result.errors);
      const errors = result.errors.map((error) =>
        shownError(error, { requestId: context.requestId, log }),
      );
      return { data: result.data ?? null, errors };
    },
  };
}

function parseQuery(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: MOST_TOKENS, noLocation: true });
  } catch (error) {
    if (error instanceof GraphQLError) throw new HubError('REQUEST_INVALID');
    throw error;
  }
}

/** The names of the types that can be referred to; none in a subgraph without any. */
function entityNamesOf(schema: GraphQLSchema): ReadonlySet<unknown> {
  const entity = schema.getType('_Entity');
  return new Set(isUnionType(entity) ? entity.getTypes().map(({ name }) => name) : []);
}

/** @throws HubError LIMIT_EXCEEDED for too many references, REQUEST_INVALID for one to what is no entity */
function checkRepresentations(
  variables: Record<string, unknown> | undefined,
  entityNames: ReadonlySet<unknown>,
): void {
  const representations = variables?.['representations'];
  if (!Array.isArray(representations)) return;
  if (representations.length > MOST_REPRESENTATIONS)
    throw new HubError('LIMIT_EXCEEDED', { limit: '引用对象数' });
  for (const reference of representations as readonly unknown[])
    if (!entityNames.has((reference as { __typename?: unknown } | null)?.__typename))
      throw new HubError('REQUEST_INVALID');
}
