import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainDate } from '../../kernel/plain-date.ts';
import { actingFor } from '../../kernel/runtime/acting.ts';
import type { RequestContext } from '../../kernel/runtime/subgraph.ts';
import type { Objection } from '../../prisma/generated/client/client.ts';
import { createAlertActService } from '../../subgraphs/crossmatch/alert-act.service.ts';
import { createCorrectionService } from '../../subgraphs/crossmatch/correction.service.ts';
import {
  createObjectionActService,
  type ObjectionInput,
} from '../../subgraphs/crossmatch/objection-act.service.ts';
import { createObjectionService } from '../../subgraphs/crossmatch/objection.service.ts';
import { createRuleService } from '../../subgraphs/crossmatch/rule.service.ts';
import { asOwner } from '../support/as-owner.ts';
import { auditTrail } from '../support/audit-trail.ts';
import { anActor, aRequest, DONG, refusalOf } from '../support/crossmatch-builders.ts';
import { matchDesk, type MatchDesk, type StoredAlert } from '../support/match.ts';
import { jobRows, loadRecipients, type Recipient } from '../support/recipients.ts';

const RULE = 'employment-started';
const OFFICER = aRequest(anActor('CASE_OFFICER', { subject: 'officer' }));
const CHIEF = aRequest(anActor('OFFICE_HEAD', { subject: 'chief' }));
const BUREAU = aRequest(anActor('BUREAU_SUPERVISOR', { subject: 'bureau' }));
const LIAISON = aRequest(anActor('LIAISON', { departmentCode: 'human-resources' }));
const ELSEWHERE = aRequest(anActor('CASE_OFFICER', { streetCode: DONG }));

let desk: MatchDesk;
let people: Recipient[];
let others: Recipient[];
let acts: ReturnType<typeof createObjectionActService>;
let alertActs: ReturnType<typeof createAlertActService>;
let next = 0;
beforeAll(async () => {
  desk = await matchDesk();
  const all = await loadRecipients(desk, 20);
  people = all.filter(({ street }) => street !== DONG);
  others = all.filter(({ street }) => street === DONG);
  await desk.ingest('human-resources.employment_2026-10_delta.csv', jobRows(people));
  await desk.match();
  acts = createObjectionActService(desk.deps);
  alertActs = createAlertActService(desk.deps);
}, 120_000);
afterAll(() => desk.close());

const as = <T>(request: RequestContext, act: () => Promise<T>) => actingFor(request.actor, act);
const personOf = ({ idNumber }: Recipient) => desk.personId(idNumber);
async function alertsOf(who: Recipient): Promise<StoredAlert[]> {
  return (await desk.alerts()).filter(({ personId }) => personId === personOf(who));
}
/** The next recipient, whose only alert of work nobody has touched. */
async function someone(): Promise<{ who: Recipient; alertNo: string }> {
  const who = people[next];
  next += 1;
  if (!who) throw new Error('the street is too small');
  return { who, alertNo: String((await alertsOf(who))[0]?.alertNo) };
}
function receive(
  alertNo: string,
  given: Partial<ObjectionInput> = {},
  by: RequestContext = OFFICER,
): Promise<Objection> {
  const statement = '本人从未在该单位上班。';
  const said = { ground: 'NOT_MINE', statement, receivedOn: plainDate('2026-11-02') } as const;
  return as(by, () => acts.receive(by, { alertNo, ...said, ...given }));
}
function decide(objectionNo: string, outcome: 'UPHELD' | 'REJECTED', by = CHIEF) {
  return as(by, () => acts.decide(by, { objectionNo, outcome, note: '已向用人单位核实。' }));
}
async function confirm(alertNo: string) {
  await as(OFFICER, () => alertActs.claim(OFFICER, alertNo));
  return as(OFFICER, () =>
    alertActs.dispose(OFFICER, { alertNo, disposition: 'CONFIRMED', note: null }),
  );
}
/** The file once more, with one more person: an equal one would not be taken in, a short one would be held. */
const allAgain = (n: number) => jobRows([...people, ...others.slice(n, n + 1)]);
async function kindsOf(alertNo: string): Promise<string[]> {
  const { db } = desk.deps.database;
  const rows = await db.alertEvent.findMany({ where: { alertNo }, orderBy: { id: 'asc' } });
  return rows.map(({ kind }) => kind);
}

