import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportLines } from '../../cli/audit-verify/messages.ts';
import { addDays, plainDate, type PlainDate } from '../../kernel/plain-date.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';
import { oldBlock, purgeAsJob } from '../support/purged-trail.ts';
import { certificatesOf, hold, liftAll, runRetention } from '../support/retention.ts';
import { sealedTrail, type SealedTrail } from '../support/sealing.ts';

let database: FreshDatabase;
let deps: SubgraphDeps;
let trail: SealedTrail;
let today: PlainDate;
beforeEach(async () => {
  database = await freshDatabase();
  deps = testDeps(database, 'crossmatch');
  trail = await sealedTrail(database);
  const { rows } = await trail.owner.query<{ today: string }>(
    `SELECT (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date::text AS today`,
  );
  today = plainDate(rows[0]?.today ?? '');
});
afterEach(async () => {
  await trail.close();
  await database.drop();
});

/** Adds an access at an instant, as SQL. */
async function accessAt(instant: string): Promise<void> {
  await trail.owner.query(
    `INSERT INTO audit.event (at, subgraph, subject, role, kind, detail)
     VALUES (${instant}, 'crossmatch', 'a', 'CASE_OFFICER', 'PERSON_READ', '{"personId": "p"}')`,
  );
}

async function rowsOf(kind: string): Promise<number> {
  const { rows } = await trail.owner.query<{ n: string }>(
    'SELECT count(*) AS n FROM audit.event WHERE kind = $1',
    [kind],
  );
  return Number(rows[0]?.n);
}

async function as(role: string, sql: string, values: unknown[] = []): Promise<unknown> {
  await trail.owner.query(`SET ROLE ${role}`);
  try {
    return (await trail.owner.query(sql, values)).rows;
  } finally {
    await trail.owner.query('RESET ROLE');
  }
}

