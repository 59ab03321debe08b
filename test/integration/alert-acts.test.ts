import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainDate, toDbDate } from '../../kernel/plain-date.ts';
import type { PrismaClient } from '../../prisma/generated/client/client.ts';
import {
  createAlertActService,
  type DispositionInput,
} from '../../subgraphs/crossmatch/alert-act.service.ts';
import { createRuleService } from '../../subgraphs/crossmatch/rule.service.ts';
import {
  aBatch,
  aFact,
  anActor,
  anAlert,
  anId,
  aRequest,
  refusalOf,
} from '../support/crossmatch-builders.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/audit-trail.ts';

let database: FreshDatabase;
let db: PrismaClient;
let acts: ReturnType<typeof createAlertActService>;
beforeAll(async () => {
  database = await freshDatabase();
  const deps = testDeps(database, 'crossmatch');
  db = deps.database.db;
  acts = createAlertActService(deps);
});
afterAll(() => database.drop());

const wang = aRequest(anActor('CASE_OFFICER', { subject: 'wang' }));
const li = aRequest(anActor('CASE_OFFICER', { subject: 'li' }));
const head = aRequest(anActor('OFFICE_HEAD', { subject: 'head' }));

async function eventsOf(alertNo: string): Promise<string[]> {
  const events = await db.alertEvent.findMany({ where: { alertNo }, orderBy: { id: 'asc' } });
  return events.map(({ kind, actor }) => `${kind} ${actor}`);
}

describe('claim', () => {
  it('gives the alert to the officer, notes it and leaves an audit row', async () => {
    const { alertNo } = await anAlert(db);
    const claimed = await acts.claim(wang, alertNo);
    expect(claimed).toMatchObject({
      status: 'CLAIMED',
      claimedBy: 'wang',
      claimedAt: new Date('2026-11-02T01:00:00Z'),
    });
    expect(await eventsOf(alertNo)).toEqual(['CLAIMED wang']);
    expect(await auditTrail(database, 'ALERT_CLAIMED')).toContainEqual({
      subject: 'wang',
      role: 'CASE_OFFICER',
      requestId: wang.requestId,
      detail: { alertNo },
    });
  });

  it('says the same again to the claimer, and notes it once', async () => {
    const { alertNo } = await anAlert(db);
    await acts.claim(wang, alertNo);
    expect(await acts.claim(wang, alertNo)).toMatchObject({ claimedBy: 'wang' });
    expect(await eventsOf(alertNo)).toEqual(['CLAIMED wang']);
  });

  it('answers CONFLICT to the second officer', async () => {
    const { alertNo } = await anAlert(db);
    await acts.claim(wang, alertNo);
    expect(await refusalOf(acts.claim(li, alertNo))).toBe('CONFLICT');
    expect(await eventsOf(alertNo)).toEqual(['CLAIMED wang']);
  });

  it('lets exactly one of two officers win when both claim at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { alertNo } = await anAlert(db);
      const outcomes = await Promise.all(
        [wang, li].map((request) => refusalOf(acts.claim(request, alertNo))),
      );
      expect(outcomes.filter((outcome) => outcome === 'CONFLICT')).toHaveLength(1);
      expect(await eventsOf(alertNo)).toHaveLength(1);
    }
  });
});

describe('reassign', () => {
  it('moves a claim to another officer, for the office head', async () => {
    const { alertNo } = await anAlert(db);
    await acts.claim(wang, alertNo);
    const moved = await acts.reassign(head, { alertNo, assignee: 'li' });
    expect(moved).toMatchObject({ status: 'CLAIMED', claimedBy: 'li' });
    expect(await eventsOf(alertNo)).toEqual(['CLAIMED wang', 'REASSIGNED head']);
  });

  it('is refused to an officer and to an assignee that is no account', async () => {
    const { alertNo } = await anAlert(db);
    expect(await refusalOf(acts.reassign(wang, { alertNo, assignee: 'li' }))).toBe('FORBIDDEN');
    for (const assignee of ['王五', '310106194901010025'])
      expect(await refusalOf(acts.reassign(head, { alertNo, assignee }))).toBe('INVALID_INPUT');
  });
});

