import { KINDS } from '../../subgraphs/crossmatch/linkage/comparison-kinds.ts';
import { linkageSpecJsonSchema } from '../../subgraphs/crossmatch/linkage/json-schema.ts';
import { MEASURES } from '../../subgraphs/crossmatch/linkage/measures/index.ts';
import { STANDARDISERS } from '../../subgraphs/crossmatch/linkage/standardisers/index.ts';
import type { Invocation } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { readySpecs } from './load-spec.ts';
import { tell } from './messages.ts';

/** `hub link spec`: what a spec may name; with `--schema` its JSON Schema alone. */
export function specAction({ output, flag }: Invocation): Promise<ExitCode> {
  const schema = linkageSpecJsonSchema();
  if (flag('schema')) {
    output.document(schema);
    output.line(JSON.stringify(schema, null, 2));
    return Promise.resolve(EXIT.ok);
  }
  const { language } = output;
  const standardisers = Object.values(STANDARDISERS).map(({ name, parameter, title }) => ({
    ...{ name, parameter, title },
  }));
  const measures = Object.values(MEASURES).map(({ name, closer, symmetric, title }) => ({
    ...{ name, closer, symmetric, title },
  }));
  const kinds = Object.entries(KINDS).map(([name, title]) => ({ name, title }));
  const specs = readySpecs();
  output.document({ standardisers, measures, kinds, specs, schema });
  output.table(
    (['step', 'parameter', 'meaning'] as const).map((key) => tell(language, key)),
    standardisers.map(({ name, parameter, title }) => [name, parameter, title[language]]),
  );
  output.line();
  output.table(
    (['measure', 'closer', 'meaning'] as const).map((key) => tell(language, key)),
    measures.map(({ name, closer, title }) => [name, tell(language, closer), title[language]]),
  );
  output.line();
  output.table(
    (['kind', 'meaning'] as const).map((key) => tell(language, key)),
    kinds.map(({ name, title }) => [name, title[language]]),
  );
  output.line();
  output.line(tell(language, 'readySpecs', { specs: specs.join(', ') }));
  return Promise.resolve(EXIT.ok);
}