describe('audit rows whose term is over', () => {
  it('go with a certificate that the verifier names; what else is old and what is young stays', async () => {
    await oldBlock(trail, 3, 5);
    await trail.addRows(2);
    await accessAt('clock_timestamp()');
    const { classes } = await runRetention(deps, today);
    expect(classes['AUDIT_ACCESS']).toMatchObject({ keys: 5, counts: { 'audit.event': 5 } });
    expect([await rowsOf('PERSON_READ'), await rowsOf('ALERT_CLAIMED')]).toEqual([1, 5]);
    await trail.seal();
    const report = await trail.verify();
    expect(report).toMatchObject({ ok: true, purged: 5 });
    const [{ certificate = '' } = {}] = report.purges;
    expect(report.purges).toMatchObject([{ class: 'AUDIT_ACCESS', rows: 5 }]);
    expect(reportLines(report, 'en').join('\n')).toContain(
      `purged by certificate ${certificate}: 5 rows`,
    );
    expect(reportLines(report, 'zh').join('\n')).toContain(`依第 ${certificate} 号凭证清理 5 行`);
    expect(await certificatesOf(deps, 'AUDIT_ACCESS')).toMatchObject([
      { keys: 5, instrument: '网络安全法' },
    ]);
    expect((await runRetention(deps, today)).classes['AUDIT_ACCESS']).toBeUndefined();
    await trail.seal();
    expect(await trail.verify()).toMatchObject({ ok: true, purged: 5 });
  });

  it('are still missing without a certificate, with one that says less, and before it is sealed', async () => {
    const ids = await oldBlock(trail, 2, 3);
    await trail.owner.query('SET session_replication_role = replica; BEGIN');
    await trail.owner.query('DELETE FROM audit.event WHERE id = $1', [ids[0]]);
    expect(await trail.found()).toEqual(['ROW_MISSING']);
    await trail.owner.query('ROLLBACK; SET session_replication_role = origin');
    await purgeAsJob(trail, ids);
    expect(await trail.found()).toEqual(['PURGE_UNPROVEN', 'ROW_MISSING']);
    await trail.seal();
    expect(await trail.found()).toEqual([]);
    await trail.owner.query('SET session_replication_role = replica');
    await trail.owner.query(`DELETE FROM audit.event WHERE kind = 'ALERT_CLAIMED'`);
    expect(await trail.found()).toEqual(['ROW_MISSING']);
  });

  it('end on the day after their term, by the row and by its block', async () => {
    await oldBlock(trail, 1, 1);
    const cutoff = `(crossmatch.retention_cutoff('AUDIT_ACCESS', '${today}')::timestamp AT TIME ZONE 'Asia/Shanghai')`;
    await accessAt(`${cutoff} - interval '1 second'`);
    await accessAt(cutoff);
    await trail.seal();
    const { classes } = await runRetention(deps, today);
    // The row of the last day is old enough and its block, sealed now, is not: nobody can tell it from a young one.
    expect(classes['AUDIT_ACCESS']).toMatchObject({ keys: 1 });
    expect(await rowsOf('PERSON_READ')).toBe(2);
    await expect(runRetention(deps, addDays(today, 1))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('stay while a hold names their person, their class or their alert', async () => {
    await oldBlock(trail, 1, 4);
    await hold(database, 'PERSON', 'p-2');
    expect((await runRetention(deps, today)).classes['AUDIT_ACCESS']).toMatchObject({
      keys: 3,
      held: 1,
    });
    await hold(database, 'CLASS', 'AUDIT_ACCESS');
    await liftAll(database);
    expect((await runRetention(deps, today)).classes['AUDIT_ACCESS']).toMatchObject({
      keys: 1,
      held: 0,
    });
    await trail.seal();
    expect(await trail.verify()).toMatchObject({ ok: true, purged: 4 });
  });
});

describe('the one path', () => {
  const PURGE = 'SELECT * FROM audit.purge_rows($1, $2, $3::bigint[], $4)';

  it('is closed to every role but the retention job’s', async () => {
    const ids = await oldBlock(trail, 1, 1);
    const values = ['AUDIT_ACCESS', '2020-01-01', ids, 'x'];
    for (const role of [
      'yikou_crossmatch',
      'yikou_crossmatch_jobs',
      'yikou_households_jobs',
      'yikou_sealer',
      'yikou_verifier',
    ])
      await expect(as(role, PURGE, values), role).rejects.toThrow(/permission denied/);
    await expect(as('yikou_retention_jobs', 'DELETE FROM audit.event')).rejects.toThrow(
      /permission denied/,
    );
    await expect(trail.owner.query('DELETE FROM audit.event')).rejects.toThrow(/append-only/);
    await expect(trail.owner.query(`UPDATE audit.event SET kind = 'x'`)).rejects.toThrow(
      /append-only/,
    );
    await expect(as('yikou_audit_purger', 'TRUNCATE audit.event')).rejects.toThrow(
      /permission denied/,
    );
  });

  it('takes no row that is younger than its term or of another class, whatever day it is told', async () => {
    const ids = await oldBlock(trail, 2, 2);
    await expect(
      as('yikou_retention_jobs', PURGE, ['AUDIT_ACCESS', today, ids, 'x']),
    ).rejects.toThrow(/kept until/);
    await expect(
      as('yikou_retention_jobs', PURGE, ['GOVERNANCE', '2020-01-01', ids, 'x']),
    ).rejects.toThrow(/kept until/);
    const all = [1, 2, 3, 4].map((back) => Number(ids.at(-1)) - 4 + back);
    const before = addDays(today, -190);
    await as('yikou_retention_jobs', PURGE, ['AUDIT_ACCESS', before, all, 'x']);
    expect([await rowsOf('PERSON_READ'), await rowsOf('ALERT_CLAIMED')]).toEqual([0, 2]);
  });

  it('is the only one that certifies', async () => {
    const made = `INSERT INTO audit.event (subgraph, subject, role, kind, detail)
      VALUES ('retention', 'x', 'SYSTEM', 'AUDIT_ROWS_PURGED', '{}')`;
    await expect(trail.owner.query(made)).rejects.toThrow(/comes with its purge/);
    await expect(as('yikou_retention_jobs', made)).rejects.toThrow(/comes with its purge/);
    await expect(trail.owner.query(`INSERT INTO audit.purge VALUES (1, '0')`)).rejects.toThrow(
      /comes with its purge/,
    );
  });

  it('hides nothing young even for who writes a certificate as the job does and has it sealed', async () => {
    await trail.addRows(3);
    await trail.seal();
    const digest = createHash('sha256').update('1').digest('hex');
    for (const before of [today, addDays(today, -170), addDays(today, -190)]) {
      await trail.owner.query('BEGIN; SET LOCAL ROLE yikou_audit_purger');
      const { rows } = await trail.owner.query<{ id: string }>(
        `INSERT INTO audit.event (subgraph, subject, role, kind, detail)
         VALUES ('retention', 'job:retention', 'SYSTEM', 'AUDIT_ROWS_PURGED', $1) RETURNING id::text`,
        [JSON.stringify({ class: 'AUDIT_ACCESS', before, rows: 1, positionsHash: digest })],
      );
      await trail.owner.query(`INSERT INTO audit.purge VALUES ($1, '1')`, [rows[0]?.id]);
      await trail.owner.query('COMMIT; SET session_replication_role = replica');
      await trail.owner.query(
        'DELETE FROM audit.event WHERE id = (SELECT event_ids[2] FROM audit.block WHERE number = 1)',
      );
      await trail.owner.query('SET session_replication_role = origin');
      await trail.seal();
      expect(await trail.found(), before).toEqual(['PURGE_TOO_YOUNG', 'ROW_MISSING']);
    }
  });
});
