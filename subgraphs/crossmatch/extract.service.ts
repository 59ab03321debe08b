import { assertCan, type Actor } from '../../kernel/actor.ts';
import { actingAsHub } from '../../kernel/runtime/acting.ts';
import { scrubNumbers } from '../../kernel/scrub-numbers.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { discardHeld, releaseHeld } from './extract/held-batch.ts';
import type { IngestReport, IngestRequest } from './extract/ingest-report.ts';
import { takeIn } from './extract/intake.ts';
import { downloadSetAside } from './extract/set-aside-download.ts';

export type { IngestReport, IngestRequest } from './extract/ingest-report.ts';

/** 部门数据接收: a file becomes a batch, whole or not at all. */
export function createExtractService(deps: SubgraphDeps) {
  return {
    /**
     * Takes one file in. What is wrong with the file itself is in the report (and kept as a REJECTED batch
     * once its name is understood); a liaison delivers only the own department's sources.
     * @throws HubError FORBIDDEN; whatever is not the file's fault.
     */
    async ingest(actor: Actor, request: IngestRequest): Promise<IngestReport> {
      assertCan(actor, 'BATCH_DELIVER');
      const started = performance.now();
      // The name is kept and told: a file called after a person must not carry the number on.
      const fileName = scrubNumbers(request.fileName);
      // Who may deliver what is decided within; what is written down of a file is the hub's.
      const report = await actingAsHub(() => takeIn(deps, actor, { ...request, fileName }));
      return { ...report, seconds: Math.round(performance.now() - started) / 1000 };
    },

    /** Accepts a held batch after all. @throws HubError FORBIDDEN, NOT_FOUND, INVALID_STATE. */
    releaseHeld: (actor: Actor, batchId: string, requestId: string | null = null) =>
      releaseHeld(deps, { subgraph: 'crossmatch', actor, requestId }, batchId),

    /** Gives up a held batch. @throws HubError FORBIDDEN, NOT_FOUND, INVALID_STATE. */
    discardHeld: (actor: Actor, batchId: string, requestId: string | null = null) =>
      discardHeld(deps, { subgraph: 'crossmatch', actor, requestId }, batchId),

    /** A batch's set-aside rows as CSV, in chunks. @throws HubError FORBIDDEN, NOT_FOUND. */
    setAsideTemplate: (actor: Actor, batchId: string, requestId: string | null = null) =>
      downloadSetAside(deps, { subgraph: 'crossmatch', actor, requestId }, batchId),
  };
}
