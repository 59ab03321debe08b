import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TokenRequest } from '../../gateway/local-issuer.ts';
import { readSupergraph } from '../../gateway/supergraph-file.ts';
import { plainDate, toDbDate } from '../../kernel/plain-date.ts';
import type { Alert } from '../../prisma/generated/client/client.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { SHARED_QUESTIONS, type SharedQuestion } from '../../kernel/sharing.ts';
import { anAgreement } from '../support/agreements.ts';
import { aBatch, aFact, anAlert, aTicket, JING } from '../support/crossmatch-builders.ts';
import { testDeps } from '../support/database.ts';
import { idNumberOf } from '../support/people.ts';
import { ask, SHAPES, startHub, type RunningHub } from '../support/running-hub.ts';
import { smallDistrict, WANG, type SmallDistrict } from '../support/small-district.ts';
import { statementsOf } from '../support/statements.ts';

const SAMPLES = path.resolve(import.meta.dirname, '../../gateway/samples');
const ACCOUNT = 'account-1';
const MORE = 110;

type Token = Pick<TokenRequest, 'role' | 'subject'> & Partial<TokenRequest>;

/** The role stands in the sample's file name: `<number>-<role>-<what>.graphql`. */
function tokenFor(file: string): Token {
  const name =
    /^\d+-(case-officer|office-head|bureau-supervisor|liaison|match-reviewer|analyst|auditor)-/.exec(
      file,
    );
  const role = (name?.[1] ?? '').replace('-', '_').toUpperCase() as TokenRequest['role'];
  const ofStreet = role === 'CASE_OFFICER' || role === 'OFFICE_HEAD';
  return {
    role,
    subject: ACCOUNT,
    ...(ofStreet ? { streetCode: JING } : {}),
    ...(role === 'LIAISON' ? { departmentCode: 'public-security' } : {}),
  };
}

const PURPOSES = ['WORKER_HARDSHIP', 'CHARITY_AID', 'DATA_CORRECTION', 'STATISTICS'];

/** What the liaison's samples ask. */
async function grantEverything({ database }: SmallDistrict): Promise<void> {
  for (const question of Object.keys(SHARED_QUESTIONS) as SharedQuestion[])
    await anAgreement(database, { question, purposes: PURPOSES });
}

/** One alert per covered person of JING, as a comparison would have raised them. */
async function raiseAlerts(district: SmallDistrict): Promise<void> {
  const { db } = district.database.subgraph('crossmatch');
  const { rows } = await district.database.subgraph('crossmatch').pool.query<{
    person_id: string;
    household_no: string;
    case_no: string;
  }>(
    `SELECT person_id, household_no, case_no FROM assistance.covered_person
       WHERE street_code = $1 ORDER BY household_no, person_id`,
    [JING],
  );
  const batch = await aBatch(db);
  for (const row of rows) {
    const fact = await aFact(db, batch, { personId: row.person_id });
    const place = { personId: row.person_id, householdNo: row.household_no, caseNo: row.case_no };
    await anAlert(db, place, [fact]);
  }
}

