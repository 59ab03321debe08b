import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { wholeNumber } from '../arguments.ts';
import type { Invocation } from '../command.ts';
import { generatePersonCorpus } from '../district/person-corpus.ts';
import { writeCsv } from '../district/writers.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { required } from './link-files.ts';
import { tell } from './messages.ts';

const MOST = 2_000_000;

/** `hub link generate`: a corpus of invented persons as left.csv (records), right.csv (persons) and truth.csv. */
export async function generateAction(invocation: Invocation): Promise<ExitCode> {
  const { output } = invocation;
  const out = required(invocation, 'out');
  const seed = wholeNumber(invocation, 'seed', { least: 0, most: 2 ** 31 - 1, otherwise: 1 });
  const size = { least: 1, most: MOST, otherwise: 10_000 };
  const persons = wholeNumber(invocation, 'persons', size);
  const records = wholeNumber(invocation, 'records', size);
  const corpus = generatePersonCorpus(seed, persons, records);
  mkdirSync(out, { recursive: true });
  const files = [
    { file: 'left.csv', header: corpus.columns, rows: corpus.records },
    { file: 'right.csv', header: corpus.columns, rows: corpus.roster },
    { file: 'truth.csv', header: ['left', 'right'], rows: corpus.truth },
  ];
  for (const { file, header, rows } of files) {
    await writeCsv(path.join(out, file), header, rows, { encoding: 'utf-8' });
  }
  const pairs = corpus.truth.length;
  output.document({ out, seed, persons, records, pairs });
  output.line(tell(output.language, 'corpusWritten', { out, persons, records, pairs }));
  return EXIT.ok;
}