describe('an objection', () => {
  it('has a number, a deadline in working days with its instrument, and is told to the street', async () => {
    const { who, alertNo } = await someone();
    const made = await receive(alertNo);
    expect(made).toMatchObject({
      objectionNo: expect.stringMatching(/^YY-/) as string,
      personId: personOf(who),
      status: 'OPEN',
      receivedBy: 'officer',
      dueOn: new Date('2026-11-16'),
      dueDerivation: { parameter: 'objection.decide', value: 10, instrument: '政务数据共享条例' },
    });
    expect(await kindsOf(alertNo)).toEqual(['RAISED', 'OBJECTION_RECEIVED']);
    const detail = { objectionNo: made.objectionNo, personId: personOf(who), ground: 'NOT_MINE' };
    const told = await auditTrail(desk.database, 'OBJECTION_RECEIVED');
    expect(told.map((row) => row.detail)).toContainEqual(detail);
  });

  it('is received only of the own street, with a statement that names nobody’s number, and not of tomorrow', async () => {
    const { who, alertNo } = await someone();
    const none = { alertNo: null, batchId: null };
    expect(await refusalOf(receive(alertNo, {}, ELSEWHERE))).toBe('NOT_FOUND');
    expect(await refusalOf(receive('', { ...none, personId: personOf(who) }))).toBe('NOT_FOUND');
    expect(await refusalOf(receive(alertNo, { statement: ' ' }))).toBe('INVALID_INPUT');
    const number = { statement: `我的号码是 ${who.idNumber}` };
    expect(await refusalOf(receive(alertNo, number))).toBe('INVALID_INPUT');
    const tomorrow = { receivedOn: plainDate('2026-11-06') };
    expect(await refusalOf(receive(alertNo, tomorrow))).toBe('INVALID_INPUT');
    expect(await refusalOf(receive(alertNo, {}, LIAISON))).toBe('FORBIDDEN');
  });

  it('is seen by its street, the bureau and the auditors, and by nobody else', async () => {
    const { who, alertNo } = await someone();
    const { objectionNo } = await receive(alertNo);
    const objections = createObjectionService(desk.deps);
    const seen = (request: RequestContext) =>
      as(request, () => objections.find(request.actor, objectionNo));
    const auditor = aRequest(anActor('AUDITOR'));
    for (const request of [OFFICER, CHIEF, BUREAU, auditor])
      expect(await seen(request)).toMatchObject({ personId: personOf(who) });
    for (const request of [ELSEWHERE, LIAISON, aRequest(anActor('ANALYST'))])
      expect(await seen(request)).toBeNull();
    const rows = (request: RequestContext) =>
      as(request, () =>
        desk.deps.database.pool.query('SELECT 1 FROM objection WHERE objection_no = $1', [
          objectionNo,
        ]),
      );
    expect((await rows(OFFICER)).rowCount).toBe(1);
    for (const request of [ELSEWHERE, LIAISON]) expect((await rows(request)).rowCount).toBe(0);
  });
});

describe('while it is open', () => {
  it('lets nobody confirm an alert on the record, in the service or past it', async () => {
    const { alertNo } = await someone();
    const { objectionNo } = await receive(alertNo);
    const refused = confirm(alertNo);
    expect(await refusalOf(refused)).toBe('OBJECTION_OPEN');
    await expect(refused).rejects.toThrow(
      `本预警所据记录有未办结的异议（${objectionNo}），办结之前不能认定属实。`,
    );
    await expect(
      desk.deps.database.pool.query(
        `UPDATE alert SET status = 'CLOSED', disposition = 'CONFIRMED', disposed_by = 'x' WHERE alert_no = $1`,
        [alertNo],
      ),
    ).rejects.toThrow(/held by an objection/);
    await decide(objectionNo, 'REJECTED');
    expect(await confirm(alertNo)).toMatchObject({ disposition: 'CONFIRMED' });
  });

  it('takes the confirmed alert out of the rule’s share, and gives it back when it is rejected', async () => {
    const { alertNo } = await someone();
    await confirm(alertNo);
    const rules = createRuleService(desk.deps);
    const confirmed = async () =>
      (await rules.confirmedShares(OFFICER.actor, [RULE])).get(RULE)?.confirmed;
    const before = Number(await confirmed());
    const { objectionNo } = await receive(alertNo);
    expect(await confirmed()).toBe(before - 1);
    await decide(objectionNo, 'REJECTED');
    expect(await confirmed()).toBe(before);
  });

  it('raises nothing new on the record told again, and does so once it is taken back', async () => {
    const { who, alertNo } = await someone();
    const [batch] = await desk.deps.database.db.matchedFact.findMany({
      where: { personId: personOf(who) },
    });
    const { objectionNo } = await receive('', {
      ...{ alertNo: null, personId: personOf(who) },
      ...{ batchId: batch?.batchId ?? null, rowNo: batch?.rowNo ?? null },
    });
    // As if it had never been raised: what would raise it is there still, and is held.
    await asOwner(
      desk.database,
      `SET ROLE yikou_crossmatch_jobs;
       UPDATE crossmatch.alert SET status = 'WITHDRAWN', withdrawn_reason = 'SUPERSEDED'
        WHERE alert_no = '${alertNo}'`,
    );
    const open = async () => (await alertsOf(who)).filter(({ status }) => status === 'OPEN').length;
    await desk.ingest('human-resources.employment_2026-10_delta_2.csv', allAgain(0));
    await desk.match();
    expect(await open()).toBe(0);
    await as(OFFICER, () => acts.withdraw(OFFICER, { objectionNo }));
    expect(await open()).toBe(1);
  });
});

