import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../kernel/actor.ts';
import { actingFor } from '../../kernel/runtime/acting.ts';
import { createAssistance } from '../../subgraphs/assistance/subgraph.ts';
import { accessDistrict } from '../support/access-district.ts';
import { asOwner } from '../support/as-owner.ts';
import { askOf, type Answer, type Ask } from '../support/ask.ts';
import { auditTrail } from '../support/audit-trail.ts';
import { anActor, DONG, JING } from '../support/crossmatch-builders.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';
import { tieAccounts } from '../support/recuse.ts';

// 受理、审核、审批三分离 (001 四(四)): by statements of the owner, past every service, and over the graph.
// In the district's cases step 1, the acceptance by 'another', is taken.
const ROLES = ['CASE_OFFICER', 'REVIEWER', 'APPROVER'];
const STEPS = ['ACCEPT', 'REVIEW', 'APPROVE'];

let database: FreshDatabase;
let ask: Ask;
beforeAll(async () => {
  database = await freshDatabase();
  const rows = await accessDistrict(database);
  ask = askOf(createAssistance(testDeps(database, 'assistance')));
  const own = rows.find(({ kind, households }) => kind === 'person' && households[0] === 'HH-0-7');
  await tieAccounts(database, ['own-household'], own?.key ?? '');
});
afterAll(() => database.drop());

function step(caseNo: string, nth: number, by: string, given: Record<string, string> = {}): string {
  const at = (nth - 1) % 3;
  const values = {
    follows: nth === 1 ? 'NULL' : `${nth - 1}`,
    round: `${Math.ceil(nth / 3)}`,
    step: `'${STEPS[at]}'`,
    role: `'${ROLES[at]}'`,
    ...given,
  };
  return `INSERT INTO assistance.case_step (case_no, nth, recorded_by, recorded_at, ${Object.keys(values).join(', ')})
          VALUES ('${caseNo}', ${nth}, '${by}', now(), ${Object.values(values).join(', ')})`;
}

describe('the table', () => {
  const owner = (statement: string) => asOwner(database, statement);

  it('B66 refuses one account for two steps of a round, and takes another', async () => {
    await expect(owner(step('CC-1', 2, 'another'))).rejects.toThrow(/round_recorded_by_key/);
    await owner(step('CC-1', 2, 'second'));
    for (const by of ['another', 'second'])
      await expect(owner(step('CC-1', 3, by))).rejects.toThrow(/round_recorded_by_key/);
    await owner(step('CC-1', 3, 'third'));
    // A new round is a new case to look at; who approved the last one may accept this one.
    await owner(step('CC-1', 4, 'third'));
  });

  it('holds the order: no step before its turn, none twice', async () => {
    await expect(owner(step('CC-2', 3, 'third'))).rejects.toThrow(/follows_fkey/);
    await expect(owner(step('CC-2', 4, 'fourth'))).rejects.toThrow(/follows_fkey/);
    await expect(owner(step('CC-2', 1, 'first'))).rejects.toThrow(/case_step_pkey/);
    for (const [given, constraint] of [
      [{ step: `'APPROVE'` }, 'case_step_order'],
      [{ follows: 'NULL' }, 'case_step_follows'],
      [{ follows: '-1' }, 'case_step_follows'],
      [{ round: '2' }, 'case_step_round'],
      [{ role: `'APPROVER'` }, 'case_step_role'],
    ] as const)
      await expect(owner(step('CC-2', 2, 'second', given))).rejects.toThrow(constraint);
  });

  it('forgets nothing and takes no step of a relative', async () => {
    for (const change of [
      'DELETE FROM assistance.case_step',
      `UPDATE assistance.case_step SET nth = 9`,
    ])
      await expect(owner(change)).rejects.toThrow(/append-only/);
    await expect(owner(step('CC-7', 2, 'own-household'))).rejects.toThrow(/recused/);
  });

  it('takes from a request a step in its own name, role and street only', async () => {
    const { pool } = database.subgraph('assistance');
    const reviewer = anActor('REVIEWER', { subject: 'second' });
    const take = (actor: typeof reviewer, caseNo: string, by = 'second') =>
      actingFor(actor, () => pool.query(step(caseNo, 2, by)));
    for (const refused of [
      () => take(reviewer, 'CC-3', 'somebody-else'),
      () => take({ ...reviewer, role: 'CASE_OFFICER' }, 'CC-3'),
      () => take({ ...reviewer, streetCode: DONG }, 'CC-3'),
      () => take(reviewer, 'CC-9'),
      () => take({ ...reviewer, role: 'BUREAU_SUPERVISOR', streetCode: null }, 'CC-3'),
    ])
      await expect(refused()).rejects.toThrow(/row-level security/);
    await take(reviewer, 'CC-3');
  });
});

