import type { Evaluation } from '../../subgraphs/crossmatch/linkage/evaluate.ts';
import type { Truth } from '../../subgraphs/crossmatch/linkage/truth.ts';
import { linkageReport } from '../../subgraphs/crossmatch/linkage/report.ts';
import type { Language } from '../messages.ts';
import type { LinkedFiles } from './link-files.ts';
import { writeWhole } from './write-whole.ts';

/** The run as one HTML file that needs nothing else. */
export async function writeReport(
  file: string,
  { result }: LinkedFiles,
  language: Language,
  judged: { evaluation: Evaluation; truth: Truth } | null,
): Promise<void> {
  await writeWhole(file, linkageReport(result, judged, language));
}
