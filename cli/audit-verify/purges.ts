import { createHash } from 'node:crypto';
import { addFinding, type Findings } from './findings.ts';
import { DETAIL, ID, KIND, TIME, type Row } from './row.ts';
import type { Purge } from './store.ts';

/** The kind of row that certifies a purge; its detail holds the digest of the emptied positions. */
const CERTIFICATE = 'AUDIT_ROWS_PURGED';
/** No certificate covers anything younger, whoever made it (docs/audit-format.md, "Purged rows"). */
const YOUNGEST_SECONDS = 180 * 86_400;

/** What a sealed row certifies. */
export type Certificate = {
  position: number;
  /** When it was made, in seconds. */
  at: number;
  class: string;
  before: string;
  rows: number;
  positionsHash: string;
};

/** A position without its row, and when its block was sealed, in seconds. */
export type Missing = { position: number; block: number; event: string; sealedAt: number };

/** A purge that holds: each is an act that somebody must answer for. */
export type ProvenPurge = { certificate: string; class: string; before: string; rows: number };

/** What a sealed row certifies; null for every other kind. */
export function certificateOf(
  row: Row,
  position: number,
): { id: string; certificate: Certificate } | null {
  if (row[KIND] !== CERTIFICATE) return null;
  const detail = JSON.parse(row[DETAIL] ?? '{}') as Record<string, unknown>;
  const text = (name: string): string => {
    const value = detail[name];
    return typeof value === 'string' ? value : '';
  };
  const told = {
    class: text('class'),
    before: text('before'),
    rows: Number(detail['rows']),
    positionsHash: text('positionsHash'),
  };
  return { id: String(row[ID]), certificate: { position, at: Number(row[TIME]), ...told } };
}

/**
 * Takes from the missing rows those that a purge accounts for: certified by a later sealed row, all of them gone, as
 * many as it says, none twice, and none younger than it may be. What does not hold is a finding.
 * @param missing ascending
 */
export function accountForPurges(
  purges: readonly Purge[],
  certificates: ReadonlyMap<string, Certificate>,
  missing: readonly Missing[],
  findings: Findings,
): { proven: ProvenPurge[]; left: Missing[] } {
  const gone = new Map(missing.map((one) => [one.position, one]));
  const proven: ProvenPurge[] = [];
  for (const { eventId, positions } of purges) {
    const certificate = certificates.get(eventId);
    const emptied = certificate && emptiedBy(positions, certificate, gone);
    if (!emptied) {
      addFinding(findings, { code: 'PURGE_UNPROVEN', event: eventId });
      continue;
    }
    if (isTooYoung(certificate, emptied)) {
      addFinding(findings, { code: 'PURGE_TOO_YOUNG', event: eventId });
      continue;
    }
    for (const { position } of emptied) gone.delete(position);
    const { class: of, before, rows } = certificate;
    proven.push({ certificate: eventId, class: of, before, rows });
  }
  return { proven, left: [...gone.values()] };
}

/** The rows that the purge says are gone; null when it is not what was certified, or says more than is gone. */
function emptiedBy(
  positions: string,
  { position, rows, positionsHash }: Certificate,
  gone: ReadonlyMap<number, Missing>,
): Missing[] | null {
  const digest = createHash('sha256').update(positions).digest('hex');
  if (positionsHash !== digest) return null;
  const emptied: Missing[] = [];
  let last = -1;
  for (const range of positions.split(',')) {
    const [from = '', to = from] = range.split('-');
    if (Number(from) <= last || Number(to) < Number(from) || Number(to) >= position) return null;
    for (last = Number(from); last <= Number(to); last += 1) {
      const one = gone.get(last);
      if (one === undefined) return null;
      emptied.push(one);
    }
    last = Number(to);
  }
  return emptied.length === rows ? emptied : null;
}

/** A block is sealed seconds after its rows: what was sealed before that day was written before it. */
function isTooYoung({ at, before }: Certificate, emptied: readonly Missing[]): boolean {
  const day = Date.parse(`${before}T00:00:00+08:00`) / 1_000;
  const old = day <= at - YOUNGEST_SECONDS && emptied.every(({ sealedAt }) => sealedAt < day);
  return !old;
}
