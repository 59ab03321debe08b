import { createMatchService } from '../match.service.ts';
import type { Job } from './job.ts';

/** 比对新批次: compares whatever waits, every hour. */
export const matchNewBatches: Job = {
  name: 'match-new-batches',
  title: '比对新批次',
  every: { unit: 'HOUR' },
  async run({ deps, actor, asOf, fence }) {
    const report = await createMatchService(deps).run(actor, { asOf, fence });
    const { runId, batches, totals, linkageModel } = report;
    return { runId, batches: batches.length, ...totals, linkageModel };
  },
};
