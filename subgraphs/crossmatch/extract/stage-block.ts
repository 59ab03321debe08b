import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import { strictDecoder, type TextEncodingName } from '../../../kernel/tabular/encoding.ts';
import type { Layout } from '../../../kernel/tabular/header.ts';
import type { XlsxCell } from '../../../kernel/tabular/xlsx-rows.ts';
import { sourceByCode } from '../sources/index.ts';
import { rowStager, type StagedBlock } from './stage-rows.ts';

/** How the blocks of one file are to be judged; can be sent to another thread. */
export type StagePlan = {
  sourceCode: string;
  layout: Layout;
  asOf: PlainDate;
  /** The encoding of a CSV file; null for a sheet. */
  encoding: TextEncodingName | null;
  /** Where the staged lines of each block are written. */
  dir: string;
};

/** A block of a file: whole CSV rows as bytes, or a sheet's rows. */
export type RawBlock =
  { block: number; bytes: Uint8Array; offset: number } | { block: number; rows: XlsxCell[][] };

/** A judged block; its staged lines lie in `linesFile`. */
export type JudgedBlock = Omit<StagedBlock, 'lines'> & {
  block: number;
  linesFile: string;
  linesLength: number;
};

/**
 * Judges blocks of one file, in any order.
 * The judge throws HubError FILE_ENCODING when a block's bytes are not in the file's encoding.
 */
export function blockJudge(plan: StagePlan): (raw: RawBlock) => JudgedBlock {
  const stage = rowStager(sourceByCode(plan.sourceCode), plan.layout, plan.asOf);
  const decode = plan.encoding && strictDecoder(plan.encoding);
  return (raw) => {
    const { block } = raw;
    const rawRows = 'rows' in raw ? raw.rows : (decode?.(raw.bytes, raw.offset) ?? '');
    const { lines, ...judged } = stage(block, rawRows);
    const linesFile = path.join(plan.dir, `lines-${block}.txt`);
    writeFileSync(linesFile, lines);
    return { ...judged, block, linesFile, linesLength: lines.length };
  };
}
