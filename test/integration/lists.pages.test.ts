import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainDate, toDbDate } from '../../kernel/plain-date.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { askOf, type Ask } from '../support/ask.ts';
import {
  aBatch,
  aFact,
  anActor,
  anAlert,
  anId,
  aTicket,
  DONG,
  JING,
} from '../support/crossmatch-builders.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';

type Page = {
  totalCount: number;
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string;
    endCursor: string;
  };
  edges: { node: Record<string, string> }[];
};

const DAY = toDbDate(plainDate('2026-11-02'));

let database: FreshDatabase;
let ask: Ask;
const bureau = anActor('BUREAU_SUPERVISOR');

beforeAll(async () => {
  database = await freshDatabase();
  const deps = testDeps(database, 'crossmatch');
  const { db } = deps.database;
  ask = askOf(createCrossmatch(deps));
  for (let made = 0; made < 7; made += 1) {
    // Same instants on purpose: the key settles the order.
    const batch = await aBatch(db);
    const fact = await aFact(db, batch);
    const alert = await anAlert(db, { streetCode: made < 4 ? JING : DONG }, [fact]);
    await aTicket(db, alert, fact);
    await db.matchRun.create({
      data: {
        id: anId(),
        asOf: DAY,
        startedAt: new Date('2026-11-02T01:00:00Z'),
        startedBy: 'job:match',
        rosterVersion: 'v1',
        batchCount: 1,
        counts: { exactHits: 1 },
      },
    });
    await db.matchReview.create({
      data: {
        id: anId(),
        fingerprint: `review-${made}`,
        source: batch.source,
        batchId: batch.id,
        rowNo: made + 1,
        part: 0,
        personId: anId(),
        householdNo: `H-${made}`,
        streetCode: made < 4 ? JING : DONG,
        reason: 'NAME_DIFFERS',
        recordName: '某某',
        recordKey: `record-${made}`,
        parts: [],
        data: {},
        status: 'OPEN',
        raisedOn: DAY,
      },
    });
    await db.outreachTask.create({
      data: {
        id: anId(),
        source: 'health.major-illness',
        personId: anId(),
        name: '某某',
        idNumberCipher: new Uint8Array(47),
        streetCode: made < 4 ? JING : DONG,
        recognisedOn: DAY,
        batchId: batch.id,
        periodEnd: DAY,
        status: 'OPEN',
        raisedOn: DAY,
      },
    });
    await db.authorisationTask.create({
      data: {
        householdNo: `H|${made}`,
        raisedOn: DAY,
        streetCode: made < 4 ? JING : DONG,
        blockedRows: made,
      },
    });
  }
});
afterAll(() => database.drop());

describe.each([
  ['extractBatches', 'id'],
  ['correctionTickets', 'ticketNo'],
  ['matchRuns', 'id'],
  ['matchReviews', 'id'],
  ['authorisationTasks', 'householdNo'],
  ['outreachTasks', 'id'],
])('%s', (list, key) => {
  async function page(variables: Record<string, unknown>): Promise<Page> {
    const query = `query ($first: Int, $after: String, $last: Int, $before: String) {
      ${list}(first: $first, after: $after, last: $last, before: $before) { totalCount
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { node { ${key} } } } }`;
    const { data, errors } = await ask(bureau, query, variables);
    expect(errors).toEqual([]);
    return data?.[list] as Page;
  }
  const keys = ({ edges }: Page) => edges.map(({ node }) => node[key]);

  it('gives every row once, forwards and backwards', async () => {
    const whole = await page({ first: 100 });
    expect(whole.totalCount).toBe(7);
    expect(new Set(keys(whole)).size).toBe(7);
    const first = await page({ first: 3 });
    const second = await page({ first: 3, after: first.pageInfo.endCursor });
    const third = await page({ first: 3, after: second.pageInfo.endCursor });
    expect([...keys(first), ...keys(second), ...keys(third)]).toEqual(keys(whole));
    expect(third.pageInfo.hasNextPage).toBe(false);
    const last = await page({ last: 4 });
    const before = await page({ last: 4, before: last.pageInfo.startCursor });
    expect([...keys(before), ...keys(last)]).toEqual(keys(whole));
    expect(before.pageInfo.hasPreviousPage).toBe(false);
  });
});

describe('a street', () => {
  it('gets its own tickets and tasks', async () => {
    const query = `{ correctionTickets { totalCount } authorisationTasks { totalCount }
      outreachTasks { totalCount edges { node { street { code } } } } }`;
    const { data } = await ask(anActor('CASE_OFFICER'), query);
    expect(data).toEqual({
      correctionTickets: { totalCount: 4 },
      authorisationTasks: { totalCount: 4 },
      outreachTasks: {
        totalCount: 4,
        edges: Array.from({ length: 4 }, () => ({ node: { street: { code: JING } } })),
      },
    });
  });
});
