import type { IncomingHttpHeaders } from 'node:http';
import { HubError } from '../kernel/errors.ts';

/** 查询事由: percent-encoded UTF-8, because a header carries no Chinese text. */
export const PURPOSE_HEADER = 'x-yikou-purpose';

const LONGEST_PURPOSE = 200;
/** Characters that would break a line of the audit trail or reorder what a reader sees. */
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** Id numbers and mobile numbers alike: a purpose is kept in the audit trail and must name nobody. */
const LONG_NUMBER = /\d{11}/;

/**
 * The caller's purpose, null when none is given.
 *
 * @param bound the purpose that the caller's token was issued for; the request may repeat it and name no other
 * @throws HubError INVALID_INPUT when it is unreadable, or another than the token's
 */
export function readPurpose(
  headers: IncomingHttpHeaders,
  bound: string | null = null,
): string | null {
  const value = headers[PURPOSE_HEADER];
  const purpose = typeof value === 'string' ? decode(value)?.trim() : '';
  if (purpose === undefined || !isSpeakablePurpose(purpose))
    throw new HubError('INVALID_INPUT', { field: PURPOSE_HEADER });
  if (purpose === '') return bound;
  if (bound !== null && purpose !== bound)
    throw new HubError('INVALID_INPUT', { field: PURPOSE_HEADER });
  return purpose;
}

/** Whether a text may stand in the audit trail as a purpose. */
export function isSpeakablePurpose(purpose: string): boolean {
  return (
    purpose.length <= LONGEST_PURPOSE &&
    !FORBIDDEN.test(purpose) &&
    !LONG_NUMBER.test(purpose.normalize('NFKC'))
  );
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
