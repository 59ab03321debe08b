import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import type { Actor } from '../../../kernel/actor.ts';
import { HubError } from '../../../kernel/errors.ts';
import { loadPolicyParameters } from '../../../kernel/runtime/policy-parameters.ts';
import type { SubgraphDeps } from '../../../kernel/runtime/subgraph.ts';
import { parseExtractFileName, type ExtractFileName } from '../../../kernel/tabular/file-name.ts';
import { openRawTable } from '../../../kernel/tabular/read-table.ts';
import { scanFile, type FileScan } from '../../../kernel/tabular/scan-file.ts';
import { openDuckdb, type Duckdb } from '../duckdb/duckdb-process.ts';
import { sourceByCode } from '../sources/index.ts';
import type { Source } from '../sources/source.ts';
import { createStageTimes, type StageTimes } from '../stage-times.ts';
import { earlierAccepted, sameFile, standingBatches } from './batch-store.ts';
import { holdReason } from './hold.ts';
import {
  blankReport,
  fileError,
  knownReport,
  type FileError,
  type IngestReport,
  type IngestRequest,
} from './ingest-report.ts';
import { keepBatch, keepRejection, type Intake } from './keep-batch.ts';
import { withSourceLock } from './source-lock.ts';
import { removeOrphanedFiles } from './staged-files.ts';
import { checkSignature } from './check-signature.ts';
import { refused, type ExtractManifest } from './manifest.ts';
import { startJudges, type Judges } from './stage-pool.ts';
import { stageExtract, type StagedExtract } from './staging.ts';

const DUCKDB_MEMORY_MB = 512;
const DUCKDB_THREADS = 2;
/** A file of so many bytes is judged by several processes. */
const WORTH_PROCESSES = 16 << 20;
const KILOBYTES_PER_MB = 1024;

/** A file's way in: name → lock → scan → judge and stage → hold or accept → one transaction. */
export async function takeIn(
  deps: SubgraphDeps,
  actor: Actor,
  request: IngestRequest,
): Promise<IngestReport> {
  const named = readName(request);
  if ('fault' in named) return { ...blankReport(request, named.name), error: named.fault };
  const { name, source } = named;
  if (actor.role === 'LIAISON' && actor.departmentCode !== source.departmentCode)
    throw new HubError('FORBIDDEN', { action: 'BATCH_DELIVER', source: source.code });
  const intake = { deps, actor, request, name, source, batchId: randomUUID() };
  return withSourceLock(deps.database.pool, source.code, async (client) => {
    const { size } = await stat(request.file);
    const judges = size < WORTH_PROCESSES ? null : startJudges();
    try {
      return await takeInFile(intake, client, judges);
    } finally {
      await judges?.end();
    }
  });
}

/** A file whose manifest, if its department signs, holds. */
type SignedIntake = Intake & { signed: ExtractManifest | null };

async function takeInFile(
  intake: Intake,
  client: pg.ClientBase,
  judges: Judges | null,
): Promise<IngestReport> {
  const { batchId, name, request } = intake;
  const stages = createStageTimes();
  const scan = await stages.time('scan', () => scanFile(request.file));
  try {
    const signed = await checkSignature(intake, client, scan.sha256);
    return await takeInScanned({ ...intake, signed }, scan, client, { stages, judges });
  } catch (error) {
    const fault = fileError(error);
    if (fault === null) throw error;
    await keepRejection(intake, scan.sha256, fault);
    return { ...blankReport(request, name), batchId, error: fault };
  }
}

function readName(
  request: IngestRequest,
): { name: ExtractFileName; source: Source } | { name: ExtractFileName | null; fault: FileError } {
  let name: ExtractFileName | null = null;
  try {
    name = parseExtractFileName(request.fileName, request);
    return { name, source: sourceByCode(name.source) };
  } catch (error) {
    const fault = fileError(error);
    if (fault === null) throw error;
    return { name, fault };
  }
}

async function takeInScanned(
  intake: SignedIntake,
  scan: FileScan,
  client: pg.ClientBase,
  { stages, judges }: { stages: StageTimes; judges: Judges | null },
): Promise<IngestReport> {
  const { deps, request, name, source } = intake;
  const known = await sameFile(client, scan.sha256, name);
  if (known !== null && !(known.status === 'SUPERSEDED' && request.supersede))
    return knownReport(request, name, known);
  const standing = await standingBatches(client, name);
  if (standing.length > 0 && !request.supersede)
    throw new HubError('SUPERSEDE_REQUIRED', { source: source.code, period: name.period });
  await removeOrphanedFiles(deps.dataDir, client);
  const raw = await openRawTable(request.file, scan, source.contract, request);
  const duckdb = await openDuckdb({
    memoryLimitMb: DUCKDB_MEMORY_MB,
    threads: DUCKDB_THREADS,
    tempDir: path.join(deps.dataDir, 'tmp'),
  });
  try {
    const options = { ...request, bytes: scan.bytes, stages, judges };
    const staged = await stageExtract(source, raw, options, duckdb);
    const { rows, accepted, setAside, notices } = staged;
    if (intake.signed !== null && intake.signed.rows !== rows) throw refused('ROWS');
    const reason = await heldBecause(intake, staged, client);
    const status = reason === null ? 'ACCEPTED' : 'HELD';
    const counts = { rows, accepted, setAside, notices, holdReason: reason };
    const judgement = { ...counts, status, sha256: scan.sha256 } as const;
    await stages.time('keep', () => keepBatch(intake, judgement, staged, standing));
    const { batchId } = intake;
    deps.log.info({ batchId, source: source.code, status, rows, accepted }, 'extract taken in');
    return {
      ...blankReport(request, name),
      ...counts,
      batchId,
      status: reason === null ? 'accepted' : 'held',
      stages: stages.seconds,
      peakMemoryMb: await peakMemoryMb(duckdb, staged),
    };
  } finally {
    await (raw.kind === 'csv' ? raw.blocks : raw.chunks).return(undefined);
    await duckdb.close();
  }
}

async function heldBecause(
  { request, name, deps }: Intake,
  { rows, accepted }: StagedExtract,
  client: pg.ClientBase,
): Promise<string | null> {
  const parameters = await loadPolicyParameters(deps.database.pool, request.asOf);
  const share = (code: string) => parameters.get(code).value;
  return holdReason({
    mode: name.mode,
    rows,
    accepted,
    earlier: await earlierAccepted(client, name),
    shares: {
      setAsideShare: share('hold.setAsideShare'),
      snapshotShare: share('hold.snapshotShare'),
      deltaShare: share('hold.deltaShare'),
    },
  });
}

/** All processes at their highest, added up: they need not have been high together. */
async function peakMemoryMb(duckdb: Duckdb, staged: StagedExtract): Promise<number> {
  const own = process.resourceUsage().maxRSS / KILOBYTES_PER_MB;
  return Math.round(own + staged.judgesMemoryMb + (await duckdb.peakMemoryMb()));
}
