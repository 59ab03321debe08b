import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '../../kernel/clock.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import { createJobRunner } from '../../subgraphs/crossmatch/jobs/run-job.ts';
import { claim, finish, windowOfDay } from '../../subgraphs/crossmatch/jobs/ledger.ts';
import { matchNewBatches } from '../../subgraphs/crossmatch/jobs/match-new-batches.ts';
import { startSchedule } from '../../subgraphs/crossmatch/jobs/schedule.ts';
import { createMatchService } from '../../subgraphs/crossmatch/match.service.ts';
import type { ClassReport } from '../../subgraphs/crossmatch/retention/purge.ts';
import { matchDesk, MATCHER, type MatchDesk } from '../support/match.ts';

const AS_OF = plainDate('2026-11-05');
const JOB = matchNewBatches.name;
const DEATH_HEADER = ['姓名', '公民身份号码', '性别', '出生日期', '死亡日期', '注销日期'];

describe('the ledger', () => {
  let desk: MatchDesk;
  const worker = (name: string) => ({ worker: name, again: false });

  beforeAll(async () => {
    desk = await matchDesk();
    await desk.loadSampleRoster();
  });
  afterAll(() => desk.close());

  const pool = () => desk.deps.database.pool;
  const window = (day: string) => windowOfDay(pool(), matchNewBatches, plainDate(day));
  const expireLease = () =>
    pool().query(`UPDATE job_run SET lease_until = clock_timestamp() - interval '1 second'`);

  it('gives a window to one of two workers', async () => {
    const due = await window('2026-11-01');
    const claims = await Promise.all([
      claim(pool(), matchNewBatches, due, worker('a')),
      claim(pool(), matchNewBatches, due, worker('b')),
    ]);
    expect(claims.filter((fence) => fence !== null)).toHaveLength(1);
  });

  it('gives a window to the next worker once the lease has run out, under a new token', async () => {
    const due = await window('2026-11-02');
    const first = await claim(pool(), matchNewBatches, due, worker('a'));
    expect(await claim(pool(), matchNewBatches, due, worker('b'))).toBeNull();
    await expireLease();
    const second = await claim(pool(), matchNewBatches, due, worker('b'));
    expect([first?.attempt, second?.attempt]).toEqual([1, 2]);
  });

  it('lets no worker commit whose window was taken over', async () => {
    const due = await window('2026-11-03');
    const stale = await claim(pool(), matchNewBatches, due, worker('a'));
    await expireLease();
    await claim(pool(), matchNewBatches, due, worker('b'));
    if (!stale) throw new Error('the first claim failed');
    await desk.ingestSample('public-security.death');
    const run = createMatchService(desk.deps).run(MATCHER, { asOf: AS_OF, fence: stale });
    await expect(run).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await desk.alerts()).toEqual([]);
    expect(await finish(pool(), stale, {})).toBe(false);
  });

  it('marks what was missed as covered by the window that was done', async () => {
    await expireLease();
    const report = await createJobRunner(desk.deps).run(JOB, { asOf: AS_OF });
    expect(report).toMatchObject({ status: 'done', attempt: 1, asOf: AS_OF });
    const { rows } = await pool().query<{ state: string; covered: boolean }>(
      `SELECT state, report ? 'coveredBy' AS covered FROM job_run ORDER BY "window"`,
    );
    expect(rows.map(({ state, covered }) => [state, covered])).toEqual([
      ['DONE', true],
      ['DONE', true],
      ['DONE', true],
      ['DONE', false],
    ]);
    expect((await desk.alerts()).length).toBeGreaterThan(0);
  });

  it('does the newest window once, whoever looks first', async () => {
    const runners = [createJobRunner(desk.deps), createJobRunner(desk.deps)];
    const reports = await Promise.all(runners.map((runner) => runner.run(JOB)));
    const statuses = reports.map(({ status }) => status).sort();
    expect(statuses.filter((status) => status === 'done')).toHaveLength(1);
    const later = await createJobRunner(desk.deps).run(JOB);
    expect(['already-done', 'done']).toContain(later.status);
  });

  it('notes a failure and waits before it tries again', async () => {
    await pool().query(
      `INSERT INTO extract_batch (id, source, department_code, file_name, sha256, period, period_end,
         mode, serial, status, notices, rows, accepted, set_aside, set_aside_by_code, as_of, received_at,
         received_by, staged_path)
       VALUES (gen_random_uuid(), 'tax.income', 'tax', 'tax.income_2026-09_delta.csv', repeat('0', 64),
         '2026-09', '2026-09-30', 'DELTA', 1, 'ACCEPTED', '[]', 1, 1, 0, '{}', '2026-11-05', now(),
         'test', 'staged/not-there.parquet')`,
    );
    const day = plainDate('2026-11-06');
    const runner = createJobRunner(desk.deps);
    await expect(runner.run(JOB, { asOf: day })).rejects.toMatchObject({ code: 'INTERNAL' });
    const due = await window(day);
    expect(await claim(pool(), matchNewBatches, due, worker('a'))).toBeNull();
    await pool().query(`DELETE FROM extract_batch WHERE staged_path = 'staged/not-there.parquet'`);
    expect(await runner.run(JOB, { asOf: day })).toMatchObject({ status: 'done', attempt: 2 });
  });

  it('is looked at by the schedule as soon as that starts', async () => {
    await pool().query('DELETE FROM job_run');
    const schedule = startSchedule(desk.deps);
    await schedule.stop();
    const { rows } = await pool().query('SELECT job FROM job_run ORDER BY job');
    expect(rows.map(({ job }: { job: string }) => job)).toEqual([
      'check-rule-floors',
      'match-new-batches',
      'release-statistics',
      'remind-overdue-alerts',
      'retention',
    ]);
  });
});

