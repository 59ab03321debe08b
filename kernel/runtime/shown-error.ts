import { GraphQLError, Kind, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { ERRORS, HubError, type ErrorCode } from '../errors.ts';

/** The HubError behind a GraphQL error, however often it was wrapped on its way up. */
export function hubErrorOf(error: unknown): HubError | null {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current; depth += 1) {
    if (current instanceof HubError) return current;
    current =
      current instanceof GraphQLError
        ? current.originalError
        : current instanceof Error
          ? current.cause
          : null;
  }
  return null;
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code);
}

/**
 * One error as a caller may see it: the Chinese message and code of an error that may be shown;
 * everything else is INTERNAL with the request's reference, and the log keeps what happened.
 */
export function shownError(
  error: GraphQLError,
  request: { requestId: string; log: Logger },
): GraphQLFormattedError {
  const hubError = hubErrorOf(error) ?? refusedBelow(error);
  if (hubError && ERRORS[hubError.code].shown)
    return formatted(hubError, error.path, request.requestId);
  // By the names of the schema: the path has the caller's aliases, which may say anything.
  const path = error.nodes?.flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : []));
  request.log.error(
    { err: error.originalError ?? error, path, requestId: request.requestId },
    'resolver failed',
  );
  return formatted(new HubError('INTERNAL'), error.path, request.requestId);
}

/** PostgreSQL's character_not_in_repertoire: NUL, which JSON may carry and no text column can hold. */
const CHARACTER_REFUSED = '22021';
/** PostgreSQL's query_canceled: the statement took longer than the operation had left. */
const STATEMENT_ENDED = '57014';

/** What the libraries underneath refuse: a page size, a cursor, a character, a statement without an end. */
function refusedBelow(error: GraphQLError): HubError | null {
  const cause = error.originalError;
  if (cause?.name === 'PothosValidationError')
    return new HubError('INVALID_INPUT', { field: 'page' });
  const { meta } = (cause ?? {}) as { meta?: { driverAdapterError?: Error } };
  const database = meta?.driverAdapterError?.cause as { originalCode?: string } | undefined;
  const code = database?.originalCode ?? (cause as { code?: string } | undefined)?.code;
  if (code === STATEMENT_ENDED) return new HubError('TIMEOUT');
  return code === CHARACTER_REFUSED ? new HubError('INVALID_INPUT', { field: 'text' }) : null;
}

function formatted(
  error: HubError,
  path: GraphQLError['path'],
  reference: string,
): GraphQLFormattedError {
  return {
    message: error.message,
    ...(path ? { path } : {}),
    extensions: { code: error.code, reference },
  };
}
