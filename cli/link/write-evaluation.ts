import path from 'node:path';
import type { Evaluation } from '../../subgraphs/crossmatch/linkage/evaluate.ts';
import { evaluationReport } from '../../subgraphs/crossmatch/linkage/evaluation-report.ts';
import { profileOf } from '../../subgraphs/crossmatch/linkage/profile.ts';
import type { Invocation } from '../command.ts';
import { required, type LinkedFiles } from './link-files.ts';
import { tell } from './messages.ts';
import { writeJson } from './write-results.ts';

/** A model is not judged by the data it was just trained on. @throws UsageError for `--evaluation` without `--model` */
export function checkEvaluationOptions(invocation: Invocation): void {
  if (invocation.value('evaluation') !== undefined) required(invocation, 'model');
}

/** Writes what `propose` wants to see, if `--evaluation` asks for it. */
export async function writeEvaluation(
  invocation: Invocation,
  { result }: LinkedFiles,
  evaluation: Evaluation,
): Promise<void> {
  const file = invocation.value('evaluation');
  if (file === undefined) return;
  const files = ['left', 'right'].flatMap((side) => invocation.value(side) ?? []);
  const description = files.map((name) => path.basename(name)).join(' × ');
  const data = [{ description, evaluation, profile: profileOf(result) }];
  await writeJson(file, evaluationReport(result.model, data));
  invocation.output.line(tell(invocation.output.language, 'written', { file }));
}
