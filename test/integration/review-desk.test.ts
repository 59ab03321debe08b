import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '../../kernel/clock.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import { createAlertActService } from '../../subgraphs/crossmatch/alert-act.service.ts';
import { createMatchReviewActService } from '../../subgraphs/crossmatch/match-review-act.service.ts';
import { createMatchReviewService } from '../../subgraphs/crossmatch/match-review.service.ts';
import { lockComparison } from '../../subgraphs/crossmatch/match/fence.ts';
import { inTransaction } from '../../subgraphs/crossmatch/match/transaction.ts';
import { createReviewAgreementService } from '../../subgraphs/crossmatch/review-agreement.service.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { askOf } from '../support/ask.ts';
import { auditTrail } from '../support/audit-trail.ts';
import { anActor, aRequest, refusalOf } from '../support/crossmatch-builders.ts';
import {
  CHEN,
  death,
  FENG,
  HEAD,
  LI,
  OTHER,
  reviewDesk,
  REVIEWER,
  strangers,
  SUN,
  WANG,
  WRITTEN,
  WU,
  ZHAO,
  ZHENG,
  ZHOU,
  type Recipient,
  type ReviewDesk,
} from '../support/review-desk.ts';

let desk: ReviewDesk;
let queue: ReturnType<typeof createMatchReviewService>;
beforeAll(async () => {
  desk = await reviewDesk();
  queue = createMatchReviewService(desk.hub.deps);
}, 120_000);
afterAll(() => desk.hub.close());

/** The person's only open pair. */
async function openOf(who: Recipient): Promise<string> {
  const open = await desk.openOf(who);
  expect(open).toHaveLength(1);
  return String(open[0]);
}

const statusesOf = async (who: Recipient) =>
  (await desk.alertsOf(who)).map(({ status }) => status).sort();

describe('a pair judged SAME', () => {
  it('raises the person’s alert at once, told apart and accounted for', async () => {
    const reviewId = await openOf(LI);
    expect(await desk.alertsOf(LI)).toEqual([]);
    expect(await desk.decide(REVIEWER, reviewId, 'SAME')).toMatchObject({ status: 'DECIDED' });
    const [alert] = await desk.alertsOf(LI);
    expect(alert).toMatchObject({ ruleId: 'death-reported', status: 'OPEN', evidence: 1 });
    expect(alert?.dueOn).not.toBeNull();
    expect(alert?.explanation).toContain(
      '姓名不一致，来源记录写作“某某某”。已由区级比对复核员复核，认定为同一人',
    );
    const { db } = desk.hub.deps.database;
    const where = { alertNo: String(alert?.alertNo) };
    expect(await db.alert.findUnique({ where })).toMatchObject({ tier: 'REVIEWED' });
    expect(await auditTrail(desk.hub.database, 'REVIEW_DECIDED')).toContainEqual({
      subject: 'reviewer-1',
      role: 'MATCH_REVIEWER',
      requestId: REVIEWER.requestId,
      detail: { reviewId, decision: 'SAME' },
    });
  });

  it('is judged once: the next comes too late', async () => {
    const reviewId = String((await desk.reviewsOf(LI))[0]?.id);
    expect(await refusalOf(desk.decide(OTHER, reviewId, 'DIFFERENT'))).toBe('CONFLICT');
    expect(await refusalOf(desk.decide(REVIEWER, reviewId, 'DIFFERENT'))).toBe('INVALID_STATE');
  });

  it('gives a fact for every record that says the same of its person', async () => {
    await desk.decide(REVIEWER, await openOf(ZHOU), 'SAME');
    const employers = (await desk.alertsOf(ZHOU)).map(({ factKey }) => factKey).sort();
    expect(employers).toEqual(['上海样本有限公司', '上海示范有限公司']);
  });

  it('gives no economic fact while the household’s authorisation has run out', async () => {
    const late = { ...desk.hub.deps, clock: fixedClock('2028-01-03T09:00:00+08:00') };
    const input = { reviewId: await openOf(FENG), decision: 'SAME', reason: '已核对' } as const;
    await createMatchReviewActService(late).decide(REVIEWER, input);
    const personId = desk.hub.personId(FENG.idNumber);
    expect(await late.database.db.matchedFact.count({ where: { personId } })).toBe(0);
  });

  it('is won by one of two who decide at once', async () => {
    const reviewId = await openOf(ZHENG);
    const outcomes = await Promise.all(
      [REVIEWER, OTHER].map((request) => refusalOf(desk.decide(request, reviewId, 'SAME'))),
    );
    expect(outcomes.filter((outcome) => outcome === 'CONFLICT')).toHaveLength(1);
    expect(await desk.alertsOf(ZHENG)).toHaveLength(1);
  });
});