describe('dispose', () => {
  async function claimed(personId = anId()) {
    const alert = await anAlert(db, { personId });
    await acts.claim(wang, alert.alertNo);
    return alert;
  }

  it('closes the alert with what the claimer found', async () => {
    const { alertNo } = await claimed();
    const closed = await acts.dispose(wang, {
      alertNo,
      disposition: 'CONFIRMED',
      note: '已入户核实',
    });
    expect(closed).toMatchObject({
      status: 'CLOSED',
      disposition: 'CONFIRMED',
      dispositionNote: '已入户核实',
      disposedBy: 'wang',
    });
    expect(await eventsOf(alertNo)).toEqual(['CLAIMED wang', 'DISPOSED wang']);
    expect(await auditTrail(database, 'ALERT_DISPOSED')).toContainEqual(
      expect.objectContaining({ detail: { alertNo, disposition: 'CONFIRMED' } }),
    );
  });

  it('is refused to everyone but the claimer, and before a claim', async () => {
    const { alertNo } = await claimed();
    const input = { alertNo, disposition: 'CONFIRMED' } as const;
    expect(await refusalOf(acts.dispose(li, input))).toBe('FORBIDDEN');
    const open = await anAlert(db);
    expect(await refusalOf(acts.dispose(wang, { ...input, alertNo: open.alertNo }))).toBe(
      'INVALID_STATE',
    );
  });

  it('happens once', async () => {
    const { alertNo } = await claimed();
    await acts.dispose(wang, { alertNo, disposition: 'NO_EFFECT' });
    const again = acts.dispose(wang, { alertNo, disposition: 'CONFIRMED' });
    expect(await refusalOf(again)).toBe('INVALID_STATE');
  });

  it('parts the person from every record of the evidence for good when it is someone else', async () => {
    const personId = anId();
    const police = await aFact(db, await aBatch(db), { personId });
    const cremation = await aFact(
      db,
      await aBatch(db, { source: 'civil-affairs.cremation', departmentCode: 'civil-affairs' }),
      { personId },
    );
    const { alertNo } = await anAlert(db, { personId }, [police, cremation]);
    await acts.claim(wang, alertNo);
    await acts.dispose(wang, { alertNo, disposition: 'NOT_SAME_PERSON' });
    const parted = await db.personLink.findMany({
      where: { personId },
      orderBy: { source: 'asc' },
    });
    expect(parted).toMatchObject([
      { source: 'civil-affairs.cremation', recordKey: cremation.naturalKey, decidedBy: 'wang' },
      {
        source: 'public-security.death',
        recordKey: police.naturalKey,
        alertNo,
        decision: 'DIFFERENT',
      },
    ]);
  });

  it('opens one ticket per doubted row to its department when the source is wrong', async () => {
    const personId = anId();
    const police = await aFact(db, await aBatch(db), { personId });
    const cremation = await aFact(
      db,
      await aBatch(db, { source: 'civil-affairs.cremation', departmentCode: 'civil-affairs' }),
      { personId },
    );
    const { alertNo } = await anAlert(db, { personId }, [police, cremation]);
    await acts.claim(wang, alertNo);
    await acts.dispose(wang, {
      alertNo,
      disposition: 'SOURCE_WRONG',
      note: '本人健在',
      correction: { statement: '该记录所指的人健在。', field: '死亡日期' },
    });
    const tickets = await db.correctionTicket.findMany({
      where: { alertNo },
      orderBy: { departmentCode: 'asc' },
    });
    expect(tickets).toMatchObject([
      { departmentCode: 'civil-affairs', batchId: cremation.batchId, rowNo: cremation.rowNo },
      { departmentCode: 'public-security', batchId: police.batchId, rowNo: police.rowNo },
    ]);
    expect(tickets.every(({ ticketNo }) => /^GZ-[2-9A-Z]{7}$/.test(ticketNo))).toBe(true);
    expect(tickets.every(({ statement }) => !statement.includes('本人健在'))).toBe(true);
  });

  it('opens a ticket to the named source only', async () => {
    const personId = anId();
    const police = await aFact(db, await aBatch(db), { personId });
    const cremation = await aFact(
      db,
      await aBatch(db, { source: 'civil-affairs.cremation', departmentCode: 'civil-affairs' }),
      { personId },
    );
    const { alertNo } = await anAlert(db, { personId }, [police, cremation]);
    await acts.claim(wang, alertNo);
    const correction = { statement: '火化记录登记有误。', source: 'civil-affairs.cremation' };
    await acts.dispose(wang, { alertNo, disposition: 'SOURCE_WRONG', correction });
    const tickets = await db.correctionTicket.findMany({ where: { alertNo } });
    expect(tickets.map(({ departmentCode }) => departmentCode)).toEqual(['civil-affairs']);
  });

  it('asks for a correction with SOURCE_WRONG, and for none otherwise', async () => {
    const { alertNo } = await claimed();
    const correction = { statement: '错了。' };
    const wrong: DispositionInput[] = [
      { alertNo, disposition: 'SOURCE_WRONG' },
      { alertNo, disposition: 'CONFIRMED', correction },
      { alertNo, disposition: 'SOURCE_WRONG', correction: { statement: ' ' } },
      { alertNo, disposition: 'SOURCE_WRONG', correction: { ...correction, source: 'tax.income' } },
      {
        alertNo,
        disposition: 'SOURCE_WRONG',
        correction: { ...correction, field: '310106194901010025' },
      },
    ];
    for (const input of wrong)
      expect(await refusalOf(acts.dispose(wang, input))).toBe('INVALID_INPUT');
    expect(await db.correctionTicket.count({ where: { alertNo } })).toBe(0);
    expect(await db.alert.findUnique({ where: { alertNo } })).toMatchObject({ status: 'CLAIMED' });
  });
});

