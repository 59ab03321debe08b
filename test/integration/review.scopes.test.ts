import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../kernel/actor.ts';
import { plainDate, toDbDate } from '../../kernel/plain-date.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { askOf, type Ask } from '../support/ask.ts';
import { aBatch, anActor, anId, JING } from '../support/crossmatch-builders.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';

// Which layer must refuse: the subgraph itself, by `authScopes`. A pair never goes to a street: no street role
// sees one, not even of the own street.

let database: FreshDatabase;
let ask: Ask;
let reviewId: string;

beforeAll(async () => {
  database = await freshDatabase();
  const deps = testDeps(database, 'crossmatch');
  ask = askOf(createCrossmatch(deps));
  const { db } = deps.database;
  const batch = await aBatch(db);
  const review = await db.matchReview.create({
    data: {
      id: anId(),
      fingerprint: 'pair',
      source: batch.source,
      batchId: batch.id,
      rowNo: 1,
      part: 0,
      personId: anId(),
      householdNo: 'H-1',
      streetCode: JING,
      reason: 'NAME_DIFFERS',
      recordName: '某某',
      recordKey: 'record',
      parts: [],
      data: {},
      status: 'OPEN',
      raisedOn: toDbDate(plainDate('2026-11-02')),
      decisions: {
        create: {
          round: 1,
          decision: 'SAME',
          reason: '已核对',
          decidedBy: 'someone',
          decidedAt: new Date('2026-11-02T01:00:00Z'),
        },
      },
    },
  });
  reviewId = review.id;
});
afterAll(() => database.drop());

const READERS: Role[] = ['BUREAU_SUPERVISOR', 'AUDITOR', 'MATCH_REVIEWER'];
const OUTSIDE: Role[] = [
  'CASE_OFFICER',
  'REVIEWER',
  'APPROVER',
  'OFFICE_HEAD',
  'LIAISON',
  'AIDE',
  'ANALYST',
];

const READS = [
  ['matchReviews', '{ matchReviews { totalCount } }'],
  ['matchReview', 'query ($id: ID!) { matchReview(id: $id) { recordName } }'],
  ['reviewAgreement', '{ reviewAgreement { n kappa } }'],
] as const;

function act(mutation: string): string {
  return `mutation ($id: ID!) {
    ${mutation}(input: { reviewId: $id, decision: SAME, reason: "已核对" }) { id } }`;
}

async function errorsOf(role: Role, query: string): Promise<string[]> {
  return (await ask(anActor(role), query, { id: reviewId })).errors;
}

describe.each(OUTSIDE)('%s', (role) => {
  it.each(READS)('is refused %s', async (field, query) => {
    expect(await errorsOf(role, query)).toEqual([`${field}: FORBIDDEN`]);
  });
});

it.each(READERS)('%s reads pairs of all streets', async (role) => {
  for (const [, query] of READS) expect(await errorsOf(role, query)).toEqual([]);
});

it.each([...OUTSIDE, 'BUREAU_SUPERVISOR', 'AUDITOR'] as const)(
  '%s judges no pair',
  async (role) => {
    expect(await errorsOf(role, act('decideMatchReview'))).toEqual([
      'decideMatchReview: FORBIDDEN',
    ]);
  },
);

it.each([...OUTSIDE, 'MATCH_REVIEWER', 'AUDITOR'] as const)('%s settles none', async (role) => {
  expect(await errorsOf(role, act('settleMatchReview'))).toEqual(['settleMatchReview: FORBIDDEN']);
});

it('hides what the first reviewer said from the second, and from nobody who oversees', async () => {
  const query = 'query ($id: ID!) { matchReview(id: $id) { decisions { decision decidedBy } } }';
  const seenBy = async (role: Role) =>
    (await ask(anActor(role), query, { id: reviewId })).data?.['matchReview'];
  const said = { decisions: [{ decision: 'SAME', decidedBy: 'someone' }] };
  expect(await seenBy('MATCH_REVIEWER')).toEqual({ decisions: [] });
  expect(await seenBy('BUREAU_SUPERVISOR')).toEqual(said);
  expect(await seenBy('AUDITOR')).toEqual(said);
});