describe('a decision', () => {
  it('needs a reason without an id number, and the role', async () => {
    const reviewId = await openOf(WANG);
    const acts = createMatchReviewActService(desk.hub.deps);
    for (const reason of [' ', `号码是 ${WANG.idNumber}`]) {
      const given = acts.decide(REVIEWER, { reviewId, decision: 'DIFFERENT', reason });
      expect(await refusalOf(given)).toBe('INVALID_INPUT');
    }
    expect(await refusalOf(desk.decide(HEAD, reviewId, 'SAME'))).toBe('FORBIDDEN');
    expect(await refusalOf(desk.settle(REVIEWER, reviewId, 'SAME'))).toBe('FORBIDDEN');
    expect(await refusalOf(desk.decide(REVIEWER, 'no-such', 'SAME'))).toBe('NOT_FOUND');
  });

  it('waits for no comparison that takes long', async () => {
    const reviewId = await openOf(WANG);
    await inTransaction(desk.hub.deps.database.pool, async (client) => {
      await lockComparison(client);
      expect(await refusalOf(desk.decide(REVIEWER, reviewId, 'SAME'))).toBe('MATCH_RUNNING');
    });
  });

  it('of the sample counts nothing until another, who judges blind, agrees', async () => {
    await desk.secondShare(100);
    const reviewId = await openOf(SUN);
    expect(await desk.decide(REVIEWER, reviewId, 'SAME')).toMatchObject({ status: 'OPEN' });
    expect(await desk.alertsOf(SUN)).toEqual([]);
    expect(await refusalOf(desk.decide(REVIEWER, reviewId, 'SAME'))).toBe('INVALID_STATE');
    expect(await queue.decisionsOf(OTHER.actor, [reviewId])).toEqual(new Map());
    const stretch = { after: null, before: null, limit: 50, inverted: false };
    const queueOf = async ({ actor }: typeof REVIEWER) =>
      (await queue.list(actor, { status: { eq: 'OPEN' } }, stretch)).map(({ id }) => id);
    expect(await queueOf(REVIEWER)).not.toContain(reviewId);
    expect(await queueOf(OTHER)).toContain(reviewId);
    expect(await desk.decide(OTHER, reviewId, 'SAME')).toMatchObject({ status: 'DECIDED' });
    expect(await desk.alertsOf(SUN)).toHaveLength(1);
    expect((await queue.decisionsOf(OTHER.actor, [reviewId])).get(reviewId)).toHaveLength(2);
  });

  it('that two dispute is the supervisor’s, and the agreement is measured', async () => {
    const reviewId = await openOf(WU);
    await desk.decide(REVIEWER, reviewId, 'SAME');
    expect(await desk.decide(OTHER, reviewId, 'DIFFERENT')).toMatchObject({ status: 'OPEN' });
    expect(await desk.alertsOf(WU)).toEqual([]);
    expect(await queue.count(HEAD.actor, { disputed: true })).toBe(1);
    await desk.settle(HEAD, reviewId, 'SAME');
    expect(await desk.alertsOf(WU)).toHaveLength(1);
    const agreement = createReviewAgreementService(desk.hub.deps);
    expect(await agreement.measure(HEAD.actor, {})).toMatchObject({ n: 2, agreed: 1, share: 0.5 });
    const before = await agreement.measure(HEAD.actor, { to: plainDate('2026-11-01') });
    expect(before.n).toBe(0);
    await desk.secondShare(0);
  });
});

