import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../kernel/actor.ts';
import { actingFor } from '../../kernel/runtime/acting.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { askOf, type Ask } from '../support/ask.ts';
import { auditTrail } from '../support/audit-trail.ts';
import { aBatch, anActor, anAlert, anId } from '../support/crossmatch-builders.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';

let database: FreshDatabase;
let ask: Ask;
beforeAll(async () => {
  database = await freshDatabase();
  ask = askOf(createCrossmatch(testDeps(database, 'crossmatch')));
});
afterAll(() => database.drop());

const supervisor = anActor('BUREAU_SUPERVISOR');
const auditor = anActor('AUDITOR');

async function place(
  actor: Actor,
  scope: string,
  target: string,
  reason = '信访核查',
): Promise<string[]> {
  const input = `{ scope: ${scope}, target: ${JSON.stringify(target)}, reason: ${JSON.stringify(reason)} }`;
  const { data, errors } = await ask(
    actor,
    `mutation { placeLegalHold(input: ${input}) { id scope placedBy liftedBy } }`,
  );
  const placed = data?.['placeLegalHold'] as { id: string } | null;
  return placed ? [placed.id] : errors;
}

const lift = (actor: Actor, id: string | undefined) =>
  ask(
    actor,
    `mutation { liftLegalHold(id: "${id ?? ''}", reason: "核查结束") { liftedBy liftedReason } }`,
  );

describe('a hold', () => {
  it('is placed by the bureau or the auditor with a reason, is audited, and is lifted by another account', async () => {
    const person = anId();
    const [id] = await place(supervisor, 'PERSON', person);
    expect(
      (await auditTrail(database, 'HOLD_PLACED')).map(({ subject, detail }) => [subject, detail]),
    ).toEqual([[supervisor.subject, { holdId: id, scope: 'PERSON' }]]);
    expect((await lift(supervisor, id)).errors).toEqual(['liftLegalHold: HOLD_OWN']);
    const { data, errors } = await lift(auditor, id);
    expect([data, errors]).toEqual([
      { liftLegalHold: { liftedBy: auditor.subject, liftedReason: '核查结束' } },
      [],
    ]);
    expect((await lift(anActor('AUDITOR'), id)).errors).toEqual(['liftLegalHold: CONFLICT']);
    expect(await auditTrail(database, 'HOLD_LIFTED')).toHaveLength(1);
  });

  it('names what there can be, once per account', async () => {
    const { db } = database.subgraph('crossmatch');
    const alert = await anAlert(db);
    const batch = await aBatch(db);
    expect(await place(auditor, 'ALERT', alert.alertNo)).toHaveLength(1);
    expect(await place(auditor, 'ALERT', alert.alertNo)).toEqual(['placeLegalHold: CONFLICT']);
    expect(await place(supervisor, 'ALERT', alert.alertNo)).toHaveLength(1);
    expect(await place(auditor, 'BATCH', batch.id)).toHaveLength(1);
    expect(await place(auditor, 'CLASS', 'EXITED_CASES')).toHaveLength(1);
    expect(await place(auditor, 'HOUSEHOLD', '静低保-12')).toHaveLength(1);
    expect(await place(auditor, 'ALERT', 'YJ-9999999')).toEqual(['placeLegalHold: NOT_FOUND']);
    expect(await place(auditor, 'BATCH', anId())).toEqual(['placeLegalHold: NOT_FOUND']);
    for (const [scope, target] of [
      ['CLASS', 'GOVERNANCE'],
      ['CLASS', 'ROSTER_SNAPSHOTS'],
      ['PERSON', '张三'],
      ['HOUSEHOLD', '张三'],
    ] as const)
      expect(await place(auditor, scope, target), target).toEqual([
        'placeLegalHold: INVALID_INPUT',
      ]);
    expect(await place(auditor, 'PERSON', anId(), ' ')).toEqual(['placeLegalHold: INVALID_INPUT']);
    const held = '11010519491231002X 的案件';
    expect(await place(auditor, 'PERSON', anId(), held)).toEqual(['placeLegalHold: INVALID_INPUT']);
  });

  it.each(['CASE_OFFICER', 'OFFICE_HEAD', 'LIAISON', 'ANALYST', 'MATCH_REVIEWER'] as const)(
    'is neither placed nor seen by %s',
    async (role) => {
      const actor = anActor(role);
      expect(await place(actor, 'PERSON', anId())).toEqual(['placeLegalHold: FORBIDDEN']);
      for (const query of [
        '{ legalHolds { id } }',
        '{ retentionSchedule { code } }',
        '{ retentionCertificates(first: 1) { totalCount } }',
      ])
        expect((await ask(actor, query)).errors, query).toEqual([
          expect.stringMatching(/FORBIDDEN$/),
        ]);
    },
  );

  it('is kept by the database alone: others see and place none, nobody lifts their own, none is deleted', async () => {
    const { pool } = database.subgraph('crossmatch');
    const seen = (actor: Actor) =>
      actingFor(actor, async () => (await pool.query('SELECT id FROM legal_hold')).rowCount);
    expect(await seen(auditor)).toBeGreaterThan(3);
    expect(await seen(anActor('OFFICE_HEAD'))).toBe(0);
    const insert = (actor: Actor, by: string) =>
      actingFor(actor, () =>
        pool.query(
          `INSERT INTO legal_hold (id, scope, target, reason, placed_by, placed_at)
                    VALUES (gen_random_uuid(), 'PERSON', 'x', 'y', $1, now())`,
          [by],
        ),
      );
    const officer = anActor('CASE_OFFICER');
    await expect(insert(officer, officer.subject)).rejects.toThrow(/row-level security/);
    await expect(insert(auditor, 'another')).rejects.toThrow(/row-level security/);
    const liftAs = (actor: Actor) =>
      actingFor(actor, () =>
        pool.query(
          `UPDATE legal_hold SET lifted_by = $1, lifted_at = now(), lifted_reason = 'z'
                     WHERE placed_by = $1 AND lifted_at IS NULL`,
          [actor.subject],
        ),
      );
    await expect(liftAs(auditor)).rejects.toThrow(/hold_lifted_by_another/);
    await expect(actingFor(auditor, () => pool.query('DELETE FROM legal_hold'))).rejects.toThrow(
      /permission denied/,
    );
    await expect(
      actingFor(auditor, () => pool.query(`UPDATE legal_hold SET target = 'x'`)),
    ).rejects.toThrow(/permission denied/);
  });
});

describe('who oversees', () => {
  it('reads the schedule with its instruments', async () => {
    const { data } = await ask(
      auditor,
      '{ retentionSchedule { code title covers runsFrom term unit instrument article } }',
    );
    const schedule = data?.['retentionSchedule'] as { code: string }[];
    expect(schedule.find(({ code }) => code === 'EXITED_HOUSEHOLDS')).toMatchObject({
      term: 30,
      unit: 'YEAR',
      title: '退出户档案',
      article: '二（八）',
    });
  });
});
