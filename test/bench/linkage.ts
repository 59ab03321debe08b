import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureProcess } from './measured-process.ts';

// npm run bench:linkage -- --data DIR [--runs 3]
// The public sets febrl3 and fake_1000 through the whole command: quality against their truths, and what the
// process of `hub link run` costs from its start to its end, training included. DIR holds febrl3/dataset3.csv and
// fake_1000/fake_1000.csv with fake_1000_labels.csv. Then febrl3 on 1, 2 and 4 threads, each twice: one hash.
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env['LINKAGE_DATA_DIR'] ?? '' },
    runs: { type: 'string', default: '3' },
  },
});
if (values.data === '') throw new Error('say --data DIR or set LINKAGE_DATA_DIR');

type Quality = Record<'precision' | 'recall' | 'f1', { value: number; low: number; high: number }>;
type Told = {
  seed: number;
  prior: number;
  candidates: number;
  blocking: { recall: Quality['recall'] };
  review: object;
  pairs: Quality;
  clusters: Quality;
  thresholds: { weight: number; probability: number; pairs: Quality; clusters: Quality | null }[];
};

const data = (file: string): string => path.join(values.data, file);
const fake = data('fake_1000/fake_1000.csv');
const SETS: { spec: string; left: string; truths: Record<string, string[]> }[] = [
  {
    spec: 'febrl3',
    left: data('febrl3/dataset3.csv'),
    truths: { ids: ['--truth-pattern', String.raw`rec-(\d+)-`] },
  },
  {
    spec: 'fake-1000',
    left: fake,
    truths: {
      labels: ['--truth', data('fake_1000/fake_1000_labels.csv')],
      clusters: ['--truth-column', 'cluster'],
    },
  },
];

const dir = await mkdtemp(path.join(os.tmpdir(), 'yikou-bench-'));
const hub = (...args: string[]) =>
  measureProcess(
    process.execPath,
    ['--import', 'tsx', 'cli/main.ts', 'link', ...args, '--json'],
    process.env,
  );

type Run = { seconds: number; peakMemoryMb: number; resultHash: string; stages: object };

async function run(...input: string[]): Promise<Run> {
  const out = ['--out', path.join(dir, 'pairs.csv'), '--clusters', path.join(dir, 'entities.csv')];
  const { stdout, seconds, peakMemoryMb } = await hub('run', ...input, ...out);
  const { resultHash, stages } = JSON.parse(stdout) as Pick<Run, 'resultHash' | 'stages'>;
  return { seconds, peakMemoryMb, resultHash, stages };
}

/** One linkage, the whole process, on several numbers of threads. */
async function determinism() {
  const rows = [];
  for (const threads of ['1', '1', '2', '2', '4', '4']) {
    const input = ['--spec', 'febrl3', '--left', data('febrl3/dataset3.csv')];
    const { seconds, resultHash } = await run(...input, '--threads', threads);
    rows.push({ threads: Number(threads), seconds, resultHash });
  }
  return { sameHash: new Set(rows.map(({ resultHash }) => resultHash)).size === 1, rows };
}

try {
  const sets = [];
  for (const { spec, left, truths } of SETS) {
    const input = ['--spec', spec, '--left', left];
    const runs: Run[] = [];
    for (let at = 0; at < Number(values.runs); at++) {
      runs.push(await run(...input));
    }
    const against: Record<string, object> = {};
    for (const [name, truth] of Object.entries(truths)) {
      const { stdout } = await hub('evaluate', ...input, ...truth);
      against[name] = shown(JSON.parse(stdout) as Told);
    }
    const seconds = runs.map((run) => run.seconds).sort((a, b) => a - b);
    sets.push({ spec, medianSeconds: seconds[Math.floor(seconds.length / 2)], runs, against });
  }
  const report = {
    processors: os.availableParallelism(),
    loadAverage: os.loadavg(),
    sets,
    determinism: await determinism(),
  };
  console.log(JSON.stringify(report, null, 2));
} finally {
  await rm(dir, { recursive: true, force: true });
}

function shown({ seed, prior, candidates, blocking, review, pairs, clusters, thresholds }: Told) {
  return {
    ...{ seed, prior, candidates, blockingRecall: blocking.recall, review, pairs, clusters },
    thresholds: thresholds.map((one) => ({
      weight: one.weight / 1000,
      probability: one.probability,
      precision: one.pairs.precision.value,
      recall: one.pairs.recall.value,
      f1: one.pairs.f1.value,
      f1OfEntities: one.clusters?.f1.value ?? null,
    })),
  };
}
