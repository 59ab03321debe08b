import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { printMatchReport } from '../../cli/match-report.ts';
import type { Language } from '../../cli/messages.ts';
import { createOutput } from '../../cli/output.ts';
import { createJobRunner } from '../../subgraphs/crossmatch/jobs/run-job.ts';
import type { MatchReport } from '../../subgraphs/crossmatch/match/match-run.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { askOf } from '../support/ask.ts';
import { anActor, aRequest } from '../support/crossmatch-builders.ts';
import { CHEN, LI, reviewDesk, WANG, type ReviewDesk } from '../support/review-desk.ts';

// Without an active model the scored tier is silent: then every run has to say so.

const HEADER = ['逝者姓名', '身份证号', '性别', '出生日期', '死亡日期', '火化日期'];
const SUPERVISOR = anActor('BUREAU_SUPERVISOR', { subject: 'head' });

let desk: ReviewDesk;
beforeAll(async () => {
  desk = await reviewDesk();
}, 120_000);
afterAll(() => desk.hub.close());

/** A month's cremations without a number, compared. */
async function cremations(period: string): Promise<MatchReport> {
  const rows = [LI, WANG, CHEN].map(({ name, idNumber }) => {
    const born = `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`;
    return [name, '', '', born, `${period}-03`, `${period}-05`];
  });
  await desk.hub.ingest(`civil-affairs.cremation_${period}_delta.csv`, [HEADER, ...rows]);
  return desk.hub.match();
}

async function notes(report: MatchReport, language: Language): Promise<string> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  printMatchReport(createOutput({ json: false, language }, { stdout, stderr }), report);
  stderr.end();
  return String(Buffer.concat(await stderr.toArray()));
}

async function runsOfGraph(): Promise<(string | null)[]> {
  const query = '{ matchRuns(first: 20) { edges { node { startedAt linkageModel } } } }';
  const { data } = await askOf(createCrossmatch(desk.hub.deps))(SUPERVISOR, query);
  const runs = data as { matchRuns: { edges: { node: { linkageModel: string | null } }[] } };
  return runs.matchRuns.edges.map(({ node }) => node.linkageModel);
}

it('names the model that a run scored with, and says nothing of it', async () => {
  const report = await cremations('2026-09');
  expect(report).toMatchObject({
    linkageModel: 'chinese-person@1',
    totals: { reviewCandidates: 3 },
  });
  expect(await notes(report, 'zh')).toBe('');
  expect(await runsOfGraph()).toContain('chinese-person@1');
});

it('says in every report that nothing was scored when no model is active', async () => {
  const { linkageModels } = createCrossmatch(desk.hub.deps).services;
  const [standing] = await desk.hub.deps.database.db.linkageModel.findMany();
  await linkageModels.retire(aRequest(SUPERVISOR), standing?.id ?? '');
  const report = await cremations('2026-10');
  expect(report).toMatchObject({ linkageModel: null, totals: { reviewCandidates: 0 } });
  expect(await notes(report, 'zh')).toContain('没有启用中的人员比对模型');
  expect(await notes(report, 'en')).toContain('No person model is active');
  expect(await runsOfGraph()).toContain(null);
  const job = await createJobRunner(desk.hub.deps).run('match-new-batches', {});
  expect(job).toMatchObject({ status: 'done', report: { linkageModel: null } });
});
