import { GraphQLError, type GraphQLFormattedError } from 'graphql';
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
  const hubError = hubErrorOf(error);
  if (hubError && ERRORS[hubError.code].shown)
    return formatted(hubError, error.path, request.requestId);
  request.log.error(
    { err: error.originalError ?? error, path: error.path, requestId: request.requestId },
    'resolver failed',
  );
  return formatted(new HubError('INTERNAL'), error.path, request.requestId);
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
