import { HubError } from '../../kernel/errors.ts';

/** An opaque cursor over the parts of a place in a list; only the last part may hold a `|`. */
export function toCursor(...parts: readonly string[]): string {
  return Buffer.from(parts.join('|')).toString('base64url');
}

/**
 * The parts of a cursor; null without one.
 *
 * @throws HubError INVALID_INPUT naming the argument when `read` finds no place in the parts
 */
export function fromCursor<Place>(
  argument: string,
  cursor: string | null | undefined,
  read: (parts: readonly string[]) => Place | null,
): Place | null {
  if (cursor == null) return null;
  const place = read(Buffer.from(cursor, 'base64url').toString().split('|'));
  if (place === null) throw new HubError('INVALID_INPUT', { field: argument });
  return place;
}
