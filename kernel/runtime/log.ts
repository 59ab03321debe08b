import { pino, type DestinationStream, type Logger } from 'pino';
import { HubError } from '../errors.ts';
import { scrubNumbers } from '../scrub-numbers.ts';
import type { HubEnv } from './env.ts';

/**
 * The only fields a log line may carry. Anything else a caller adds is withheld: a new field must be
 * thought about here first, so that a name or an id number cannot slip into a log by accident.
 */
const ALLOWED_FIELDS: ReadonlySet<string> = new Set([
  'err',
  'requestId',
  'subgraph',
  'subject',
  'role',
  'operation',
  'code',
  'status',
  'method',
  'path',
  'ms',
  'seconds',
  'count',
  'rows',
  'counts',
  'batchId',
  'source',
  'period',
  'roster',
  'date',
  'alertNo',
  'ticketNo',
  'ruleId',
  'runId',
  'job',
  'window',
  'attempt',
  'worker',
  'host',
  'port',
  'url',
  'version',
  'applied',
  'peakMemoryMb',
  'reason',
]);

/**
 * The process's structured log: JSON lines on stderr (stdout belongs to command output), ISO time,
 * allow-listed fields, errors without the data that drivers put into their messages.
 */
export function createLogger(
  env: Pick<HubEnv, 'logLevel'>,
  name: string,
  destination: DestinationStream = pino.destination(2),
): Logger {
  return pino(
    {
      name,
      level: env.logLevel,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: withholdUnknownFields },
      serializers: { err: describeError },
      // A last net under the allow-list.
      hooks: { streamWrite: scrubNumbers },
    },
    destination,
  );
}

function withholdUnknownFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      ALLOWED_FIELDS.has(key) ? value : '[withheld]',
    ]),
  );
}

function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    code: 'code' in error ? error.code : undefined,
    constraint: 'constraint' in error ? error.constraint : undefined,
    message: error instanceof HubError ? error.message : withoutValues(error.message),
    ...(error instanceof HubError ? causeOf(error) : {}),
    stack: frames.slice(0, 12).join('\n'),
    cause: error.cause === undefined ? undefined : describeError(error.cause),
  };
}

/** What an error of the hub's own says of its cause: words of the code, never data. */
function causeOf({ details: { reason, errorClass } }: HubError): Record<string, unknown> {
  return { reason, errorClass };
}

/** PostgreSQL and Prisma quote the offending values in their messages; the values go, the sentence stays. */
function withoutValues(message: string): string {
  return message
    .replace(/(["'`“])[^"'`”]*(["'`”])/g, '$1…$2')
    .replace(/\p{Script=Han}[\p{Script=Han}·]*/gu, '…')
    .replace(/\d{6,}/g, '…')
    .replace(/\s+/g, ' ')
    .slice(0, 400);
}
