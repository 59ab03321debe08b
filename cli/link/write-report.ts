import { writeFileSync } from 'node:fs';
import type { Evaluation } from '../../subgraphs/crossmatch/linkage/evaluate.ts';
import type { Truth } from '../../subgraphs/crossmatch/linkage/truth.ts';
import { linkageReport } from '../../subgraphs/crossmatch/linkage/report.ts';
import type { Language } from '../messages.ts';
import type { LinkedFiles } from './link-files.ts';

/** The run as one HTML file that needs nothing else. */
export function writeReport(
  file: string,
  { result }: LinkedFiles,
  language: Language,
  judged: { evaluation: Evaluation; truth: Truth } | null,
): void {
  writeFileSync(file, linkageReport(result, judged, language));
}
