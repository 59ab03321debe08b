import { releaseAlertStatistics } from '../alert-release.write.ts';
import { checkFence } from '../match/fence.ts';
import { inTransaction } from '../match/transaction.ts';
import type { Job } from './job.ts';

/** 统计发布: releases the quarters of alerts that are due, looked at every day. */
export const releaseStatistics: Job = {
  name: 'release-statistics',
  title: '发布预警统计',
  every: { unit: 'DAY', at: '06:00' },
  run({ deps, actor, asOf, fence }) {
    return inTransaction(
      deps.database.pool,
      async (client) => {
        const released = await releaseAlertStatistics(client, actor, asOf, deps.clock.now());
        await checkFence(client, fence);
        return { released };
      },
      'BEGIN ISOLATION LEVEL REPEATABLE READ',
    );
  },
};
