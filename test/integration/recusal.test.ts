import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '../../kernel/actor.ts';
import { errorMessage } from '../../kernel/errors.ts';
import { matchKey } from '../../kernel/id-number.ts';
import { createVault } from '../../kernel/runtime/id-number-vault.ts';
import type { PrismaClient } from '../../prisma/generated/client/client.ts';
import { createRecusedClaimService } from '../../subgraphs/crossmatch/recused-claim.service.ts';
import { subgraphAsks } from '../support/access-ways.ts';
import { auditTrail } from '../support/audit-trail.ts';
import { aBatch, anActor, anAlert, anId, JING } from '../support/crossmatch-builders.ts';
import { freshDatabase, testDeps, testKeys, type FreshDatabase } from '../support/database.ts';
import { idNumberOf } from '../support/people.ts';
import { householdRow, memberRow, rosterDesk, type RosterDesk } from '../support/roster.ts';

// 回避 from the files it follows from: who declared whom (近亲属备案), and whose account is whose (000 附件7).
const STAFF = idNumberOf(900);
const BROTHER = idNumberOf(1);
const AUNT = idNumberOf(2);
const OFFICER = 'officer-7';
const DAY = '2026-10-28';
const personId = (number: string) =>
  createVault(testKeys()).personId(matchKey('RESIDENT_ID', number));

let database: FreshDatabase;
let roster: RosterDesk;
let db: PrismaClient;
let asks: ReturnType<typeof subgraphAsks>;
beforeAll(async () => {
  database = await freshDatabase();
  roster = rosterDesk(database);
  db = database.subgraph('crossmatch').db;
  asks = subgraphAsks(database);
  const homes = [BROTHER, AUNT, STAFF, idNumberOf(3)];
  await roster.load(
    `households_${DAY}.csv`,
    homes.map((head, n) => householdRow(`H${n}`, head, JING)),
  );
  await roster.load(
    `members_${DAY}.csv`,
    homes.map((head, n) => memberRow(`H${n}`, `测试${n}`, head)),
  );
});
afterAll(async () => {
  roster.close();
  await database.drop();
});

async function householdsOf(subject: string): Promise<string[]> {
  const officer = anActor('CASE_OFFICER', { subject });
  const { data } = await asks.households(
    officer,
    '{ households { edges { node { householdNo } } } }',
  );
  const { edges } = data?.['households'] as { edges: { node: { householdNo: string } }[] };
  return edges.map(({ node }) => node.householdNo);
}

const declaration = (relation: string, relative: string) => [
  '测试',
  STAFF,
  '经办人',
  relation,
  '测试',
  relative,
  '低保',
  DAY,
];
const release = () =>
  createRecusedClaimService(testDeps(database, 'crossmatch')).release(systemActor('cli:intake'));

async function anAlertOf(number: string, householdNo: string, claimedBy: string | null) {
  const person = { personId: personId(number), householdNo };
  const claim = claimedBy === null ? {} : { status: 'CLAIMED', claimedBy, claimedAt: new Date(0) };
  return anAlert(db, { ...person, ...claim });
}

describe('before anything is known of an account', () => {
  it('shows it every household of the street, whatever was declared', async () => {
    const report = await roster.load(`staff_relatives_${DAY}.csv`, [
      declaration('兄弟', BROTHER),
      declaration('姑母', AUNT),
    ]);
    expect(report).toMatchObject({ status: 'accepted', accepted: 2 });
    expect(report.notices.join()).toContain('1 行的关系不在近亲属之列');
    expect(await householdsOf(OFFICER)).toEqual(['H0', 'H1', 'H2', 'H3']);
  });
});

