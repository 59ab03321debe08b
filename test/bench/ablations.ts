import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { generatePersonCorpus } from '../../cli/district/person-corpus.ts';
import { openLinkageDuckdb } from '../../subgraphs/crossmatch/linkage/engine/duckdb.ts';
import { shareOf } from '../../subgraphs/crossmatch/linkage/intervals.ts';
import type { Model } from '../../subgraphs/crossmatch/linkage/model.ts';
import { planLinkage } from '../../subgraphs/crossmatch/linkage/plan.ts';
import { runLinkage } from '../../subgraphs/crossmatch/linkage/run-linkage.ts';
import { parseLinkageSpec, type LinkageSpec } from '../../subgraphs/crossmatch/linkage/spec.ts';
import chinesePerson from '../../subgraphs/crossmatch/linkage/specs/chinese-person.json' with { type: 'json' };

// npm run bench:ablations -- [--size 5000] [--seeds 11,12,13]
// What each idea of the Chinese person's spec is worth: trained on seed 1 and frozen, judged on other seeds, without
// one idea at a time. Prints JSON; `wrong` are pairs of two people that would be taken without a reviewer.
const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '5000' },
    seeds: { type: 'string', default: '11,12,13' },
  },
});
const size = Number(values.size);
const full = parseLinkageSpec(chinesePerson);

const VARIANTS: Record<string, LinkageSpec> = {
  full,
  'without checksum-aware levels': withLevels(full, 'idNumber', [
    { when: { equal: 'idNumber' } },
    { when: { measure: 'hamming', field: 'idNumber', atMost: 2 } },
    { when: 'else' },
  ]),
  'without pinyin keys': withoutPinyin(full),
  'without term frequency': withoutTermFrequency(full),
};

const rows = [];
for (const [variant, spec] of Object.entries(VARIANTS)) {
  const model = (await linked(spec, 1)).model;
  const counts = { truth: 0, candidates: 0, right: 0, wrong: 0, review: 0, reviewRight: 0 };
  for (const seed of values.seeds.split(',').map(Number)) {
    const { found } = await linked(spec, seed, model);
    for (const [name, count] of Object.entries(found)) counts[name as keyof typeof counts] += count;
  }
  const { truth, candidates, right, wrong, review, reviewRight } = counts;
  const shown = right + reviewRight;
  rows.push({
    variant,
    precision: right / (right + wrong),
    recall: right / truth,
    f1: (2 * right) / (right + wrong + truth),
    wrong,
    recallWithReview: shareOf(shown, truth),
    blockingRecall: candidates / truth,
    reviewPer1000Records: (1000 * review) / (size * values.seeds.split(',').length),
  });
}
console.log(JSON.stringify({ size, trainedOn: 1, seeds: values.seeds, rows }, null, 2));

async function linked(spec: LinkageSpec, seed: number, model?: Model) {
  const { columns, records, roster, truth } = generatePersonCorpus(seed, size, size);
  const database = await openLinkageDuckdb({
    threads: 2,
    memoryLimitMb: 1024,
    spillDir: `${tmpdir()}/yikou-ablations`,
  });
  try {
    const result = await runLinkage(
      database,
      planLinkage(spec),
      { left: { columns, rows: [records] }, right: { columns, rows: [roster] } },
      { leastWeight: -60_000, ...(model ? { model } : {}) },
    );
    const partner = new Map(truth);
    const isTrue = ({ l, r }: { l: number; r: number }): boolean =>
      partner.get(result.left.ids[l - 1] ?? '') === result.right.ids[r - 1];
    const of = (decision: string) => result.pairs.filter((pair) => pair.decision === decision);
    return {
      model: result.model,
      found: {
        truth: truth.length,
        candidates: result.pairs.filter(isTrue).length,
        right: of('MATCH').filter(isTrue).length,
        wrong: of('MATCH').filter((pair) => !isTrue(pair)).length,
        review: of('REVIEW').length,
        reviewRight: of('REVIEW').filter(isTrue).length,
      },
    };
  } finally {
    await database.close();
  }
}

function withLevels(
  spec: LinkageSpec,
  comparison: string,
  levels: Extract<LinkageSpec['comparisons'][number], { levels: unknown }>['levels'],
): LinkageSpec {
  return {
    ...spec,
    comparisons: spec.comparisons.map((one) =>
      one.name === comparison && 'levels' in one ? { ...one, levels } : one,
    ),
  };
}

/** No blocking by sound, and a name that sounds the same is a name with another character. */
function withoutPinyin(spec: LinkageSpec): LinkageSpec {
  const name = spec.comparisons.find((one) => one.name === 'name');
  const levels = name && 'levels' in name ? name.levels : [];
  const silent = levels.filter(({ title }) => title?.en !== 'name sounds the same');
  return {
    ...withLevels(spec, 'name', silent),
    blocking: spec.blocking.filter(({ on }) => !JSON.stringify(on).includes('sound')),
  };
}

function withoutTermFrequency(spec: LinkageSpec): LinkageSpec {
  return {
    ...spec,
    comparisons: spec.comparisons.map((one) =>
      'levels' in one
        ? { ...one, levels: one.levels.map(({ termFrequency: _, ...level }) => level) }
        : one,
    ),
  };
}