describe('decided', () => {
  it('is by another account than received it, in the service and in the database', async () => {
    const { alertNo } = await someone();
    const { objectionNo } = await receive(alertNo, {}, CHIEF);
    expect(await refusalOf(decide(objectionNo, 'UPHELD'))).toBe('OBJECTION_SAME_PERSON');
    await expect(
      desk.deps.database.pool.query(
        `UPDATE objection SET status = 'REJECTED', decided_by = 'chief', decided_at = now() WHERE objection_no = $1`,
        [objectionNo],
      ),
    ).rejects.toThrow(/objection_decided_by_another/);
    expect(await decide(objectionNo, 'REJECTED', BUREAU)).toMatchObject({ decidedBy: 'bureau' });
    expect(await refusalOf(decide(objectionNo, 'UPHELD', BUREAU))).toBe('INVALID_STATE');
    expect(await refusalOf(decide(objectionNo, 'UPHELD', OFFICER))).toBe('FORBIDDEN');
  });

  it('upheld that the record is not theirs: alert withdrawn, never linked again', async () => {
    const { who, alertNo } = await someone();
    const { objectionNo } = await receive(alertNo);
    expect(await decide(objectionNo, 'UPHELD')).toMatchObject({ status: 'UPHELD' });
    expect(await alertsOf(who)).toMatchObject([{ alertNo, status: 'WITHDRAWN' }]);
    expect((await kindsOf(alertNo)).filter((kind) => kind !== 'UPDATED')).toEqual([
      ...['RAISED', 'OBJECTION_RECEIVED', 'OBJECTION_DECIDED', 'WITHDRAWN'],
    ]);
    await desk.ingest('human-resources.employment_2026-10_delta_3.csv', allAgain(1));
    await desk.match();
    expect(await alertsOf(who)).toHaveLength(1);
    const links = await desk.deps.database.db.personLink.findMany({
      where: { personId: personOf(who) },
    });
    expect(links).toMatchObject([{ decision: 'DIFFERENT', objectionNo, decidedBy: 'chief' }]);
  });

  it('upheld that it is wrong: the department is asked, and the hold ends with its answer', async () => {
    const { who, alertNo } = await someone();
    const { objectionNo } = await receive(alertNo, { ground: 'RECORD_WRONG' });
    await decide(objectionNo, 'UPHELD');
    const corrections = createCorrectionService(desk.deps);
    const stretch = { after: null, before: null, limit: 10, inverted: false };
    const [ticket, ...more] = await as(LIAISON, () => corrections.list(LIAISON.actor, {}, stretch));
    expect(more).toEqual([]);
    expect(ticket).toMatchObject({ objectionNo, alertNo: null, statement: '已向用人单位核实。' });
    expect(await as(OFFICER, () => corrections.count(OFFICER.actor, {}))).toBe(1);
    expect(await as(ELSEWHERE, () => corrections.count(ELSEWHERE.actor, {}))).toBe(0);
    expect(await refusalOf(confirm(alertNo))).toBe('OBJECTION_OPEN');
    const ticketNo = String(ticket?.ticketNo);
    const answer = { ticketNo, outcome: 'UPHELD', answer: '经核对登记无误。' } as const;
    await as(LIAISON, () => corrections.answer(LIAISON, answer));
    expect(await refusalOf(as(LIAISON, () => corrections.answer(LIAISON, answer)))).toBe(
      'INVALID_STATE',
    );
    expect(await alertsOf(who)).toMatchObject([{ alertNo, status: 'CLAIMED' }]);
    expect(await confirm(alertNo)).toMatchObject({ status: 'CLOSED' });
  });
});