describe('the record of a rule', () => {
  it('knows the confirmed share of a rule with its interval', async () => {
    const rules = createRuleService(testDeps(database, 'crossmatch'));
    const closed = { status: 'CLOSED', disposedBy: 'wang', ruleId: 'income-over-line' };
    for (const disposition of [
      'CONFIRMED',
      'CONFIRMED',
      'CONFIRMED',
      'NO_EFFECT',
      'SOURCE_WRONG',
    ]) {
      await anAlert(db, { ...closed, disposition });
    }
    await anAlert(db, { ruleId: 'income-over-line' });
    const asked = ['income-over-line', 'property-acquired'];
    const shares = await rules.confirmedShares(anActor('AUDITOR'), asked);
    expect(shares.get('income-over-line')).toMatchObject({ confirmed: 3, disposed: 5, share: 0.6 });
    expect(shares.get('income-over-line')?.low).toBeCloseTo(0.2307, 4);
    expect(shares.get('income-over-line')?.high).toBeCloseTo(0.8824, 4);
    expect(shares.get('property-acquired')).toMatchObject({ disposed: 0, share: null });
    const shown = await rules.confirmedShares(anActor('ANALYST'), asked);
    expect(shown.size).toBe(0);
  });
});

describe('an act whose audit row cannot be written', () => {
  it('does not happen', async () => {
    const { alertNo } = await anAlert(db, { dueOn: toDbDate(plainDate('2026-11-18')) });
    const tooLong = { ...wang, requestId: '\u0000' };
    await expect(acts.claim(tooLong, alertNo)).rejects.toThrow();
    expect(await db.alert.findUnique({ where: { alertNo } })).toMatchObject({ status: 'OPEN' });
    expect(await eventsOf(alertNo)).toEqual([]);
  });
});
