import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { ERRORS, HubError } from '../kernel/errors.ts';
import { hubErrorOf, isErrorCode } from '../kernel/runtime/shown-error.ts';
import type { GatewayContext } from './context.ts';
import { createRefusalReason } from './refusal-reason.ts';

/** What the GraphQL layer itself says about a query that does not fit the schema. */
const QUERY_FAULTS: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  // The planner's word, which is older than the validator: `isOneOf` of introspection, for one.
  'INVALID_GRAPHQL',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'INTROSPECTION_DISABLED',
]);

export type ErrorMask = {
  /** One error as the caller may see it. */
  mask(error: GraphQLFormattedError, original: unknown, requestId: string): GraphQLFormattedError;
};

/**
 * The gateway's last word on errors: codes of the hub's table with their Chinese message; one and the same
 * refusal of every query that does not fit the schema; everything else INTERNAL with a reference that the
 * log explains.
 *
 * @param options.detail whether to say what is wrong with a query: only where introspection tells as much
 */
export function createErrorMask(options: {
  detail: boolean;
  schema: GraphQLSchema;
  log: Logger;
}): ErrorMask {
  const reasonOf = createRefusalReason(options.schema);
  return {
    mask(error, original, requestId) {
      const own = hubErrorOf(original);
      const code = own?.code ?? error.extensions?.['code'];
      if (isErrorCode(code) && ERRORS[code].shown)
        return shown(own?.message ?? error.message, code, error, requestId);
      if (QUERY_FAULTS.has(code)) {
        const { message } = new HubError('REQUEST_INVALID');
        options.log.info({ requestId, code, reason: reasonOf(error.message) }, 'query refused');
        if (!options.detail) return shown(message, 'REQUEST_INVALID', {}, requestId);
        const fault = shown(message, String(code), {}, requestId);
        const detail = { ...fault.extensions, detail: withoutSuggestion(error.message) };
        return { ...fault, extensions: detail };
      }
      // A subgraph has already logged and hidden what it calls INTERNAL.
      if (code !== 'INTERNAL')
        options.log.error({ err: original, requestId }, 'operation failed in the gateway');
      return shown(ERRORS.INTERNAL.zh, 'INTERNAL', error, requestId);
    },
  };
}

/** Masks the errors of every answer; a query fault is answered once, however many faults were found. */
export function createErrorMaskPlugin(mask: ErrorMask): ApolloServerPlugin<GatewayContext> {
  const listener = {
    willSendResponse({ response, errors, contextValue }: WillSendResponse): Promise<void> {
      if (response.body.kind !== 'single') return Promise.resolve();
      const result = response.body.singleResult;
      if (!result.errors) return Promise.resolve();
      const masked = result.errors.map((error, index) =>
        mask.mask(error, errors?.[index], contextValue.requestId),
      );
      const at = result.errors.findIndex(({ extensions }) =>
        QUERY_FAULTS.has(extensions?.['code']),
      );
      const fault = masked[at];
      response.body.singleResult = { ...result, errors: fault ? [fault] : masked };
      if (fault && (response.http.status ?? 500) >= 500) response.http.status = 400;
      return Promise.resolve();
    },
  };
  return { requestDidStart: () => Promise.resolve(listener) };
}

type WillSendResponse = {
  response: {
    http: { status?: number };
    body:
      | { kind: 'single'; singleResult: { errors?: readonly GraphQLFormattedError[] } }
      | { kind: 'incremental' };
  };
  errors?: readonly GraphQLError[];
  contextValue: GatewayContext;
};

function shown(
  message: string,
  code: string,
  error: Pick<GraphQLFormattedError, 'path'>,
  reference: string,
): GraphQLFormattedError {
  return {
    message,
    ...(error.path ? { path: error.path } : {}),
    extensions: { code, reference },
  };
}

/** "Did you mean …" names what the caller did not ask for. */
function withoutSuggestion(message: string): string {
  return message.replace(/ Did you mean .*$/s, '').slice(0, 300);
}
