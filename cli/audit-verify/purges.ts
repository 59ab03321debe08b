import { createHash } from 'node:crypto';
import { addFinding, type Findings } from './findings.ts';
import { DETAIL, ID, KIND, type Row } from './row.ts';
import type { Purge } from './store.ts';

/** The kind of row that certifies a purge; its detail holds the digest of the emptied positions. */
const CERTIFICATE = 'AUDIT_ROWS_PURGED';

export type Certificate = { position: number; positionsHash: string };

/** What a sealed row certifies; null for every other kind. */
export function certificateOf(
  row: Row,
  position: number,
): { id: string; certificate: Certificate } | null {
  if (row[KIND] !== CERTIFICATE) return null;
  const detail = JSON.parse(row[DETAIL] ?? '{}') as { positionsHash?: unknown };
  const positionsHash = String(detail.positionsHash);
  return { id: String(row[ID]), certificate: { position, positionsHash } };
}

/**
 * Whether a position was emptied by a purge that a later sealed row certifies. Purges without such a row are
 * findings.
 */
export function certifiedPositions(
  purges: readonly Purge[],
  certificates: ReadonlyMap<string, Certificate>,
  findings: Findings,
): (position: number) => boolean {
  const ranges: { from: number; to: number }[] = [];
  for (const { eventId, positions } of purges) {
    const certificate = certificates.get(eventId);
    const own = positions.split(',').map(rangeOf);
    const digest = createHash('sha256').update(positions).digest('hex');
    const fits =
      certificate?.positionsHash === digest && own.every(({ to }) => to < certificate.position);
    if (fits) ranges.push(...own);
    else addFinding(findings, { code: 'PURGE_UNPROVEN', event: eventId });
  }
  return (position) => ranges.some(({ from, to }) => from <= position && position <= to);
}

function rangeOf(text: string): { from: number; to: number } {
  const [from = '', to = from] = text.split('-');
  return { from: Number(from), to: Number(to) };
}
