import { HubError } from '../../kernel/errors.ts';

/** An opaque cursor of a row number. */
export function cursorOfRow(rowNo: number): string {
  return Buffer.from(`row:${rowNo}`).toString('base64url');
}

/** The row number of a cursor; null without one. @throws HubError INVALID_INPUT naming the argument */
export function rowOfCursor(argument: string, cursor: string | null | undefined): number | null {
  if (cursor == null) return null;
  const match = /^row:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (match === null) throw new HubError('INVALID_INPUT', { field: argument });
  return Number(match[1]);
}
