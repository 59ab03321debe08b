import type { GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExtractBatch } from '../../prisma/generated/client/client.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { askOf, type Ask } from '../support/ask.ts';
import {
  aBatch,
  aFact,
  anActor,
  anAlert,
  aRequest,
  aTicket,
} from '../support/crossmatch-builders.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';

let database: FreshDatabase;
let ask: Ask;
let subgraph: ReturnType<typeof createCrossmatch>;
let batch: ExtractBatch;
const bureau = anActor('BUREAU_SUPERVISOR');

beforeAll(async () => {
  database = await freshDatabase();
  const deps = testDeps(database, 'crossmatch');
  const { db } = deps.database;
  subgraph = createCrossmatch(deps);
  ask = askOf(subgraph);
  batch = await aBatch(db, {
    rows: 105,
    accepted: 100,
    setAside: 5,
    setAsideByCode: { ID_CHECKSUM: 3, DUPLICATE_ROW: 2 },
    notices: ['忽略未知列：备注'],
    matchCounts: { exactHits: 3, raised: 1, seconds: 0.2 },
  });
  await db.setAsideRow.createMany({
    data: [3, 5, 8, 13, 21].map((rowNo, at) => ({
      batchId: batch.id,
      rowNo,
      code: at < 3 ? 'ID_CHECKSUM' : 'DUPLICATE_ROW',
      column: at < 3 ? '公民身份号码' : null,
      rowCipher: new Uint8Array(40),
    })),
  });
});
afterAll(() => database.drop());

describe('an extract batch', () => {
  it('tells what came of its rows, in codes and in Chinese', async () => {
    const query = `query ($id: ID!) { extractBatch(id: $id) {
      sourceTitle statusLabel modeLabel rows accepted setAside notices holdReason rejection { code }
      setAsideByReason { reason reasonLabel count } department { name }
      matchCounts { exactHits raised withdrawn } deletion { deletedRows } } }`;
    const { data, errors } = await ask(bureau, query, { id: batch.id });
    expect(errors).toEqual([]);
    expect(data?.['extractBatch']).toMatchObject({
      statusLabel: '已接收',
      modeLabel: '增量',
      rows: 105,
      accepted: 100,
      setAside: 5,
      notices: ['忽略未知列：备注'],
      holdReason: null,
      rejection: null,
      setAsideByReason: [
        { reason: 'ID_CHECKSUM', reasonLabel: '证件号码校验不通过', count: 3 },
        { reason: 'DUPLICATE_ROW', reasonLabel: '与前面的行完全相同', count: 2 },
      ],
      department: { name: '公安局' },
      matchCounts: { exactHits: 3, raised: 1, withdrawn: 0 },
      deletion: null,
    });
  });

  it('lists its set-aside rows page by page, without what they say', async () => {
    const query = `query ($id: ID!, $after: String, $before: String, $first: Int, $last: Int) {
      extractBatch(id: $id) { setAsideRows(first: $first, after: $after, last: $last, before: $before) {
        totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        edges { node { rowNo reason column } } } } }`;
    type Rows = {
      totalCount: number;
      pageInfo: { hasNextPage: boolean; startCursor: string; endCursor: string };
      edges: { node: { rowNo: number } }[];
    };
    async function rows(variables: Record<string, unknown>): Promise<Rows> {
      const { data } = await ask(bureau, query, { id: batch.id, ...variables });
      return (data?.['extractBatch'] as { setAsideRows: Rows }).setAsideRows;
    }
    const numbers = ({ edges }: Rows) => edges.map(({ node }) => node.rowNo);
    const first = await rows({ first: 2 });
    expect(first.totalCount).toBe(5);
    expect(numbers(first)).toEqual([3, 5]);
    const second = await rows({ first: 2, after: first.pageInfo.endCursor });
    expect(numbers(second)).toEqual([8, 13]);
    expect(second.pageInfo.hasNextPage).toBe(true);
    expect(numbers(await rows({ last: 2 }))).toEqual([13, 21]);
    expect(numbers(await rows({ last: 2, before: second.pageInfo.startCursor }))).toEqual([3, 5]);
    const type = subgraph.schema.getType('SetAsideRow') as GraphQLObjectType;
    expect(Object.keys(type.getFields())).toEqual(['column', 'reason', 'reasonLabel', 'rowNo']);
  });

  it('is listed under its department, the newest first, with that department’s tickets', async () => {
    const { db } = database.subgraph('crossmatch');
    const later = await aBatch(db, { receivedAt: new Date('2026-11-03T00:00:00Z') });
    await aBatch(db, { source: 'tax.income', departmentCode: 'tax' });
    const fact = await aFact(db, batch);
    const ticket = await aTicket(db, await anAlert(db, {}, [fact]), fact);
    const query = `query ($after: String) { departments { code
      batches(first: 1, after: $after) { totalCount pageInfo { endCursor } edges { node { id } } }
      corrections { totalCount edges { node { ticketNo } } } } }`;
    const police = anActor('LIAISON');
    const { data, errors } = await ask(police, query);
    expect(errors).toEqual([]);
    expect(data?.['departments']).toMatchObject([
      {
        code: 'public-security',
        batches: { totalCount: 2, edges: [{ node: { id: later.id } }] },
        corrections: { totalCount: 1, edges: [{ node: { ticketNo: ticket.ticketNo } }] },
      },
    ]);
    const [own] = data?.['departments'] as { batches: { pageInfo: { endCursor: string } } }[];
    const next = await ask(police, query, { after: own?.batches.pageInfo.endCursor });
    expect(next.data?.['departments']).toMatchObject([
      { batches: { edges: [{ node: { id: batch.id } }] } },
    ]);
  });
});

describe('a held batch', () => {
  async function held(): Promise<string> {
    const { db } = database.subgraph('crossmatch');
    return (await aBatch(db, { status: 'HELD', holdReason: '行数不足上期的 70%' })).id;
  }

  it('is released or given up by the bureau, once', async () => {
    const released = await held();
    const release = `mutation { releaseHeldBatch(id: "${released}") { status statusLabel } }`;
    expect((await ask(bureau, release)).data).toEqual({
      releaseHeldBatch: { status: 'ACCEPTED', statusLabel: '已接收' },
    });
    expect((await ask(bureau, release)).errors).toEqual(['releaseHeldBatch: INVALID_STATE']);
    const discard = `mutation { discardHeldBatch(id: "${await held()}") { statusLabel } }`;
    expect((await ask(bureau, discard)).data).toEqual({
      discardHeldBatch: { statusLabel: '已弃用' },
    });
  });

  it('is not for the department that sent it, nor for an auditor', async () => {
    const query = `mutation { releaseHeldBatch(id: "${await held()}") { status } }`;
    for (const role of ['LIAISON', 'AUDITOR', 'OFFICE_HEAD'] as const) {
      expect((await ask(anActor(role), query)).errors).toEqual(['releaseHeldBatch: FORBIDDEN']);
    }
  });

  it('is not found under an id that is none', async () => {
    const query = 'mutation { releaseHeldBatch(id: "x") { status } }';
    expect((await ask(bureau, query)).errors).toEqual(['releaseHeldBatch: NOT_FOUND']);
    const request = aRequest(bureau);
    expect(await subgraph.services.batches.byIds(request.actor, ['x'])).toEqual(new Map());
  });
});
