import { hashOfLinkage } from '../../subgraphs/crossmatch/linkage/result-hash.ts';
import { weightOf } from '../../subgraphs/crossmatch/linkage/score.ts';
import { UsageError, type Invocation } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { loadSpec } from './load-spec.ts';
import { required, withLinkedFiles, type LinkedFiles } from './link-files.ts';
import { tell } from './messages.ts';
import { writeReport } from './write-report.ts';
import { writeClusters, writePairs } from './write-results.ts';

/** `hub link run`: pairs, and for a file with itself its entities, into files. */
export async function runAction(invocation: Invocation): Promise<ExitCode> {
  const { value, output } = invocation;
  const out = required(invocation, 'out');
  const clustersFile = value('clusters');
  const spec = loadSpec(required(invocation, 'spec'));
  if (clustersFile !== undefined && spec.cardinality !== 'dedupe') {
    throw new UsageError(tell(output.language, 'noClusters'));
  }
  const least = weightOf(leastProbability(invocation) ?? spec.thresholds.review);
  return withLinkedFiles(invocation, { leastWeight: least }, async (linked) => {
    const { result } = linked;
    const written = await writePairs(out, result, least);
    if (clustersFile !== undefined && result.clusters) {
      await writeClusters(clustersFile, result, result.clusters);
    }
    const report = value('report');
    if (report !== undefined) await writeReport(report, linked, output.language, null);
    tellOutcome(invocation, linked, { pairs: written });
    for (const file of [out, clustersFile, report]) {
      if (file !== undefined) output.line(tell(output.language, 'written', { file }));
    }
    return EXIT.ok;
  });
}

/** The figures of a run, as the document and for people. */
function tellOutcome(
  { output }: Invocation,
  { result, stages, frozen, decisions }: LinkedFiles,
  written: { pairs: number },
): void {
  const { language } = output;
  const { plan, left, right, blocks, candidates, pairs, clusters, model } = result;
  const count = (decision: string): number =>
    pairs.filter((pair) => pair.decision === decision).length;
  const records = { left: left.ids.length, right: plan.dedupe ? null : right.ids.length };
  const entities = clusters ? new Set(clusters).size : null;
  const hash = hashOfLinkage(result);
  const decisionsUnknown = unknownDecisions(result, decisions);
  const [matches, reviews] = [count('MATCH'), count('REVIEW')];
  output.document({
    spec: plan.spec.name,
    specHash: plan.hash,
    modelGiven: frozen,
    prior: model.prior,
    records,
    candidates,
    blocks,
    matches,
    reviews,
    entities,
    pairsWritten: written.pairs,
    decisionsUnknown,
    resultHash: hash,
    stages,
  });
  output.table(
    [tell(language, 'rule'), tell(language, 'pairs'), tell(language, 'hotKeys')],
    blocks.map(({ title, pairs: given, hotKeys }) => [
      title[language],
      String(given),
      String(hotKeys),
    ]),
  );
  const all = records.left + (records.right ?? 0);
  output.line(tell(language, 'linked', { records: all, candidates, matches, reviews }));
  if (entities !== null) output.line(tell(language, 'grouped', { entities }));
  if (decisionsUnknown > 0) {
    output.line(tell(language, 'decisionsUnknown', { count: decisionsUnknown }));
  }
  const seconds = Object.values(stages).reduce((sum, one) => sum + one, 0);
  output.line(tell(language, 'took', { seconds: seconds.toFixed(1), hash }));
}

function unknownDecisions(
  { left, right }: LinkedFiles['result'],
  decisions: LinkedFiles['decisions'],
): number {
  if (decisions.length === 0) return 0;
  const [lefts, rights] = [new Set(left.ids), new Set(right.ids)];
  return decisions.filter((one) => !lefts.has(one.left) || !rights.has(one.right)).length;
}

/** The probability of `--min-probability`, if given. @throws UsageError */
function leastProbability({ value, output }: Invocation): number | undefined {
  const text = value('min-probability');
  if (text === undefined) return undefined;
  const number = /^(0|1|0?\.\d+)$/.test(text) ? Number(text) : NaN;
  if (number >= 0 && number <= 1) return number;
  const problem = { name: '--min-probability', value: text };
  throw new UsageError(tell(output.language, 'notAProbability', problem));
}
