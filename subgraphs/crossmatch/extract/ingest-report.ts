import { HubError, type ErrorCode } from '../../../kernel/errors.ts';
import type { SignedManifest } from './manifest.ts';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { BatchMode, ExtractFileName } from '../../../kernel/tabular/file-name.ts';

/** A file to take in. What is given beside the file overrides its name. */
export type IngestRequest = {
  file: string;
  /** As the sender named it; the file itself may lie under another name. */
  fileName: string;
  source?: string | undefined;
  period?: string | undefined;
  mode?: BatchMode | undefined;
  /** The file corrects the batch of the same source, period and serial. */
  supersede: boolean;
  /** What the department signed, if it came with the file. */
  signed?: SignedManifest | undefined;
  asOf: PlainDate;
  /** The reference of the request that brought the file, for the audit; none from the command line. */
  requestId?: string | undefined;
  onProgress?: ((bytesRead: number, bytesTotal: number) => void) | undefined;
};

/** What became of a file. */
export type IngestReport = {
  file: string;
  batchId: string | null;
  source: string | null;
  period: string | null;
  mode: BatchMode | null;
  status: 'accepted' | 'held' | 'rejected' | 'noop';
  rows: number;
  accepted: number;
  setAside: Record<string, number>;
  notices: string[];
  holdReason: string | null;
  error: FileError | null;
  seconds: number;
  /** Where the seconds went, by stage. */
  stages: Readonly<Record<string, number>>;
  peakMemoryMb: number;
};

/** An earlier batch, as far as taking in a file needs to know it. */
export type KnownBatch = {
  id: string;
  status: string;
  period: string;
  mode: string;
  rows: number;
  accepted: number;
  setAside: Record<string, number>;
  notices: string[];
  holdReason: string | null;
};

export type FileError = { code: string; message: string; column?: string; byteOffset?: number };

// What is the file's own fault: told to the sender, recorded as a rejected batch. Anything else is ours.
const FILE_FAULTS: ReadonlySet<ErrorCode> = new Set([
  'FILE_NAME_INVALID',
  'FILE_ENCODING',
  'FILE_FORMAT',
  'FILE_EMPTY',
  'FILE_TOO_LARGE',
  'HEADER_MISSING',
  'HEADER_DOUBLED',
  'SOURCE_UNKNOWN',
  'SUPERSEDE_REQUIRED',
  'EXTRACT_UNSIGNED',
  'EXTRACT_SIGNATURE',
]);

/** The error as it is told and stored, when the file is to blame; null for any other error. */
export function fileError(error: unknown): FileError | null {
  if (!(error instanceof HubError) || !FILE_FAULTS.has(error.code)) return null;
  const { column, byteOffset } = error.details;
  return {
    code: error.code,
    message: error.message,
    ...(typeof column === 'string' ? { column } : {}),
    ...(typeof byteOffset === 'number' ? { byteOffset } : {}),
  };
}

/** The report of a refused file, which the others are built upon. */
export function blankReport(request: IngestRequest, name: ExtractFileName | null): IngestReport {
  return {
    file: request.fileName,
    batchId: null,
    source: name?.source ?? request.source ?? null,
    period: name?.period ?? request.period ?? null,
    mode: name?.mode ?? request.mode ?? null,
    status: 'rejected',
    rows: 0,
    accepted: 0,
    setAside: {},
    notices: [],
    holdReason: null,
    error: null,
    seconds: 0,
    stages: {},
    peakMemoryMb: 0,
  };
}

/** The report of a file that was taken in before: what it came to then, and that nothing was done now. */
export function knownReport(
  request: IngestRequest,
  name: ExtractFileName,
  known: KnownBatch,
): IngestReport {
  const { id: batchId, rows, accepted, setAside, notices, holdReason } = known;
  const counts = { batchId, rows, accepted, setAside, holdReason };
  const said = [...notices, '同一文件已接收过，本次未作任何改动'];
  return { ...blankReport(request, name), ...counts, notices: said, status: 'noop' };
}
