import { createHash } from 'node:crypto';

/** A row of the audit trail: nine texts or nulls, in the order of docs/audit-format.md. */
export type Row = (string | null)[];

/** Where in a row stand its id, its time, its kind and its detail. */
export const [ID, TIME, KIND, DETAIL] = [0, 1, 7, 8] as const;
export const COLUMNS = 9;

/** The leaf hash of a row (docs/audit-format.md, "A row" and "The tree"). */
export function hashRow(row: Row): Buffer {
  let length = 2;
  for (const text of row) length += text === null ? 1 : 5 + Buffer.byteLength(text);
  const bytes = Buffer.alloc(length);
  // 0x00 makes it a leaf (RFC 9162 §2.1.1), 0x01 is the version of the encoding.
  bytes[1] = 1;
  let at = 2;
  for (const text of row) {
    if (text === null) {
      at += 1;
      continue;
    }
    bytes[at] = 1;
    const written = bytes.write(text, at + 5, 'utf8');
    bytes.writeUInt32BE(written, at + 1);
    at += 5 + written;
  }
  return createHash('sha256').update(bytes).digest();
}
