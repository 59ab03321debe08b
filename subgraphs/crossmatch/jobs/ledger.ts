import type pg from 'pg';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { Fence } from '../match/fence.ts';
import type { Job } from './job.ts';

/** How long a worker may be silent before another takes its window over. */
export const LEASE_SECONDS = 60;
const LONGEST_PAUSE_MINUTES = 60;

type Queryable = Pick<pg.Pool, 'query'>;

/** A window of a job: when it began, and the day in Shanghai it belongs to. */
export type JobWindow = { window: Date; asOf: PlainDate };

// Every instant is the database's: workers' clocks may differ, and a test's clock stands still.
const LATEST_WINDOW = `
  SELECT w AS window, (w AT TIME ZONE 'Asia/Shanghai')::date AS "asOf"
    FROM (SELECT CASE $1
                   WHEN 'HOUR' THEN date_trunc('hour', clock_timestamp())
                   ELSE (date_trunc('day', (clock_timestamp() AT TIME ZONE 'Asia/Shanghai') - $2::interval)
                         + $2::interval) AT TIME ZONE 'Asia/Shanghai'
                 END AS w) latest`;

const WINDOW_OF_DAY = `SELECT ($1::date + $2::interval) AT TIME ZONE 'Asia/Shanghai' AS window`;

const ENTER = `
  INSERT INTO job_run (job, "window", state) VALUES ($1, $2, 'DUE') ON CONFLICT DO NOTHING`;

// A failed window waits out its pause in lease_until; asked for by hand, it need not, nor if it is done.
const CLAIM = `
  UPDATE job_run
     SET attempt = attempt + 1, state = 'DUE', worker = $3, error = NULL, finished_at = NULL,
         started_at = clock_timestamp(),
         lease_until = clock_timestamp() + make_interval(secs => $4)
   WHERE job = $1 AND "window" = $2
     AND (($5 AND state <> 'DUE')
          OR (state <> 'DONE' AND (lease_until IS NULL OR lease_until < clock_timestamp())))
  RETURNING attempt`;

const RENEW = `
  UPDATE job_run SET lease_until = clock_timestamp() + make_interval(secs => $4)
   WHERE job = $1 AND "window" = $2 AND attempt = $3 AND state = 'DUE'`;

const FINISH = `
  UPDATE job_run
     SET state = 'DONE', lease_until = NULL, finished_at = clock_timestamp(), report = $4::jsonb
   WHERE job = $1 AND "window" = $2 AND attempt = $3`;

const COVER_OLDER = `
  UPDATE job_run
     SET state = 'DONE', lease_until = NULL, finished_at = clock_timestamp(),
         report = jsonb_build_object('coveredBy', $2::timestamptz)
   WHERE job = $1 AND "window" < $2 AND state <> 'DONE'
     AND (state = 'FAILED' OR lease_until IS NULL OR lease_until < clock_timestamp())`;

const FAIL = `
  UPDATE job_run
     SET state = 'FAILED', finished_at = clock_timestamp(), error = $4,
         lease_until = clock_timestamp()
                       + make_interval(mins => least(power(2, attempt - 1), $5::int)::int)
   WHERE job = $1 AND "window" = $2 AND attempt = $3`;

/** The newest window that has begun, by the database's clock. */
export async function latestWindow(pool: Queryable, job: Job): Promise<JobWindow> {
  const { unit } = job.every;
  const { rows } = await pool.query<JobWindow>(LATEST_WINDOW, [unit, offsetOf(job)]);
  return rowOf(rows);
}

/** The window that stands for a day when a job is asked for by hand. */
export async function windowOfDay(pool: Queryable, job: Job, asOf: PlainDate): Promise<JobWindow> {
  const { rows } = await pool.query<{ window: Date }>(WINDOW_OF_DAY, [asOf, offsetOf(job)]);
  return { window: rowOf(rows).window, asOf };
}

/**
 * Takes a window for this worker: one UPDATE, so that of any number of workers one gets it. The attempt
 * it returns is the fencing token. Null when the window is done or another worker holds it.
 */
export async function claim(
  pool: Queryable,
  job: Job,
  { window }: JobWindow,
  { worker, again }: { worker: string; again: boolean },
): Promise<Fence | null> {
  await pool.query(ENTER, [job.name, window]);
  const { rows } = await pool.query<{ attempt: number }>(CLAIM, [
    job.name,
    window,
    worker,
    LEASE_SECONDS,
    again,
  ]);
  const [row] = rows;
  return row ? { job: job.name, window, attempt: row.attempt } : null;
}

/** Says that the worker is alive. False when another has taken the window over. */
export async function renew(pool: Queryable, { job, window, attempt }: Fence): Promise<boolean> {
  const { rowCount } = await pool.query(RENEW, [job, window, attempt, LEASE_SECONDS]);
  return rowCount === 1;
}

/** Marks the window done, and with it what was missed before. False when it was taken over. */
export async function finish(
  pool: Queryable,
  { job, window, attempt }: Fence,
  report: Record<string, unknown>,
): Promise<boolean> {
  const { rowCount } = await pool.query(FINISH, [job, window, attempt, JSON.stringify(report)]);
  if (rowCount === 0) return false;
  await pool.query(COVER_OLDER, [job, window]);
  return true;
}

/** Marks the window failed; it is tried again after a pause that doubles up to an hour. */
export async function fail(
  pool: Queryable,
  { job, window, attempt }: Fence,
  code: string,
): Promise<void> {
  await pool.query(FAIL, [job, window, attempt, code, LONGEST_PAUSE_MINUTES]);
}

function offsetOf({ every }: Job): string {
  return every.unit === 'DAY' ? every.at : '00:00';
}

function rowOf<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new RangeError('A query of one row gave none.');
  return row;
}
