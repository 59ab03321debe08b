import type { IncomingHttpHeaders } from 'node:http';
import { HubError } from '../kernel/errors.ts';

/** 查询事由: percent-encoded UTF-8, because a header carries no Chinese text. */
export const PURPOSE_HEADER = 'x-yikou-purpose';

const LONGEST_PURPOSE = 200;
/** Characters that would break a line of the audit trail or reorder what a reader sees. */
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** Id numbers and mobile numbers alike: a purpose is kept in the audit trail and must name nobody. */
const LONG_NUMBER = /\d{11}/;

/** The caller's purpose, null when none is given. @throws HubError INVALID_INPUT when it is unreadable */
export function readPurpose(headers: IncomingHttpHeaders): string | null {
  const value = headers[PURPOSE_HEADER];
  if (typeof value !== 'string' || value === '') return null;
  const purpose = decode(value)?.trim();
  if (purpose === undefined || purpose.length > LONGEST_PURPOSE || !speakable(purpose))
    throw new HubError('INVALID_INPUT', { field: PURPOSE_HEADER });
  return purpose === '' ? null : purpose;
}

function speakable(purpose: string): boolean {
  return !FORBIDDEN.test(purpose) && !LONG_NUMBER.test(purpose.normalize('NFKC'));
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
