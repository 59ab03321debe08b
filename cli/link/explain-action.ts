import {
  bits,
  explainPair,
  explanationText,
  scoreAskedPairs,
  shownParts,
  type Explanation,
} from '../../subgraphs/crossmatch/linkage/explain.ts';
import type { LinkageResult } from '../../subgraphs/crossmatch/linkage/run-linkage.ts';
import { drawSome, seededRandom } from '../../subgraphs/crossmatch/linkage/seeded-random.ts';
import { wholeNumber } from '../arguments.ts';
import { UsageError, type Invocation } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { say } from '../messages.ts';
import type { Output } from '../output.ts';
import { withLinkedFiles } from './link-files.ts';
import { tell } from './messages.ts';

/**
 * `hub link explain`: where the score of the named pairs comes from, proposed by a rule or not; with `--sample` that of
 * pairs drawn from those for review and above, all of which are added up beforehand.
 * @throws HubError INTERNAL when the parts of any of them do not add up to its score
 */
export async function explainAction(invocation: Invocation): Promise<ExitCode> {
  const { output, values, value } = invocation;
  const named = values('pair');
  if (named.length === 0 && value('sample') === undefined) {
    throw new UsageError(say(output.language, 'optionRequired', { name: '--pair | --sample' }));
  }
  const size = wholeNumber(invocation, 'sample', { least: 0, most: 10_000, otherwise: 0 });
  const seed = wholeNumber(invocation, 'seed', { least: 0, most: 2 ** 31 - 1, otherwise: 1 });
  return withLinkedFiles(invocation, {}, async ({ result, database }) => {
    const asked = named.map((text) => rowsOfPair(text, result, output));
    const scored = await scoreAskedPairs(database, result, asked);
    const found = size === 0 ? [] : result.pairs.filter(({ decision }) => decision !== 'NONE');
    for (const pair of found) explainPair(result, pair);
    const drawn = drawSome(found, size, seededRandom(seed));
    const explanations = [...scored, ...drawn].map((pair) => explainPair(result, pair));
    output.document(
      explanations.map((one) => ({
        ...one,
        text: { zh: explanationText(one, 'zh'), en: explanationText(one, 'en') },
      })),
    );
    explanations.forEach((one, at) => {
      if (at > 0) output.line();
      printExplanation(output, one);
    });
    if (size > 0) {
      const counts = { sample: drawn.length, seed, checked: found.length, unequal: 0 };
      output.line();
      output.line(say(output.language, 'reviewsExplained', counts));
    }
    return EXIT.ok;
  });
}

/** Ids may hold commas themselves: the comma that parts two known ids counts. */
function rowsOfPair(
  text: string,
  { left, right }: LinkageResult,
  { language }: Output,
): { l: number; r: number } {
  for (let at = text.indexOf(','); at !== -1; at = text.indexOf(',', at + 1)) {
    const l = left.ids.indexOf(text.slice(0, at).trim()) + 1;
    const r = right.ids.indexOf(text.slice(at + 1).trim()) + 1;
    if (l > 0 && r > 0 && (left !== right || l !== r)) return { l, r };
  }
  throw new UsageError(tell(language, 'notAPair'));
}

function printExplanation(output: Output, explanation: Explanation): void {
  const { language } = output;
  const { left, right, rules, parts, weight, probability } = explanation;
  output.line(`${left} — ${right}`);
  output.line(
    rules.length > 0
      ? tell(language, 'proposedBy', { rules: rules.map((title) => title[language]).join(', ') })
      : tell(language, 'proposedByNone'),
  );
  output.table(
    (['part', 'weight', 'left', 'right'] as const).map((key) => tell(language, key)),
    [
      ...shownParts(parts).map(({ kind, title, weight: part, values }) => [
        title[language],
        bits(part),
        ...(kind === 'rarity' ? ['', ''] : sides(values)),
      ]),
      [tell(language, 'sum'), bits(weight), `p = ${probability.toFixed(4)}`, ''],
    ],
  );
  output.line(explanationText(explanation, language));
}

function sides(values: Explanation['parts'][number]['values']): [string, string] {
  const of = (side: 'left' | 'right'): string =>
    values.map((value) => value[side] ?? '∅').join(' | ');
  return [of('left'), of('right')];
}
