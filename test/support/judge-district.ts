import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { compareWithTruth, type Comparison, type Found } from '../../cli/district/compare-truth.ts';
import type { Truth } from '../../cli/district/truth.ts';
import type { CliHub } from './cli.ts';
import { judgePairs, readClaims, type PairJudgement } from './judge-pairs.ts';

export type Judgement = {
  comparison: Comparison;
  pairs: PairJudgement;
  /** Wall-clock seconds per command. */
  seconds: Record<string, number>;
};

/** Generates a district, takes it through the real commands, and holds the result against its truth. */
export async function judgeDistrict(
  hub: CliHub,
  { seed, recipients }: { seed: number; recipients: number },
): Promise<Judgement> {
  const out = path.join(hub.dataDir, 'district');
  const asOf = ['--as-of', '2026-11-05'];
  const seconds: Record<string, number> = {};
  async function timed<Document>(...args: string[]): Promise<Document> {
    const started = performance.now();
    const document = await hub.document<Document>(args);
    seconds[args[0] ?? ''] = (performance.now() - started) / 1_000;
    return document;
  }
  const size = ['--seed', String(seed), '--recipients', String(recipients)];
  await timed('generate-district', ...size, '--out', out, ...asOf);
  const extracts = path.join(out, 'extracts');
  const extractFiles = readdirSync(extracts).map((file) => path.join(extracts, file));
  const intake = await timed<Found['files']>('intake', path.join(out, 'roster'), ...asOf);
  const ingest = await timed<Found['files']>('ingest', ...extractFiles, ...asOf);
  await timed('match', ...asOf);
  const alerts = await timed<Found['alerts']>('alerts');
  const reviews = await timed<Found['reviews']>('review');
  const outreach = await timed<Found['outreach']>('outreach');
  const truth = JSON.parse(readFileSync(path.join(out, 'truth.json'), 'utf8')) as Truth;
  const files = [...intake, ...ingest];
  const comparison = compareWithTruth(truth, { files, alerts, reviews, outreach });
  const pairs = judgePairs(truth, await readClaims(hub));
  return { comparison, pairs, seconds };
}
