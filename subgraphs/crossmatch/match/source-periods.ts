import type { PlainDate } from '../../../kernel/plain-date.ts';
import { factsOf, type Finding } from '../rule.ts';
import { slotOf, type StoredFact } from './current-facts.ts';

/** What the run knows of the batches of each source. */
export type SourcePeriods = {
  /** Period ends of the complete snapshots that were compared, ascending, by source. */
  snapshots: ReadonlyMap<string, readonly PlainDate[]>;
};

type Told = { facts: readonly StoredFact[]; periods: SourcePeriods };

/** The first complete snapshot after the evidence was last listed, of any of its sources. */
export function notListedSince({ facts, periods }: Told, finding: Finding): PlainDate | null {
  const slots = new Map(facts.map((fact) => [fact.id, slotOf(fact)]));
  const shown = new Set(finding.evidence.map(({ id }) => slots.get(id)));
  const since: PlainDate[] = [];
  for (const [source, snapshots] of periods.snapshots) {
    if (factsOf(finding.evidence, source as StoredFact['source']).length === 0) continue;
    const listed = facts
      .filter((fact) => fact.source === source && shown.has(slotOf(fact)))
      .map(({ periodEnd }) => periodEnd)
      .sort()
      .at(-1);
    const missing = snapshots.find((end) => listed !== undefined && end > listed);
    if (missing !== undefined) since.push(missing);
  }
  return since.sort()[0] ?? null;
}
