import { groupBy } from '../../kernel/runtime/loader.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type {
  AlertEvent,
  ExtractBatch,
  MatchedFact,
} from '../../prisma/generated/client/client.ts';

/** A record that an alert rests on, with the batch it came in. */
export type EvidenceRow = MatchedFact & { batch: ExtractBatch };

/**
 * What stands behind alerts and what happened to them. Asked by alert number only for alerts that
 * the actor was already given, so it checks no scope of its own.
 */
export function createEvidenceService({ database: { db } }: SubgraphDeps) {
  return {
    /** The records behind each alert, by source, batch and row. */
    async ofAlerts(alertNos: readonly string[]): Promise<Map<string, EvidenceRow[]>> {
      const rows = await db.alertEvidence.findMany({
        where: { alertNo: { in: [...alertNos] } },
        include: { fact: { include: { batch: true } } },
        orderBy: [
          { fact: { source: 'asc' } },
          { fact: { periodEnd: 'asc' } },
          { fact: { rowNo: 'asc' } },
          { factId: 'asc' },
        ],
      });
      const grouped = groupBy(rows, (row) => row.alertNo);
      return new Map([...grouped].map(([alertNo, all]) => [alertNo, all.map(({ fact }) => fact)]));
    },

    /** The history of each alert, oldest first. */
    async eventsOf(alertNos: readonly string[]): Promise<Map<string, AlertEvent[]>> {
      const rows = await db.alertEvent.findMany({
        where: { alertNo: { in: [...alertNos] } },
        orderBy: { id: 'asc' },
      });
      return groupBy(rows, (row) => row.alertNo);
    },
  };
}