describe('the next delivery', () => {
  it('asks about no judged record again: SAME flows, DIFFERENT and CANNOT_TELL stay silent', async () => {
    await desk.decide(REVIEWER, await openOf(WANG), 'DIFFERENT');
    await desk.decide(REVIEWER, await openOf(CHEN), 'CANNOT_TELL');
    const told = [LI, WANG, CHEN].map((who) => death(who, WRITTEN));
    await desk.deaths('2026-11', [...told, ...strangers(520)]);
    await desk.hub.match();
    expect(await statusesOf(LI)).toEqual(['OPEN']);
    const personId = desk.hub.personId(LI.idNumber);
    const { db } = desk.hub.deps.database;
    const facts = await db.matchedFact.findMany({ where: { personId } });
    expect(facts.map(({ reviewId }) => reviewId !== null)).toEqual([true, true]);
    for (const who of [WANG, CHEN]) {
      expect(await desk.alertsOf(who)).toEqual([]);
      expect((await desk.reviewsOf(who)).map(({ status }) => status)).toEqual(['DECIDED']);
    }
  });

  it('asks again once the record of an undecidable pair has changed', async () => {
    await desk.deaths('2026-11-03', [death(CHEN, '陈志祥'), ...strangers(540)]);
    await desk.hub.match();
    expect(await desk.openOf(CHEN)).toHaveLength(1);
  });

  it('fells what a correction takes out, refuses to judge it, and finds it again by the link', async () => {
    await desk.decide(REVIEWER, await openOf(ZHAO), 'SAME');
    const undecided = await openOf(CHEN);
    await desk.deaths('2026-10', strangers(500), { supersede: true });
    await desk.deaths('2026-11-03', strangers(540), { supersede: true });
    expect(await refusalOf(desk.decide(REVIEWER, undecided, 'SAME'))).toBe('INVALID_STATE');
    await desk.hub.match();
    expect(await statusesOf(ZHAO)).toEqual(['WITHDRAWN']);
    expect(await statusesOf(LI)).toEqual(['OPEN']);
    await desk.deaths('2026-11', [death(ZHAO, WRITTEN), ...strangers(560)], { serial: 2 });
    await desk.hub.match();
    expect(await statusesOf(ZHAO)).toEqual(['OPEN', 'WITHDRAWN']);
    expect(await desk.openOf(ZHAO)).toEqual([]);
  });

  it('finds nothing by a link that an officer’s visit has parted', async () => {
    const officer = aRequest(anActor('CASE_OFFICER'));
    const alerts = createAlertActService(desk.hub.deps);
    const alertNo = String((await desk.alertsOf(LI))[0]?.alertNo);
    await alerts.claim(officer, alertNo);
    await alerts.dispose(officer, { alertNo, disposition: 'NOT_SAME_PERSON' });
    const personId = desk.hub.personId(LI.idNumber);
    const links = await desk.hub.deps.database.db.personLink.findMany({ where: { personId } });
    expect(links.map(({ decision }) => decision)).toEqual(['DIFFERENT', 'DIFFERENT']);
  });
});

it('shows the two side by side, numbers masked, with what differs marked', async () => {
  const ask = askOf(createCrossmatch(desk.hub.deps));
  const query = `query ($id: ID!) { matchReview(id: $id) { score parts { weight }
    comparison { field label recordValue personValue agrees difference positions } } }`;
  const id = String((await desk.reviewsOf(SUN))[0]?.id);
  const { data, errors } = await ask(OTHER.actor, query, { id });
  expect(errors).toEqual([]);
  const { comparison } = data?.['matchReview'] as { comparison: Record<string, unknown>[] };
  expect(comparison.slice(0, 2)).toMatchObject([
    { field: 'NAME', label: '姓名', recordValue: WRITTEN, agrees: false, positions: [1, 2, 3] },
    { field: 'ID_NUMBER', agrees: true, difference: 'NONE', positions: [] },
  ]);
  expect(JSON.stringify(data)).not.toContain(SUN.idNumber);
});

it('keeps opinions for good, in the database itself', async () => {
  const { pool } = desk.hub.deps.database;
  await expect(pool.query('DELETE FROM match_decision')).rejects.toThrow(/permission denied/);
});