describe.each(SHAPES)('the sample queries over the real graph, %s', (shape) => {
  let district: SmallDistrict;
  let hub: RunningHub;
  let made = 22;
  beforeAll(async () => {
    district = await smallDistrict(MORE);
    await raiseAlerts(district);
    await grantEverything(district);
    const crossmatch = createCrossmatch(testDeps(district.database, 'crossmatch'));
    hub = await startHub({
      shape,
      subgraphs: [district.households, district.assistance, crossmatch],
      supergraphSdl: readSupergraph(),
      timeoutMs: 20_000,
    });
  });
  afterAll(async () => {
    await hub.close();
    await district.database.drop();
  });

  /** An alert in the state the sample starts from, and a ticket about it. */
  async function variablesFor(file: string): Promise<Record<string, unknown>> {
    const { db } = district.database.subgraph('crossmatch');
    const fact = await aFact(db, await aBatch(db));
    const claimed = /dispose|source-wrong/.test(file);
    const state = claimed ? { status: 'CLAIMED', claimedBy: ACCOUNT } : {};
    const person = await db.alert.findFirstOrThrow({ where: { streetCode: JING } });
    const { personId, householdNo, caseNo } = person;
    const alert = await anAlert(db, { personId, householdNo, caseNo, ...state }, [fact]);
    const { ticketNo } = file.includes('answer')
      ? await aTicket(db, alert, fact)
      : { ticketNo: '' };
    const taskId = file.includes('visit') ? await taskFor(file, fact.batchId) : '';
    const objectionNo = file.includes('objection') ? await objectionOf(alert) : '';
    return {
      ...{ alertNo: alert.alertNo, ticketNo, taskId, objectionNo, receivedOn: '2026-11-02' },
      ...{ code: JING, ruleId: 'property-acquired' },
      ...(file.includes('-agreement.') ? { id: await agreementFor(file) } : {}),
      ...{ batchId: fact.batchId, idNumber: WANG, name: '王一' },
      entries: [{ key: '1', idNumber: WANG, name: '王一' }],
    };
  }

  /** An agreement in the state the sample starts from. */
  function agreementFor(file: string): Promise<string> {
    const act = /(confirm|suspend|resume|end)-agreement/.exec(file)?.[1] ?? '';
    const state = { confirm: 'PROPOSED', resume: 'SUSPENDED' }[act] ?? 'OPEN';
    const departments = { confirm: 'tax', suspend: 'housing', resume: 'health', end: 'education' };
    const departmentCode = departments[act as keyof typeof departments] ?? 'justice';
    const question = 'PERSON_PROGRAMMES';
    return anAgreement(district.database, { question, state, departmentCode });
  }

  /** An open objection that another account has received. */
  async function objectionOf({ personId, householdNo }: Alert): Promise<string> {
    const { db } = district.database.subgraph('crossmatch');
    const objectionNo = `YY-${String((made += 1))
      .padStart(7, '2')
      .replaceAll(/[01]/g, '9')}`;
    const said = { ground: 'NOT_MINE', statement: '不是本人。', receivedBy: 'account-2' };
    const receivedOn = toDbDate(plainDate('2026-11-02'));
    const place = { personId, householdNo, streetCode: JING };
    await db.objection.create({
      data: { objectionNo, ...place, ...said, receivedOn, dueDerivation: {}, status: 'OPEN' },
    });
    return objectionNo;
  }

  /** A visit in the state the sample starts from. */
  async function taskFor(file: string, batchId: string): Promise<string> {
    const { database, vault } = testDeps(district.database, 'crossmatch');
    const id = randomUUID();
    const today = toDbDate(plainDate('2026-11-02'));
    await database.db.outreachTask.create({
      data: {
        ...{ id, personId: randomUUID(), batchId, source: 'health.major-illness' },
        ...{ name: '待走访', idNumberCipher: vault.seal(idNumberOf(77), id), streetCode: JING },
        ...{ recognisedOn: today, periodEnd: today, raisedOn: today, status: 'OPEN' },
        ...(file.includes('visited')
          ? { status: 'CLAIMED', claimedBy: ACCOUNT, claimedAt: today }
          : {}),
      },
    });
    return id;
  }

  it.each(readdirSync(SAMPLES))('%s is answered to its role without an error', async (file) => {
    const text = readFileSync(path.join(SAMPLES, file), 'utf8');
    const token = await hub.token(tokenFor(file));
    const given = Object.entries(await variablesFor(file));
    const asked = given.filter(([name]) => text.includes(`$${name}:`));
    const { status, body } = await ask(hub.url, token, text, Object.fromEntries(asked));
    expect(body.errors, JSON.stringify(body.errors)).toBeUndefined();
    expect(status).toBe(200);
    expect(Object.values(body.data ?? {}).every((value) => value !== null)).toBe(true);
  });

  it('asks the database as often for a hundred alerts as for one, over all three subgraphs', async () => {
    const text = readFileSync(path.join(SAMPLES, '10-case-officer-open-alerts.graphql'), 'utf8');
    const token = await hub.token(tokenFor('10-case-officer-open-alerts.graphql'));
    async function statements(first: number): Promise<number[]> {
      const counts: number[] = [];
      const { database } = district;
      counts[0] = await statementsOf(database.subgraph('households'), async () => {
        counts[1] = await statementsOf(database.subgraph('assistance'), async () => {
          counts[2] = await statementsOf(database.subgraph('crossmatch'), async () => {
            const { body } = await ask(hub.url, token, text, { first });
            const { edges } = body.data?.['alerts'] as { edges: { node: { person: unknown } }[] };
            expect(edges).toHaveLength(first);
            expect(edges.every(({ node }) => node.person !== null)).toBe(true);
          });
        });
      });
      return counts;
    }
    const one = await statements(1);
    expect(await statements(100)).toEqual(one);
    expect(one.every((count) => count > 0 && count <= 6)).toBe(true);
  });
});
