import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOutreachActService } from '../../subgraphs/crossmatch/outreach-act.service.ts';
import type { OutreachOutcome } from '../../subgraphs/crossmatch/outreach-task.labels.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { asOwner } from '../support/as-owner.ts';
import { askOf } from '../support/ask.ts';
import { auditTrail } from '../support/audit-trail.ts';
import { anActor, aRequest, refusalOf } from '../support/crossmatch-builders.ts';
import { matchDesk, type MatchDesk } from '../support/match.ts';
import { idNumberOf } from '../support/people.ts';
import { caseRow, householdRow, memberRow } from '../support/roster.ts';

const JING = '310106011';
const DONG = '310106012';
const LI = { name: '李建国', idNumber: idNumberOf(1, '19600505') };
const SUN = { name: '孙秀珍', idNumber: idNumberOf(4, '19600505') };
const HEADER = ['姓名', '公民身份号码', '认定日期', '居住街道'];
const NOTE = '上门告知低保政策，已领取申请表';

const officer = (subject: string, streetCode = JING) =>
  aRequest(anActor('CASE_OFFICER', { subject, streetCode }));
const wang = officer('wang');
const li = officer('li');

describe('a visit', () => {
  let desk: MatchDesk;
  let acts: ReturnType<typeof createOutreachActService>;
  let taskId: string;

  beforeEach(async () => {
    desk = await matchDesk();
    acts = createOutreachActService(desk.deps);
    await loadRoster('2026-10-28', []);
    await list('2026-10');
    taskId = await task().then(({ id }) => id);
  });
  afterEach(() => desk.close());

  /** Li on aid; whoever else is named has a case that is being looked at. */
  async function loadRoster(date: string, applicants: (typeof SUN)[]): Promise<void> {
    const { roster } = desk;
    const households = [LI, ...applicants];
    await roster.load(`areas_${date}.csv`, [
      ['310106', '静安区', '', '', ''],
      [JING, '静安寺街道', '310106', '', ''],
      [`${JING}001`, '第一居委会', JING, '', ''],
      [DONG, '南京西路街道', '310106', '', ''],
      [`${DONG}001`, '第一居委会', DONG, '', ''],
    ]);
    await roster.load(
      `households_${date}.csv`,
      [
        householdRow('H9', idNumberOf(9, '19500101'), DONG),
        ...households.map(({ idNumber }, at) => householdRow(`H${at}`, idNumber, JING)),
      ],
      { force: true },
    );
    await roster.load(
      `members_${date}.csv`,
      households.map(({ name, idNumber }, at) => memberRow(`H${at}`, name, idNumber)),
      { force: true },
    );
    await roster.load(
      `cases_${date}.csv`,
      households.map((_, at) =>
        caseRow(`C${at}`, `H${at}`, { status: at === 0 ? '在保' : '审核中' }),
      ),
      { force: true },
    );
    await roster.refreshJurisdiction();
  }

  /** The list of a month with Sun on it, compared. */
  async function list(
    period: string,
    { recognised = '2026-05-17', street = '静安寺街道', rows = [SUN], supersede = false } = {},
  ): Promise<void> {
    const lines = rows.map(({ name, idNumber }) => [name, idNumber, recognised, street]);
    await desk.ingest(`health.major-illness_${period}_snapshot.csv`, [HEADER, ...lines], {
      supersede,
    });
    await desk.match();
  }

  const task = () => desk.deps.database.db.outreachTask.findFirstOrThrow();
  const story = async (): Promise<string> => {
    const { status, claimedBy, outcome } = await task();
    return [status, claimedBy, outcome].filter(Boolean).join(' ');
  };
  async function visited(outcome: OutreachOutcome): Promise<void> {
    await acts.claim(wang, taskId);
    await acts.recordVisit(wang, { taskId, outcome, note: NOTE });
  }

  it('is taken up by one officer and closed by the same, each act in the audit trail', async () => {
    expect(await acts.claim(wang, taskId)).toMatchObject({ status: 'CLAIMED', claimedBy: 'wang' });
    expect(await acts.claim(wang, taskId)).toMatchObject({ claimedBy: 'wang' });
    expect(await refusalOf(acts.claim(li, taskId))).toBe('CONFLICT');
    const visit = { taskId, outcome: 'APPLIED', note: NOTE } as const;
    expect(await refusalOf(acts.recordVisit(li, visit))).toBe('FORBIDDEN');
    expect(await acts.recordVisit(wang, visit)).toMatchObject({
      status: 'CLOSED',
      outcome: 'APPLIED',
      note: NOTE,
    });
    expect(await refusalOf(acts.recordVisit(wang, visit))).toBe('INVALID_STATE');
    const by = { subject: 'wang', role: 'CASE_OFFICER', requestId: wang.requestId };
    expect(await auditTrail(desk.database, 'OUTREACH_CLAIMED')).toEqual([
      { ...by, detail: { taskId } },
    ]);
    expect(await auditTrail(desk.database, 'OUTREACH_CLOSED')).toEqual([
      { ...by, detail: { taskId, outcome: 'APPLIED' } },
    ]);
  });

  it('goes to exactly one of two officers who take it up at once', async () => {
    const outcomes = await Promise.all([wang, li].map((who) => refusalOf(acts.claim(who, taskId))));
    expect(outcomes.filter((outcome) => outcome === 'CONFLICT')).toHaveLength(1);
    expect(await auditTrail(desk.database, 'OUTREACH_CLAIMED')).toHaveLength(1);
  });

  it('leaves no trace of an act that cannot be audited', async () => {
    await asOwner(desk.database, 'REVOKE INSERT ON audit.event FROM yikou_crossmatch');
    expect(await refusalOf(acts.claim(wang, taskId))).not.toHaveProperty('allowed');
    expect(await story()).toBe('OPEN');
  });

  it('is not recorded without a note, or with an id number in it', async () => {
    await acts.claim(wang, taskId);
    for (const note of [' ', `本人 ${SUN.idNumber} 不在家`]) {
      const visit = { taskId, outcome: 'NOT_FOUND', note } as const;
      expect(await refusalOf(acts.recordVisit(wang, visit))).toBe('INVALID_INPUT');
    }
    expect(await story()).toBe('CLAIMED wang');
  });

  it('is its own street’s', async () => {
    const elsewhere = officer('zhao', DONG);
    expect(await refusalOf(acts.claim(elsewhere, taskId))).toBe('NOT_FOUND');
    expect(await refusalOf(acts.claim(wang, 'none'))).toBe('NOT_FOUND');
    const head = aRequest(anActor('OFFICE_HEAD', { streetCode: JING }));
    expect(await refusalOf(acts.claim(head, taskId))).toBe('FORBIDDEN');
    expect(await story()).toBe('OPEN');
  });

  it('that was made stands while the list says the same, and is due again when the need or the street is new', async () => {
    await visited('DECLINED');
    await list('2026-11');
    expect(await story()).toBe('CLOSED wang DECLINED');
    await list('2026-12', { recognised: '2026-11-02' });
    expect(await story()).toBe('OPEN');
    expect(await task()).toMatchObject({ claimedAt: null, note: null, closedOn: null });
    await visited('NOT_ELIGIBLE');
    await list('2027-01', { recognised: '2026-11-02', street: '南京西路街道' });
    expect(await story()).toBe('OPEN');
    expect(await task()).toMatchObject({ streetCode: DONG });
  });

  it('stays with its officer when a newer list says the same, and leaves when the street is another', async () => {
    await acts.claim(wang, taskId);
    await list('2026-11', { recognised: '2026-11-02' });
    expect(await story()).toBe('CLAIMED wang');
    await list('2026-12', { street: '南京西路街道' });
    expect(await story()).toBe('OPEN');
    expect(await task()).toMatchObject({ streetCode: DONG });
  });

  it('is over once the person has a case or the list is corrected, taken up or not', async () => {
    await acts.claim(wang, taskId);
    await loadRoster('2026-11-04', [SUN]);
    await desk.match();
    expect(await story()).toBe('COVERED wang');
    expect(
      await refusalOf(acts.recordVisit(wang, { taskId, outcome: 'APPLIED', note: NOTE })),
    ).toBe('INVALID_STATE');
    await loadRoster('2026-11-05', []);
    await desk.match();
    expect(await story()).toBe('OPEN');
    await acts.claim(wang, taskId);
    await list('2026-10', { rows: [LI], supersede: true });
    expect(await story()).toBe('WITHDRAWN wang');
  });

  it('that was made is not undone by a case or a correction', async () => {
    await visited('APPLIED');
    await loadRoster('2026-11-04', [SUN]);
    await desk.match();
    await list('2026-10', { rows: [LI], supersede: true });
    expect(await story()).toBe('CLOSED wang APPLIED');
  });

  it('is taken up and recorded over the graph', async () => {
    const ask = askOf(createCrossmatch(desk.deps));
    const claim = `mutation { claimOutreachTask(taskId: "${taskId}") { statusLabel claimedBy } }`;
    expect((await ask(wang.actor, claim)).data).toEqual({
      claimOutreachTask: { statusLabel: '走访中', claimedBy: 'wang' },
    });
    const record = `mutation { recordOutreachVisit(input: { taskId: "${taskId}", outcome: NOT_FOUND, note: "${NOTE}" })
      { status outcome outcomeLabel note closedOn } }`;
    expect((await ask(wang.actor, record)).data).toEqual({
      recordOutreachVisit: {
        status: 'CLOSED',
        outcome: 'NOT_FOUND',
        outcomeLabel: '未找到本人',
        note: NOTE,
        closedOn: '2026-11-05',
      },
    });
    const others = await ask(anActor('REVIEWER', { streetCode: JING }), claim);
    expect(others.errors).toEqual(['claimOutreachTask: FORBIDDEN']);
  });
});
