import type { IncomingMessage } from 'node:http';
import { HubError } from '../errors.ts';

/**
 * A header that says who somebody is. Node keeps the first of two and drops the rest without a word, a proxy
 * in front may have read the last: two are refused.
 *
 * @param name in lower case
 * @throws HubError UNAUTHENTICATED when it comes twice
 */
export function singleHeader({ rawHeaders }: IncomingMessage, name: string): string | undefined {
  let found: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const given = rawHeaders[index];
    if (given?.length !== name.length || given.toLowerCase() !== name) continue;
    if (found !== undefined) throw new HubError('UNAUTHENTICATED');
    found = rawHeaders[index + 1];
  }
  return found;
}
