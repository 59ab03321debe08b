import { createHash } from 'node:crypto';

const SHORT = 2_048;

/** The key of a query text in a cache: a long text, such as one with a comment of 200 KB, is not kept for it. */
export function textKey(text: string): string {
  return text.length <= SHORT ? text : createHash('sha256').update(text).digest('base64');
}