describe('over the graph', () => {
  const ACTS = {
    CASE_OFFICER: 'acceptCase',
    REVIEWER: 'reviewCase',
    APPROVER: 'approveCase',
  } as const;
  function act(
    role: keyof typeof ACTS,
    caseNo: string,
    given: { subject?: string; streetCode?: string; as?: Role } = {},
  ): Promise<Answer> {
    const { as = role, ...rest } = given;
    const text = `mutation ($no: ID!) { act: ${ACTS[role]}(caseNo: $no) {
      caseNo status steps { round step stepLabel recordedBy } } }`;
    return ask(anActor(as, rest), text, { no: caseNo });
  }

  it('writes the steps down with their audit rows, and leaves case and payment as they are', async () => {
    const before = await caseAndPayments();
    expect((await act('REVIEWER', 'CC-4', { subject: 'b' })).errors).toEqual([]);
    const { data } = await act('APPROVER', 'CC-4', { subject: 'c' });
    expect(data?.['act']).toEqual({
      caseNo: 'CC-4',
      status: 'ACTIVE',
      steps: [
        { round: 1, step: 'ACCEPT', stepLabel: '受理', recordedBy: 'another' },
        { round: 1, step: 'REVIEW', stepLabel: '审核', recordedBy: 'b' },
        { round: 1, step: 'APPROVE', stepLabel: '审批', recordedBy: 'c' },
      ],
    });
    expect((await act('CASE_OFFICER', 'CC-4', { subject: 'c' })).errors).toEqual([]);
    const lines = await auditTrail(database, 'CASE_STEP_RECORDED');
    expect(lines.map(({ subject, detail }) => [subject, detail])).toEqual([
      ['b', { caseNo: 'CC-4', round: 1, step: 'REVIEW' }],
      ['c', { caseNo: 'CC-4', round: 1, step: 'APPROVE' }],
      ['c', { caseNo: 'CC-4', round: 2, step: 'ACCEPT' }],
    ]);
    expect(await caseAndPayments()).toEqual(before);
  });

  it('is told twice and written once', async () => {
    for (let n = 0; n < 2; n += 1)
      expect((await act('REVIEWER', 'CC-5', { subject: 'b' })).errors).toEqual([]);
    const { data } = await act('APPROVER', 'CC-5', { subject: 'c' });
    expect(data?.['act']).toMatchObject({ steps: { length: 3 } });
  });

  it('B66 refuses the same account, another order, another role, another street, a relative', async () => {
    expect((await act('REVIEWER', 'CC-6', { subject: 'another' })).errors).toEqual([
      'act: DUTIES_NOT_SEPARATED',
    ]);
    expect((await act('APPROVER', 'CC-6')).errors).toEqual(['act: INVALID_STATE']);
    expect((await act('REVIEWER', 'CC-6', { as: 'CASE_OFFICER' })).errors).toEqual([
      'act: FORBIDDEN',
    ]);
    const unknown = await act('REVIEWER', 'CC-none');
    expect(unknown.errors).toEqual(['act: NOT_FOUND']);
    expect(await act('REVIEWER', 'CC-6', { streetCode: DONG })).toEqual(unknown);
    expect(await act('REVIEWER', 'CC-7', { subject: 'own-household' })).toEqual(unknown);
  });

  it('lets one of two through who take the same step at once', async () => {
    const both = await Promise.all(
      ['x', 'y'].map((subject) => act('REVIEWER', 'CC-0', { subject })),
    );
    // Who comes a moment later is told that it was somebody's turn, not whose.
    const refused = both.flatMap(({ errors }) => errors);
    expect(refused).toHaveLength(1);
    expect(['act: CONFLICT', 'act: INVALID_STATE']).toContain(refused[0]);
  });

  it('answers CONFLICT while the other is still being written', async () => {
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    await other.query('BEGIN');
    await other.query(step('CC-8', 2, 'x'));
    const late = act('REVIEWER', 'CC-8', { subject: 'y', streetCode: DONG });
    const waits = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    while ((await other.query(waits)).rowCount === 0) await setTimeout(20);
    await other.query('COMMIT');
    expect((await late).errors).toEqual(['act: CONFLICT']);
    await other.end();
  });

  async function caseAndPayments(): Promise<unknown> {
    const { db } = database.subgraph('assistance');
    return [
      await db.case.findMany({ where: { streetCode: JING } }),
      await db.payment.findMany(),
      await db.caseMonth.findMany(),
    ];
  }
});
