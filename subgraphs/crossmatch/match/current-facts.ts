import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { StandingFact } from '../rule.ts';
import type { SourceFact } from '../sources/source-fact.ts';

/** A matched fact as it is stored; `data` is what the source says, without the party's name or number. */
export type StoredFact = {
  id: string;
  batchId: string;
  rowNo: number;
  part: number;
  source: SourceFact['source'];
  naturalKey: string;
  periodEnd: PlainDate;
  serial: number;
  /** When the batch came in: ISO text of one zone, so that it sorts. */
  receivedAt: string;
  data: SourceFact;
};

/**
 * The facts newest first, and which of them are current: of one natural key the record of the newest
 * period (extracts.md, Ends and absence), so that an older period arriving late adds what was unknown
 * and overwrites nothing.
 */
export function standingFacts(stored: readonly StoredFact[]): StandingFact[] {
  const taken = new Set<string>();
  return [...stored].sort(newestFirst).map((fact) => {
    const slot = slotOf(fact);
    const current = !taken.has(slot);
    taken.add(slot);
    const { id, naturalKey, periodEnd, data } = fact;
    return { id, naturalKey, periodEnd, current, data };
  });
}

/**
 * What one record replaces: the record of the same natural key. A death registration and its revocation
 * have keys of their own, so that neither is a conflict, and speak of the one death of a person.
 */
export function slotOf({ source, naturalKey }: StoredFact): string {
  return source === 'public-security.death' ? source : `${source}|${naturalKey}`;
}

function newestFirst(a: StoredFact, b: StoredFact): number {
  return (
    descending(a.periodEnd, b.periodEnd) ||
    // In one period the revocation has the last word, wherever its row stands.
    Number(isRevocation(b)) - Number(isRevocation(a)) ||
    b.serial - a.serial ||
    descending(a.receivedAt, b.receivedAt) ||
    b.rowNo - a.rowNo ||
    b.part - a.part ||
    descending(a.batchId, b.batchId)
  );
}

function isRevocation({ data }: StoredFact): boolean {
  return data.source === 'public-security.death' && data.revoked;
}

function descending(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? 1 : -1;
}
