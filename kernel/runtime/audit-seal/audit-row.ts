import { leafHash } from './merkle.ts';

/** A row of the audit trail as text, in the order of `ROW_COLUMNS`; null where the column is. */
export type AuditRow = readonly (string | null)[];

const VERSION = Buffer.of(1);
const ABSENT = Buffer.of(0);

/** The sealed columns of `audit.event e`, as text whatever the session's settings say. */
export const ROW_COLUMNS = `e.id::text, extract(epoch FROM e.at)::text, e.subgraph, e.subject, e.role,
  e.purpose, e.request_id, e.kind, e.detail::text`;

/**
 * The leaf of one row: each column as a length and its UTF-8 bytes, behind a version byte, so that no two
 * different rows have the same bytes (docs/audit-format.md, "A row").
 */
export function leafOf(row: AuditRow): Buffer {
  const parts: Buffer[] = [VERSION];
  for (const field of row) {
    if (field === null) {
      parts.push(ABSENT);
      continue;
    }
    const bytes = Buffer.from(field, 'utf8');
    const head = Buffer.alloc(5);
    head.writeUInt8(1);
    head.writeUInt32BE(bytes.length, 1);
    parts.push(head, bytes);
  }
  return leafHash(Buffer.concat(parts));
}
