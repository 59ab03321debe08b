import fc from 'fast-check';
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
  edges: { cursor: string; node: { alertNo: string; dueOn: string | null } }[];
};

const DAYS = [
  '2026-10-20',
  '2026-10-30',
  '2026-10-30',
  '2026-11-18',
  '2026-11-18',
  null,
  null,
  null,
];
const QUERY = `query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: AlertOrder!,
                      $filter: AlertFilter) {
  alerts(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy,
         filter: $filter) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { alertNo dueOn } } } }`;

let database: FreshDatabase;
let ask: Ask;
const officer = anActor('CASE_OFFICER');

beforeAll(async () => {
  database = await freshDatabase();
  const deps = testDeps(database, 'crossmatch');
  const { db } = deps.database;
  ask = askOf(createCrossmatch(deps));
  for (const [at, day] of DAYS.entries()) {
    await anAlert(db, {
      dueOn: day === null ? null : toDbDate(plainDate(day)),
      severity: day === null ? 'INFO' : 'HIGH',
      effectiveOn: toDbDate(plainDate(`2026-10-0${(at % 3) + 1}`)),
    });
  }
});
afterAll(() => database.drop());

async function page(variables: Record<string, unknown>): Promise<Page> {
  const { data, errors } = await ask(officer, QUERY, { orderBy: 'DUE_ON_ASC', ...variables });
  expect(errors).toEqual([]);
  return data?.['alerts'] as Page;
}

function numbers({ edges }: Page): string[] {
  return edges.map(({ node }) => node.alertNo);
}

describe('a list of alerts', () => {
  it('is ordered by due day, those without one last, either way', async () => {
    const days = async (orderBy: string) =>
      (await page({ first: 100, orderBy })).edges.map(({ node }) => node.dueOn);
    expect(await days('DUE_ON_ASC')).toEqual(DAYS);
    expect(await days('DUE_ON_DESC')).toEqual([
      '2026-11-18',
      '2026-11-18',
      '2026-10-30',
      '2026-10-30',
      '2026-10-20',
      null,
      null,
      null,
    ]);
  });

  it('gives every alert once, forwards and backwards, whatever the page size and order', async () => {
    const orders = ['DUE_ON_ASC', 'DUE_ON_DESC', 'RAISED_ON_DESC', 'EFFECTIVE_ON_DESC'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...orders),
        fc.integer({ min: 1, max: 4 }),
        async (orderBy, size) => {
          const whole = numbers(await page({ first: 100, orderBy }));
          const forwards: string[] = [];
          let next = await page({ first: size, orderBy });
          forwards.push(...numbers(next));
          while (next.pageInfo.hasNextPage) {
            next = await page({ first: size, after: next.pageInfo.endCursor, orderBy });
            forwards.push(...numbers(next));
          }
          expect(forwards).toEqual(whole);
          const backwards: string[] = [];
          let last = await page({ last: size, orderBy });
          backwards.unshift(...numbers(last));
          while (last.pageInfo.hasPreviousPage) {
            last = await page({ last: size, before: last.pageInfo.startCursor, orderBy });
            backwards.unshift(...numbers(last));
          }
          expect(backwards).toEqual(whole);
        },
      ),
      { numRuns: 16 },
    );
  });

  it('goes on where a page ended although its last alert has left the list', async () => {
    const filter = { status: { eq: 'OPEN' } };
    const first = await page({ first: 3, filter });
    const rest = numbers(await page({ first: 100, after: first.pageInfo.endCursor, filter }));
    const { db } = database.subgraph('crossmatch');
    const alertNo = numbers(first).at(-1) ?? '';
    await db.alert.update({ where: { alertNo }, data: { status: 'CLAIMED', claimedBy: 'li' } });
    const again = await page({ first: 100, after: first.pageInfo.endCursor, filter });
    expect(numbers(again)).toEqual(rest);
    await db.alert.update({ where: { alertNo }, data: { status: 'OPEN', claimedBy: null } });
  });

  it('counts what the filter gives, not what the page holds', async () => {
    expect((await page({ first: 2 })).totalCount).toBe(8);
    const filter = { dueOn: { gte: '2026-10-21', lte: '2026-11-18' }, severity: { in: ['HIGH'] } };
    expect((await page({ first: 1, filter })).totalCount).toBe(4);
  });

  it('tells the overdue from the others, an alert without a due day never being overdue', async () => {
    // The tests' today is 2 November 2026.
    const overdue = await page({ first: 100, filter: { overdue: true } });
    expect(overdue.edges.map(({ node }) => node.dueOn)).toEqual(DAYS.slice(0, 3));
    const others = await page({ first: 100, filter: { overdue: false } });
    expect(others.edges.map(({ node }) => node.dueOn)).toEqual(DAYS.slice(3));
  });

  it('finds by household, source and rule', async () => {
    const { db } = database.subgraph('crossmatch');
    const batch = await aBatch(db, { source: 'tax.income', departmentCode: 'tax' });
    const personId = anId();
    const alert = await anAlert(
      db,
      { personId, ruleId: 'income-over-line', householdNo: 'H-X', streetCode: DONG },
      [await aFact(db, batch, { personId })],
    );
    const bureau = anActor('BUREAU_SUPERVISOR');
    for (const filter of [
      { householdNo: { eq: 'H-X' } },
      { source: { in: ['tax.income', 'housing.property'] } },
      { ruleId: { startsWith: 'income' } },
      { streetCode: { in: [DONG] }, status: { in: ['OPEN', 'CLAIMED'] } },
    ]) {
      const { data } = await ask(bureau, QUERY, { first: 9, orderBy: 'RAISED_ON_DESC', filter });
      expect(numbers(data?.['alerts'] as Page), JSON.stringify(filter)).toEqual([alert.alertNo]);
    }
    const { data } = await ask(bureau, QUERY, {
      first: 9,
      orderBy: 'DUE_ON_ASC',
      filter: { streetCode: { eq: JING }, householdNo: { eq: 'H-X' } },
    });
    expect(data?.['alerts']).toMatchObject({ totalCount: 0, edges: [] });
  });

  it('gives at most a hundred at a time', async () => {
    const { db } = database.subgraph('crossmatch');
    for (let made = 0; made < 101; made += 1) await anAlert(db, { streetCode: DONG }, []);
    const bureau = anActor('BUREAU_SUPERVISOR');
    const { data } = await ask(bureau, QUERY, { first: 1000, orderBy: 'DUE_ON_ASC' });
    expect((data?.['alerts'] as Page).edges).toHaveLength(100);
  });
});

