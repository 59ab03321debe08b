import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { TextEncodingName } from '../../../kernel/tabular/encoding.ts';
import type { Layout } from '../../../kernel/tabular/header.ts';
import type { XlsxCell } from '../../../kernel/tabular/xlsx-rows.ts';
import { sourceByCode } from '../sources/index.ts';
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
  /** Where the staged lines of each block are written. */
  dir: string;
};

/** A block of a file: where its whole CSV rows stand, or a sheet's rows. */
export type RawBlock = { block: number } & (
  { offset: number; length: number } | { rows: XlsxCell[][] }
);

/** A judged block; its staged lines lie in `linesFile`. */
export type JudgedBlock = Omit<StagedBlock, 'lines'> & {
  block: number;
  linesFile: string;
  linesLength: number;
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
  return (raw) => {
    const { block } = raw;
    const { lines, ...judged } = stage(block, 'rows' in raw ? raw : readBytes(plan.file, raw));
    const linesFile = path.join(plan.dir, `lines-${block}.txt`);
    writeFileSync(linesFile, lines);
    return { ...judged, block, linesFile, linesLength: lines.length, judge: thisProcess() };
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
