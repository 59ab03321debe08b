import { closeSync, openSync, readSync } from 'node:fs';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { TextEncodingName } from '../../../kernel/tabular/encoding.ts';
import type { Layout } from '../../../kernel/tabular/header.ts';
import type { XlsxCell } from '../../../kernel/tabular/xlsx-rows.ts';
import { sourceByCode } from '../sources/index.ts';
import { createPartWriter, type StagedGroup } from './part-writer.ts';
import { rowStager, type StagedBlock } from './stage-rows.ts';

const KILOBYTES_PER_MB = 1024;

/** How the blocks of one file are to be judged; can be sent to another process. */
export type StagePlan = {
  file: string;
  sourceCode: string;
  layout: Layout;
  asOf: PlainDate;
  /** The encoding of a CSV file; null for a sheet. */
  encoding: TextEncodingName | null;
  /** Where the staged parties are written. */
  dir: string;
};

/** A block of a file: where its whole CSV rows stand, or a sheet's rows. */
export type RawBlock = { offset: number; length: number } | { rows: XlsxCell[][] };

/** A judged block and where its parties lie; null when it has none. */
export type JudgedBlock = Omit<StagedBlock, 'parties'> & {
  staged: StagedGroup | null;
  /** The process that judged it, and its peak resident memory so far, MiB. */
  judge: { pid: number; memoryMb: number };
};

/**
 * Judges blocks of one file, in any order.
 * The judge throws HubError FILE_ENCODING when a block's bytes are not in the file's encoding.
 */
export function blockJudge(plan: StagePlan): (raw: RawBlock) => JudgedBlock {
  const { layout, asOf, encoding } = plan;
  const stage = rowStager(sourceByCode(plan.sourceCode), layout, asOf, encoding);
  const write = createPartWriter(plan.dir);
  return (raw) => {
    const { parties, ...judged } = stage('rows' in raw ? raw : readBytes(plan.file, raw));
    return { ...judged, staged: write(parties), judge: thisProcess() };
  };
}

function thisProcess(): { pid: number; memoryMb: number } {
  return { pid: process.pid, memoryMb: process.resourceUsage().maxRSS / KILOBYTES_PER_MB };
}

function readBytes(
  file: string,
  { offset, length }: { offset: number; length: number },
): { bytes: Buffer; offset: number } {
  const bytes = Buffer.allocUnsafe(length);
  const handle = openSync(file, 'r');
  try {
    return { bytes: bytes.subarray(0, readSync(handle, bytes, 0, length, offset)), offset };
  } finally {
    closeSync(handle);
  }
}
