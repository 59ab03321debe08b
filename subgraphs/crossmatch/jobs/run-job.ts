import { hostname } from 'node:os';
import { systemActor } from '../../../kernel/actor.ts';
import { HubError } from '../../../kernel/errors.ts';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { SubgraphDeps } from '../../../kernel/runtime/subgraph.ts';
import type { Fence } from '../match/fence.ts';
import { JOBS } from './index.ts';
import type { Job } from './job.ts';
import { claim, fail, finish, latestWindow, LEASE_SECONDS, renew, windowOfDay } from './ledger.ts';

const HEARTBEAT_MS = (LEASE_SECONDS * 1_000) / 3;

/**
 * done: this worker did it. busy: another holds the window. already-done: nothing was due.
 * taken-over: this worker was silent too long, another finishes it; nothing of it was half written.
 */
export type JobStatus = 'done' | 'busy' | 'already-done' | 'taken-over';

export type JobReport = {
  job: string;
  /** ISO instant at which the window begins. */
  window: string;
  asOf: PlainDate;
  status: JobStatus;
  /** The fencing token; null when the window was not claimed. */
  attempt: number | null;
  report: Record<string, unknown> | null;
  seconds: number;
};

/** Runs jobs under the ledger: what the scheduler's tick and `hub job run` both call. */
export function createJobRunner(deps: SubgraphDeps) {
  return {
    /** The names of the jobs there are. */
    names(): string[] {
      return JOBS.map(({ name }) => name);
    },

    /**
     * Runs a job. With `asOf` it runs for that day, even if that day was done before; without, for the
     * newest window and only if that is due.
     *
     * @throws HubError NOT_FOUND for an unknown job; whatever the job throws, after noting the failure
     */
    async run(name: string, options: { asOf?: PlainDate } = {}): Promise<JobReport> {
      const job = JOBS.find((known) => known.name === name);
      if (!job) throw new HubError('NOT_FOUND', { job: name });
      const started = performance.now();
      const { pool } = deps.database;
      const due =
        options.asOf === undefined
          ? await latestWindow(pool, job)
          : await windowOfDay(pool, job, options.asOf);
      const again = options.asOf !== undefined;
      const fence = await claim(pool, job, due, { worker: workerName(), again });
      const outcome = fence
        ? await runClaimed(deps, job, due.asOf, fence)
        : { status: await unclaimed(deps, job, due.window), report: null };
      return {
        job: job.name,
        window: due.window.toISOString(),
        asOf: due.asOf,
        attempt: fence?.attempt ?? null,
        ...outcome,
        seconds: (performance.now() - started) / 1_000,
      };
    },
  };
}

async function runClaimed(
  deps: SubgraphDeps,
  job: Job,
  asOf: PlainDate,
  fence: Fence,
): Promise<{ status: JobStatus; report: Record<string, unknown> | null }> {
  const { pool } = deps.database;
  const heartbeat = setInterval(() => {
    // A heartbeat that fails only brings the end of the lease nearer; the fence decides.
    renew(pool, fence).catch((error: unknown) =>
      deps.log.warn({ job: job.name, err: error }, 'job lease'),
    );
  }, HEARTBEAT_MS);
  try {
    const report = await job.run({ deps, actor: systemActor(`job:${job.name}`), asOf, fence });
    const kept = await finish(pool, fence, report);
    return kept ? { status: 'done', report } : { status: 'taken-over', report: null };
  } catch (error) {
    if (
      error instanceof HubError &&
      error.code === 'CONFLICT' &&
      error.details['job'] === job.name
    ) {
      return { status: 'taken-over', report: null };
    }
    await fail(pool, fence, error instanceof HubError ? error.code : 'INTERNAL');
    throw error;
  } finally {
    clearInterval(heartbeat);
  }
}

async function unclaimed(deps: SubgraphDeps, job: Job, window: Date): Promise<JobStatus> {
  const { rows } = await deps.database.pool.query<{ state: string }>(
    'SELECT state FROM job_run WHERE job = $1 AND "window" = $2',
    [job.name, window],
  );
  return rows[0]?.state === 'DONE' ? 'already-done' : 'busy';
}

function workerName(): string {
  return `${hostname()}:${process.pid}`;
}
