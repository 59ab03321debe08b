import type pg from 'pg';
import type { Actor } from '../../../kernel/actor.ts';
import type { SubgraphDeps } from '../../../kernel/runtime/subgraph.ts';
import type { ExtractFileName } from '../../../kernel/tabular/file-name.ts';
import type { Source } from '../sources/source.ts';
import { recordAudit, type AuditScope } from '../../../kernel/runtime/audit.ts';
import { inTransaction } from '../match/transaction.ts';
import { batchExists, copySetAside, insertBatch, supersede, type NewBatch } from './batch-store.ts';
import type { FileError, IngestRequest } from './ingest-report.ts';
import { finishStaged, removeStaged, stagedPath, unfinishedFile } from './staged-files.ts';
import type { StagedExtract } from './staging.ts';

/** One file on its way in, its name understood. */
export type Intake = {
  deps: SubgraphDeps;
  actor: Actor;
  request: IngestRequest;
  name: ExtractFileName;
  source: Source;
  batchId: string;
};

/** What was found out about a file, as it is written down. */
export type Judgement = Pick<
  NewBatch,
  'status' | 'sha256' | 'holdReason' | 'notices' | 'rows' | 'accepted' | 'setAside'
>;

/**
 * Writes down a judged file: batch, set-aside rows, supersession and audit stand or fall together, and the
 * staged rows with them.
 */
export async function keepBatch(
  intake: Intake,
  judgement: Judgement,
  staged: StagedExtract,
  replaced: readonly string[],
): Promise<void> {
  const { deps, batchId } = intake;
  const { pool } = deps.database;
  try {
    const shape = await staged.writeParquet(await unfinishedFile(deps.dataDir, batchId));
    await inTransaction(pool, async (tx) => {
      const stagedAt = stagedPath(batchId, shape);
      await insertBatch(tx, newBatch(intake, { ...judgement, stagedPath: stagedAt, error: null }));
      await copySetAside(tx, deps.vault, batchId, staged.setAsideRows());
      // A held correction replaces nothing until a person releases it.
      if (judgement.status === 'ACCEPTED')
        await supersede(tx, auditScope(intake), replaced, batchId);
      await auditDelivery(intake, tx, judgement);
      await finishStaged(deps.dataDir, batchId);
    });
  } catch (error) {
    // The commit may have gone through although its answer was lost: then the rows are owned.
    const kept = await batchExists(pool, batchId).catch(() => true);
    if (!kept) await removeStaged(deps.dataDir, batchId);
    throw error;
  }
}

/** Writes down a file that was refused as a whole; none of its rows is kept. */
export async function keepRejection(
  intake: Intake,
  sha256: string,
  error: FileError,
): Promise<void> {
  const judgement: Judgement = {
    status: 'REJECTED',
    sha256,
    holdReason: null,
    notices: [],
    rows: 0,
    accepted: 0,
    setAside: {},
  };
  await inTransaction(intake.deps.database.pool, async (tx) => {
    await insertBatch(tx, newBatch(intake, { ...judgement, stagedPath: null, error }));
    await auditDelivery(intake, tx, judgement);
  });
}

function newBatch(
  { actor, request, name, source, batchId }: Intake,
  judged: Judgement & Pick<NewBatch, 'stagedPath' | 'error'>,
): NewBatch {
  return {
    ...judged,
    id: batchId,
    departmentCode: source.departmentCode,
    name,
    fileName: request.fileName,
    asOf: request.asOf,
    receivedBy: actor.subject,
  };
}

async function auditDelivery(
  intake: Intake,
  tx: pg.ClientBase,
  { status, rows, accepted }: Judgement,
): Promise<void> {
  const { batchId, name } = intake;
  const { source, period } = name;
  const counts = { rows, accepted, setAside: rows - accepted };
  const event = { kind: 'BATCH_DELIVERED', batchId, source, period, status, ...counts } as const;
  await recordAudit(tx, auditScope(intake), event);
}

function auditScope({ actor, request }: Intake): AuditScope {
  return { subgraph: 'crossmatch', actor, requestId: request.requestId ?? null };
}
