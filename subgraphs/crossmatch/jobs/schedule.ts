import { schedule } from 'node-cron';
import type { SubgraphDeps } from '../../../kernel/runtime/subgraph.ts';
import { createJobRunner } from './run-job.ts';

const EVERY_MINUTE = '* * * * *';

export type Schedule = {
  /** No further tick; resolves when the look that is under way has ended. */
  stop(): Promise<void>;
};

/**
 * Looks for due windows now and every minute. node-cron only says "look": what is due, and who does it,
 * the ledger decides, so any number of processes may run this.
 */
export function startSchedule(deps: SubgraphDeps): Schedule {
  const runner = createJobRunner(deps);
  let looking: Promise<void> | null = null;

  function look(): Promise<void> {
    looking ??= lookOnce(deps, runner).finally(() => {
      looking = null;
    });
    return looking;
  }

  const task = schedule(EVERY_MINUTE, look, { timezone: 'Asia/Shanghai' });
  void look();
  return {
    async stop() {
      await task.destroy();
      await looking;
    },
  };
}

/** One job that fails holds up no other. */
async function lookOnce(
  { log }: SubgraphDeps,
  runner: ReturnType<typeof createJobRunner>,
): Promise<void> {
  for (const name of runner.names()) {
    try {
      const { status, window, attempt, report, seconds } = await runner.run(name);
      if (status !== 'done') continue;
      log.info({ job: name, window, attempt, counts: report, seconds }, 'job done');
    } catch (error) {
      log.error({ job: name, err: error }, 'job failed');
    }
  }
}