/** A cursor of the right form to a place that no row can have. */
const FORGED = Buffer.from('2026-11-02T00:00:00.000Z|x').toString('base64url');
const FAR = Buffer.from(`+275760-09-13T00:00:00.000Z|${anId()}`).toString('base64url');

describe('a cursor that is none', () => {
  it.each([
    `extractBatches(after: "${FORGED}") { edges { cursor } }`,
    `extractBatches(after: "${FAR}") { edges { cursor } }`,
    `matchReviews(before: "${FORGED}") { edges { cursor } }`,
    `departments { batches(after: "${FORGED}") { edges { cursor } } }`,
    'authorisationTasks(after: "R1BDOko6WzEsMl0=") { edges { cursor } }',
    'alerts(after: "x") { totalCount edges { cursor } }',
    'alerts(before: "MjAyNi0xMy0wMXxB") { edges { cursor } }',
    'extractBatches(after: "x") { edges { cursor } }',
    'matchRuns(after: "x") { edges { cursor } }',
    'matchReviews(after: "x") { edges { cursor } }',
    'correctionTickets(before: "x") { edges { cursor } }',
    'authorisationTasks(after: "x") { edges { cursor } }',
    'departments { batches(after: "x") { edges { cursor } } }',
    'alerts(first: -1) { edges { cursor } }',
    'extractBatches(first: -1) { edges { cursor } }',
  ])('is refused as invalid input: %s', async (query) => {
    const { errors } = await ask(anActor('BUREAU_SUPERVISOR'), `{ ${query} }`);
    expect(errors[0]).toMatch(/: INVALID_INPUT$/);
  });
});