describe('once the account is tied to the staff member', () => {
  let taken: string;
  beforeAll(async () => {
    taken = (await anAlertOf(BROTHER, 'H0', OFFICER)).alertNo;
    await anAlertOf(AUNT, 'H1', OFFICER);
    const task = { source: 'human-resources.unemployment', streetCode: JING, name: '测试' };
    const day = new Date(0);
    await db.outreachTask.create({
      data: {
        ...{ id: anId(), personId: personId(BROTHER), batchId: (await aBatch(db)).id, ...task },
        ...{ idNumberCipher: new Uint8Array(47), raisedOn: day, recognisedOn: day, periodEnd: day },
        ...{ status: 'CLAIMED', claimedBy: OFFICER, claimedAt: day },
      },
    });
    const report = await roster.load(`staff_accounts_${DAY}.csv`, [[OFFICER, STAFF]]);
    expect(report).toMatchObject({ status: 'accepted', accepted: 1 });
  });

  it('hides the brother’s and the own household, and not the aunt’s', async () => {
    expect(await householdsOf(OFFICER)).toEqual(['H1', 'H3']);
    expect(await householdsOf('colleague')).toEqual(['H0', 'H1', 'H2', 'H3']);
  });

  it('puts back what the officer had taken up, without saying why', async () => {
    expect(await release()).toEqual({ alerts: 1, outreachTasks: 1 });
    expect(await release()).toEqual({ alerts: 0, outreachTasks: 0 });
    expect(await db.alert.findUnique({ where: { alertNo: taken } })).toMatchObject({
      ...{ status: 'OPEN', claimedBy: null, claimedAt: null },
    });
    expect(await db.outreachTask.findMany()).toMatchObject([{ status: 'OPEN', claimedBy: null }]);
    expect(await db.alertEvent.findMany({ where: { alertNo: taken } })).toMatchObject([
      { kind: 'RELEASED', actor: 'cli:intake', detail: {} },
    ]);
    const trail = [
      ...(await auditTrail(database, 'ALERT_RELEASED')),
      ...(await auditTrail(database, 'OUTREACH_RELEASED')),
    ];
    expect(trail.map(({ subject }) => subject)).toEqual(['cli:intake', 'cli:intake']);
    const colleague = anActor('CASE_OFFICER');
    const claim = 'mutation ($no: ID!) { claimAlert(alertNo: $no) { status } }';
    const { errors } = await asks.crossmatch(colleague, claim, { no: taken });
    expect(errors).toEqual([]);
  });

  it('refuses to give the brother’s alert to the officer, and leaves it with who has it', async () => {
    const { alertNo } = await anAlertOf(BROTHER, 'H0', 'colleague');
    const give = 'mutation ($i: ReassignInput!) { reassignAlert(input: $i) { claimedBy } }';
    const to = (assignee: string) =>
      asks.crossmatch(anActor('OFFICE_HEAD'), give, { i: { alertNo, assignee } });
    expect((await to(OFFICER)).errors).toEqual(['reassignAlert: ASSIGNEE_UNAVAILABLE']);
    expect(await db.alert.findUnique({ where: { alertNo } })).toMatchObject({
      claimedBy: 'colleague',
    });
    expect(errorMessage('ASSIGNEE_UNAVAILABLE')).not.toMatch(/亲属|回避|户/);
    expect((await to('another')).data).toEqual({ reassignAlert: { claimedBy: 'another' } });
  });

  it('hides a household as soon as the brother moves in', async () => {
    const next = '2026-10-29';
    const members = [
      memberRow('H3', '测试3', idNumberOf(3)),
      memberRow('H3', '测试0', BROTHER, { relationship: '其他' }),
      memberRow('H1', '测试1', AUNT),
      memberRow('H2', '测试2', STAFF),
    ];
    await roster.load(`members_${next}.csv`, members, { force: true });
    expect(await householdsOf(OFFICER)).toEqual(['H0', 'H1']);
  });

  it('lets go when the account is tied to somebody else', async () => {
    await roster.load('staff_accounts_2026-10-30.csv', [[OFFICER, idNumberOf(901)]]);
    expect(await householdsOf(OFFICER)).toEqual(['H0', 'H1', 'H2', 'H3']);
  });
});

describe('a request', () => {
  it.each([
    'SELECT access.relatives_of($1)',
    'SELECT access.recused_households($1)',
    'SELECT access.recused_persons($1)',
    `SELECT access.is_recused($1, 'H0', NULL)`,
  ])('cannot ask who is whose relative: %s', async (question) => {
    for (const role of ['households', 'assistance', 'crossmatch'] as const)
      await expect(database.subgraph(role).requests.query(question, ['x'])).rejects.toThrow(
        /permission denied/,
      );
  });

  it('cannot read or write whose account is whose', async () => {
    const { requests } = database.subgraph('households');
    for (const statement of ['SELECT * FROM staff_account', 'DELETE FROM staff_account'])
      await expect(requests.query(statement)).rejects.toThrow(/permission denied/);
  });
});
