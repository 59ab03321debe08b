import { modelFile } from '../../subgraphs/crossmatch/linkage/model-file.ts';
import type { Invocation } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { learnFromFiles, required } from './link-files.ts';
import { tell } from './messages.ts';
import { writeJson } from './write-results.ts';

/** `hub link train`: a model learnt from the files, to be frozen and used again. */
export async function trainAction(invocation: Invocation): Promise<ExitCode> {
  const { output } = invocation;
  const out = required(invocation, 'out');
  const { plan, model, stages } = await learnFromFiles(invocation);
  await writeJson(out, modelFile(model));
  const untrained = model.comparisons.filter(({ trained }) => !trained).map(({ name }) => name);
  output.document({
    spec: plan.spec.name,
    specHash: plan.hash,
    prior: model.prior,
    trainedOn: model.trainedOn,
    untrained,
    stages,
  });
  output.line(
    tell(output.language, 'trained', {
      prior: model.prior.toExponential(3),
      comparisons: model.comparisons.length,
      untrained: untrained.length,
    }),
  );
  output.line(tell(output.language, 'written', { file: out }));
  return EXIT.ok;
}
