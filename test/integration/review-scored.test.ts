import { afterAll, beforeAll, expect, it } from 'vitest';
import { plainDate, toDbDate } from '../../kernel/plain-date.ts';
import { storeReviews } from '../../subgraphs/crossmatch/match/store-reviews.ts';
import { loadPersons } from '../../subgraphs/crossmatch/match/person-state.ts';
import type { ReviewCandidate, Score } from '../../subgraphs/crossmatch/match/review-candidate.ts';
import { inTransaction } from '../../subgraphs/crossmatch/match/transaction.ts';
import { aBatch, refusalOf } from '../support/crossmatch-builders.ts';
import {
  HEAD,
  LI,
  OTHER,
  reviewDesk,
  REVIEWER,
  WANG,
  type Recipient,
  type ReviewDesk,
} from '../support/review-desk.ts';

// Pairs without a usable number, as the linkage hands them over: whatever happens to them, no alert comes of
// it without the decision SAME.

let desk: ReviewDesk;
let rowNo = 0;
beforeAll(async () => {
  desk = await reviewDesk();
}, 120_000);
afterAll(() => desk.hub.close());

const SCORE: Score = {
  bits: 9.125,
  modelVersion: 'chinese-person/1',
  parts: [
    {
      comparison: 'name',
      title: { zh: '姓名一致', en: 'same name' },
      weight: 12.5,
      left: '李建国',
      right: '李建国',
    },
    {
      comparison: 'prior',
      title: { zh: '先验', en: 'prior' },
      weight: -3.375,
      left: null,
      right: null,
    },
  ],
};

/** Asks about a cremation of that day without a number, in a batch of its own; the fingerprints asked. */
async function ask(who: Recipient, diedOn: string, given: Partial<ReviewCandidate> = {}) {
  const { deps } = desk.hub;
  const source = 'civil-affairs.cremation';
  const periodEnd = plainDate('2026-11-30');
  const stored = await aBatch(deps.database.db, {
    source,
    departmentCode: 'civil-affairs',
    periodEnd: toDbDate(periodEnd),
    matchedRoster: 'v1',
  });
  const asOf = plainDate('2026-11-05');
  const { id, fileName, period, serial, rows, accepted } = stored;
  rowNo += 1;
  return inTransaction(deps.database.pool, async (client) => {
    const persons = await loadPersons(client, deps.vault, [desk.hub.personId(who.idNumber)], asOf);
    const [person] = [...persons.values()];
    if (!person) throw new Error('no such person');
    const batch = { id, source, fileName, period, periodEnd, serial, asOf, rows, accepted };
    const candidate: ReviewCandidate = {
      rowNo,
      part: 0,
      person,
      reason: 'NUMBER_MISSING',
      recordName: who.name,
      record: {
        name: who.name,
        idNumber: null,
        birthDate: null,
        sex: '男',
        phone: null,
        address: null,
      },
      fact: {
        source,
        diedOn: plainDate(diedOn),
        crematedOn: plainDate('2026-10-20'),
        funeralHome: null,
      },
      naturalKey: who.idNumber,
      score: SCORE,
      ...given,
    };
    const pending = {
      ...batch,
      mode: 'DELTA',
      setAside: {},
      stagedPath: '',
      again: false,
      matchedRoster: null,
    } as const;
    return storeReviews(client, { deps, asOf }, pending, [candidate]);
  });
}

const cremations = async (who: Recipient) =>
  (await desk.alertsOf(who)).filter(({ sources }) => sources.includes('civil-affairs.cremation'));

async function scoredOf(who: Recipient): Promise<string> {
  const scored = (await desk.reviewsOf(who)).filter(
    ({ status, score }) => status === 'OPEN' && score !== null,
  );
  expect(scored).toHaveLength(1);
  return String(scored[0]?.id);
}

it('comes to an alert by no way but the decision SAME', async () => {
  expect(await ask(LI, '2026-10-12')).toHaveLength(1);
  await desk.hub.match();
  expect(await cremations(LI)).toEqual([]);
  await desk.secondShare(100);
  const reviewId = await scoredOf(LI);
  await desk.decide(REVIEWER, reviewId, 'SAME');
  await desk.decide(OTHER, reviewId, 'CANNOT_TELL');
  await desk.hub.match();
  expect(await cremations(LI)).toEqual([]);
  await desk.settle(HEAD, reviewId, 'DIFFERENT');
  await desk.secondShare(0);
  expect(await ask(LI, '2026-10-12')).toEqual([]);
  await desk.hub.match();
  expect(await cremations(LI)).toEqual([]);
});

it('does not come to an alert by a fact alone that names its review', async () => {
  const { db, pool } = desk.hub.deps.database;
  await ask(WANG, '2026-10-11');
  const review = await db.matchReview.findUniqueOrThrow({ where: { id: await scoredOf(WANG) } });
  await pool.query(
    `INSERT INTO matched_fact (id, batch_id, row_no, part, source, person_id, natural_key, period_end,
                               serial, data, standing, review_id)
     SELECT gen_random_uuid(), batch_id, row_no, part, source, person_id, 'k', '2026-11-30', 1, data, true, id
       FROM match_review WHERE id = $1`,
    [review.id],
  );
  await desk.hub.deps.database.pool.query(
    `UPDATE match_run SET counts = counts || '{"decidedBy": ""}'`,
  );
  await desk.hub.match();
  expect(await cremations(WANG)).toEqual([]);
  await desk.decide(REVIEWER, review.id, 'SAME');
  expect((await cremations(WANG)).map(({ explanation }) => explanation)).toEqual([
    expect.stringContaining('来源记录没有可用的公民身份号码'),
  ]);
});

it('gives another record of the same name no fact: a namesake’s is asked about anew', async () => {
  expect(await ask(WANG, '2026-10-11')).toEqual([]);
  expect(await ask(WANG, '2026-10-17')).toHaveLength(1);
  const hidden = { name: WANG.name, idNumber: '*'.repeat(18), birthDate: null, sex: '男' };
  const record = { ...hidden, phone: null, address: null };
  const [first] = await ask(WANG, '2026-10-18', { record });
  expect(await ask(WANG, '2026-10-19', { record })).not.toEqual([first]);
});

it('is about one person: what is judged to be one recipient’s cannot be another’s too', async () => {
  const taken = await desk.hub.deps.database.db.matchedFact.findFirstOrThrow({
    where: { personId: desk.hub.personId(WANG.idNumber), source: 'civil-affairs.cremation' },
  });
  await ask(LI, '2026-10-11');
  const reviewId = await scoredOf(LI);
  const { batchId, rowNo: row, part } = taken;
  await desk.hub.deps.database.db.reviewRecord.updateMany({
    where: { reviewId },
    data: { batchId, rowNo: row, part },
  });
  expect(await refusalOf(desk.decide(REVIEWER, reviewId, 'SAME'))).toBe('INVALID_STATE');
  expect(await desk.decide(REVIEWER, reviewId, 'DIFFERENT')).toMatchObject({ status: 'DECIDED' });
});

it('is not stored with a score that its parts do not add up to', async () => {
  const score = { ...SCORE, bits: 9.126 };
  expect(await refusalOf(ask(LI, '2026-10-19', { score }))).toBe('INTERNAL');
});
