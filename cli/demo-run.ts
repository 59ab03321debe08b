import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { MatchReport } from '../subgraphs/crossmatch/match/match-run.ts';
import { listAlerts, listOutreach, listReviews, type AlertLine } from './alert-list.ts';
import { ingestFiles } from './commands/ingest.ts';
import { takeIn } from './commands/intake.ts';
import { rosterFilesIn } from './tables.ts';
import { compareWithTruth, type Comparison } from './district/compare-truth.ts';
import { generateDistrict } from './district/generate.ts';
import type { Truth } from './district/truth.ts';
import type { Hub } from './hub.ts';
import type { Invocation } from './command.ts';
import type { FileReport } from './reports.ts';

export type DemoRequest = { seed: number; recipients: number; asOf: PlainDate };
export type DemoRun = {
  truth: Truth;
  /** Whether the district had to be written: not on a second start. */
  generated: boolean;
  intake: FileReport[];
  ingest: FileReport[];
  match: MatchReport;
  alerts: AlertLine[];
  comparison: Comparison;
};
type Terminal = Pick<Invocation, 'output' | 'progress'>;

/** The main job from a synthetic district to alerts, held against its truth. Doing it again changes nothing. */
export async function runDemo(
  hub: Hub,
  request: DemoRequest,
  terminal: Terminal,
): Promise<DemoRun> {
  const name = `district-${request.seed}-${request.recipients}-${request.asOf}`;
  const district = path.join(hub.env.dataDir, 'demo', name);
  const known = readTruth(district);
  const truth = known ?? (await makeDistrict(district, request, terminal));
  const roster = rosterFilesIn([path.join(district, 'roster')]).files;
  const intake = await takeIn(hub, roster, terminal, request.asOf);
  const extracts = path.join(district, 'extracts');
  const files = readdirSync(extracts).sort();
  const ingest = await ingestFiles(
    hub,
    files.map((file) => path.join(extracts, file)),
    { supersede: false },
    terminal,
  );
  const match = await hub.matching.run(hub.actor, {
    asOf: request.asOf,
    onProgress: ({ done, batches, file }) => terminal.progress.update(file, done, batches),
  });
  terminal.progress.clear();
  const alerts = await listAlerts(hub, { open: false });
  const reviews = await listReviews(hub);
  const taken = [...intake, ...ingest].filter(
    ({ status }) => status === 'accepted' || status === 'noop',
  );
  const outreach = await listOutreach(hub, {});
  const comparison = compareWithTruth(truth, { files: taken, alerts, reviews, outreach });
  return { truth, generated: known === null, intake, ingest, match, alerts, comparison };
}

async function makeDistrict(
  out: string,
  request: DemoRequest,
  { progress }: Terminal,
): Promise<Truth> {
  const truth = await generateDistrict({
    ...request,
    out,
    onProgress: (step, done, total) => progress.update(step, done, total),
  });
  progress.clear();
  return truth;
}

/** The truth is written last: where it stands, the district is whole. */
function readTruth(district: string): Truth | null {
  const file = path.join(district, 'truth.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Truth) : null;
}