describe('the jobs', () => {
  let desk: MatchDesk;
  const run = (name: string, asOf: string) =>
    createJobRunner(desk.deps).run(name, { asOf: plainDate(asOf) });

  beforeAll(async () => {
    desk = await matchDesk();
    await desk.loadSampleRoster();
    await desk.ingestSample('public-security.death');
    await desk.match();
  });
  afterAll(() => desk.close());

  it('remind of an overdue alert once on each working day', async () => {
    const overdue = (await desk.alerts()).filter(
      ({ dueOn, status }) => status === 'OPEN' && dueOn !== null && dueOn < '2026-11-30',
    );
    const remind = async (day: string) => (await run('remind-overdue-alerts', day)).report;
    expect(await remind('2026-11-29')).toEqual({ workingDay: false, reminded: 0 });
    expect(await remind('2026-11-30')).toEqual({ workingDay: true, reminded: overdue.length });
    expect(await remind('2026-11-30')).toEqual({ workingDay: true, reminded: 0 });
    expect(await remind('2026-12-01')).toMatchObject({ reminded: overdue.length });
    const { rows } = await desk.deps.database.pool.query<{ n: number }>(
      `SELECT count(*) AS n FROM alert_event WHERE kind = 'REMINDED'`,
    );
    expect(rows[0]?.n).toBe(overdue.length * 2);
  });

  it('purge nothing that has only just come, whatever day it was taken in and compared for', async () => {
    const longAgo = fixedClock('2025-01-06T09:00:00+08:00');
    const old = await matchDesk({ clock: longAgo });
    await old.ingest('public-security.death_2024-12_delta.csv', [DEATH_HEADER], {
      asOf: '2025-01-06',
    });
    await old.deps.database.pool.query(`UPDATE extract_batch SET status = 'DISCARDED'`);
    const { status, report } = await createJobRunner(old.deps).run('retention');
    expect([status, report]).toEqual(['done', { filesRemoved: 0, classes: [] }]);
    await old.close();
  });

  it('purge what matched nobody after its term, and keep the facts and a record of the counts', async () => {
    const { pool } = desk.deps.database;
    type Row = { staged_path: string | null; id: string; accepted: number; set_aside: number };
    const batch = async (): Promise<Row | undefined> =>
      (await pool.query<Row>('SELECT * FROM extract_batch')).rows[0];
    const before = await batch();
    const file = path.join(desk.deps.dataDir, before?.staged_path ?? '');
    await pool.query(`UPDATE extract_batch SET received_at = '2026-11-10 23:59:59+08'`);
    expect((await run('retention', '2026-11-17')).report).toEqual({ filesRemoved: 0, classes: [] });
    expect(existsSync(file)).toBe(true);
    const alerts = await desk.alerts();
    const { report } = await run('retention', '2026-11-18');
    const [own] = report?.['classes'] as ClassReport[];
    expect(own).toMatchObject({ class: 'UNMATCHED_ROWS', keys: 1 });
    expect(own?.counts['file:staged#rows']).toBe(before?.accepted);
    expect(own?.counts['crossmatch.set_aside_row']).toBe(before?.set_aside);
    expect(report?.['filesRemoved']).toBe(own?.counts['file:staged']);
    expect(existsSync(file)).toBe(false);
    expect((await batch())?.staged_path).toBeNull();
    expect(await desk.alerts()).toEqual(alerts);
    const { rows } = await pool.query<Record<string, number>>(
      `SELECT deleted_rows AS rows, deleted_set_aside AS aside, kept_facts AS facts FROM deletion_record`,
    );
    expect(rows).toMatchObject([{ rows: before?.accepted, aside: before?.set_aside }]);
    expect(rows[0]?.['facts']).toBeGreaterThan(0);
    expect((await run('retention', '2026-11-19')).report).toEqual({ filesRemoved: 0, classes: [] });
  });

  it('refuse a name that is none', async () => {
    await expect(run('no-such-job', '2026-11-05')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
