import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor, Role } from '../../kernel/actor.ts';
import type { Alert, ExtractBatch, MatchedFact } from '../../prisma/generated/client/client.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { askEntities, askOf, type Ask } from '../support/ask.ts';
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

// Which layer must refuse: the subgraph itself, by `authScopes` where a role may not ask at all, and by
// the where clause of the loading query where the row lies out of reach. The gateway takes no part here.

let database: FreshDatabase;
let ask: Ask;
let batch: ExtractBatch;
let otherBatch: ExtractBatch;
let fact: MatchedFact;
let inJing: Alert;
let inDong: Alert;
let ticketNo: string;

beforeAll(async () => {
  database = await freshDatabase();
  const deps = testDeps(database, 'crossmatch');
  const { db } = deps.database;
  ask = askOf(createCrossmatch(deps));
  batch = await aBatch(db);
  otherBatch = await aBatch(db, { source: 'tax.income', departmentCode: 'tax' });
  const personId = anId();
  fact = await aFact(db, batch, { personId });
  inJing = await anAlert(db, { streetCode: JING, personId }, [fact]);
  inDong = await anAlert(db, { streetCode: DONG });
  ({ ticketNo } = await aTicket(db, inJing, fact));
});
afterAll(() => database.drop());

const street: Role[] = ['CASE_OFFICER', 'REVIEWER', 'APPROVER', 'OFFICE_HEAD'];
const district: Role[] = ['BUREAU_SUPERVISOR', 'AUDITOR'];
const outside: Role[] = ['LIAISON', 'AIDE', 'ANALYST', 'MATCH_REVIEWER'];

const LIST = '{ alerts { totalCount edges { node { alertNo } } } }';
const ONE = 'query ($no: ID!) { alert(alertNo: $no) { alertNo } }';

function numbersOf(data: Record<string, unknown> | null): string[] {
  const page = data?.['alerts'] as { edges: { node: { alertNo: string } }[] };
  return page.edges.map(({ node }) => node.alertNo).sort();
}

async function resolved(actor: Actor, reference: Record<string, unknown>, selection: string) {
  return askEntities(ask, actor, [reference], selection);
}

describe.each(street)('%s', (role) => {
  it('sees the alerts of the own street and their number, and no other', async () => {
    const { data, errors } = await ask(anActor(role), LIST);
    expect(errors).toEqual([]);
    expect(numbersOf(data)).toEqual([inJing.alertNo]);
    expect(data).toMatchObject({ alerts: { totalCount: 1 } });
  });

  it('does not widen the own street by a filter', async () => {
    const query = `{ alerts(filter: { streetCode: { in: ["${JING}", "${DONG}"] } }) {
      totalCount edges { node { alertNo } } } }`;
    expect(numbersOf((await ask(anActor(role), query)).data)).toEqual([inJing.alertNo]);
  });

  it('finds another street’s alert as little as one that does not exist', async () => {
    for (const no of [inDong.alertNo, 'YJ-2222222']) {
      expect(await ask(anActor(role), ONE, { no })).toEqual({ data: { alert: null }, errors: [] });
      const reference = { __typename: 'Alert', alertNo: no };
      expect(await resolved(anActor(role), reference, '... on Alert { alertNo status }')).toEqual([
        null,
      ]);
    }
  });

  it('finds no alerts of another street’s person, household or case', async () => {
    const references = [
      { __typename: 'Person', id: inDong.personId },
      { __typename: 'Household', householdNo: inDong.householdNo },
      { __typename: 'Case', caseNo: inDong.caseNo },
    ];
    const fields = 'alerts { totalCount edges { node { alertNo } } }';
    const selection = ['Person', 'Household', 'Case']
      .map((type) => `... on ${type} { ${fields} }`)
      .join(' ');
    const empty = { alerts: { totalCount: 0, edges: [] } };
    const entities = await askEntities(ask, anActor(role), references, selection);
    expect(entities).toEqual([empty, empty, empty]);
  });

  it('counts the own street only', async () => {
    const counted = '... on Subdistrict { openAlertCount overdueAlertCount }';
    const own = await resolved(anActor(role), { __typename: 'Subdistrict', code: JING }, counted);
    expect(own).toEqual([{ openAlertCount: 1, overdueAlertCount: 0 }]);
    const other = await resolved(anActor(role), { __typename: 'Subdistrict', code: DONG }, counted);
    expect(other).toEqual([{ openAlertCount: null, overdueAlertCount: null }]);
  });

  it('sees no batch, not even the one its own evidence came in', async () => {
    const query = `query ($no: ID!) {
      alert(alertNo: $no) { evidence { batchId batch { id } } corrections { ticketNo batch { id } } } }`;
    const { data, errors } = await ask(anActor(role), query, { no: inJing.alertNo });
    expect(errors).toEqual([]);
    expect(data?.['alert']).toEqual({
      evidence: [{ batchId: batch.id, batch: null }],
      corrections: [{ ticketNo, batch: null }],
    });
    expect((await ask(anActor(role), '{ extractBatches { totalCount } }')).errors).toEqual([
      'extractBatches: FORBIDDEN',
    ]);
    const reference = { __typename: 'ExtractBatch', id: batch.id };
    expect(await resolved(anActor(role), reference, '... on ExtractBatch { id }')).toEqual([null]);
  });

  it('of no street sees nothing', async () => {
    const lost = anActor(role, { streetCode: null });
    expect(numbersOf((await ask(lost, LIST)).data)).toEqual([]);
    expect((await ask(lost, ONE, { no: inJing.alertNo })).data).toEqual({ alert: null });
  });
});

describe.each(district)('%s', (role) => {
  it('sees the alerts of all streets', async () => {
    const seen = numbersOf((await ask(anActor(role), LIST)).data);
    expect(seen).toEqual([inDong.alertNo, inJing.alertNo].sort());
  });

  it('claims and disposes of nothing', async () => {
    const query = `mutation { claimAlert(alertNo: "${inJing.alertNo}") { alertNo } }`;
    expect((await ask(anActor(role), query)).errors).toEqual(['claimAlert: FORBIDDEN']);
  });
});

describe.each(outside)('%s', (role) => {
  it('is refused alerts, in lists and by number', async () => {
    expect((await ask(anActor(role), LIST)).errors).toEqual(['alerts: FORBIDDEN']);
    expect((await ask(anActor(role), ONE, { no: inJing.alertNo })).errors).toEqual([
      'alert: FORBIDDEN',
    ]);
  });

  it('gets no alert by reference, and none of a person', async () => {
    const alert = { __typename: 'Alert', alertNo: inJing.alertNo };
    expect(await resolved(anActor(role), alert, '... on Alert { alertNo }')).toEqual([null]);
    const person = { __typename: 'Person', id: inJing.personId };
    const errors = await resolved(anActor(role), person, '... on Person { alerts { totalCount } }');
    expect(errors).toEqual(['_entities.0.alerts: FORBIDDEN']);
  });
});

describe('LIAISON', () => {
  const BATCHES = '{ extractBatches { totalCount edges { node { id } } } departments { code } }';
  const TICKET = `query ($no: ID!) { correctionTicket(ticketNo: $no) {
    ticketNo batchId rowNo field statement batch { id } alert { alertNo } } }`;

  it('sees the own department’s batches and tickets, with the record’s place and nothing of the case', async () => {
    const police = anActor('LIAISON');
    const batches = await ask(police, BATCHES);
    expect(batches.data?.['departments']).toEqual([{ code: 'public-security' }]);
    const ids = JSON.stringify(batches.data?.['extractBatches']);
    expect(ids).toContain(batch.id);
    expect(ids).not.toContain(otherBatch.id);
    const { data, errors } = await ask(police, TICKET, { no: ticketNo });
    expect(errors).toEqual([]);
    expect(data?.['correctionTicket']).toEqual({
      ticketNo,
      batchId: batch.id,
      rowNo: fact.rowNo,
      field: '死亡日期',
      statement: '该记录的死亡日期与本人健在的事实不符。',
      batch: { id: batch.id },
      alert: null,
    });
  });

  it('finds another department’s ticket and batch as little as one that does not exist', async () => {
    const tax = anActor('LIAISON', { departmentCode: 'tax' });
    expect((await ask(tax, TICKET, { no: ticketNo })).data).toEqual({ correctionTicket: null });
    const one = await ask(tax, `{ extractBatch(id: "${batch.id}") { id } }`);
    expect(one).toEqual({ data: { extractBatch: null }, errors: [] });
    const answer = `mutation { answerCorrection(input: {
      ticketNo: "${ticketNo}", outcome: UPHELD, answer: "无误" }) { ticketNo } }`;
    expect((await ask(tax, answer)).errors).toEqual(['answerCorrection: NOT_FOUND']);
    const tickets = await ask(tax, '{ correctionTickets { totalCount } }');
    expect(tickets.data).toEqual({ correctionTickets: { totalCount: 0 } });
  });

  it('sees neither comparison counts nor reviews, runs, tasks or statistics', async () => {
    const { errors } = await ask(
      anActor('LIAISON'),
      `{ extractBatch(id: "${batch.id}") { matchCounts { raised } } }`,
    );
    expect(errors).toEqual(['extractBatch.matchCounts: FORBIDDEN']);
    for (const query of [
      '{ matchReviews { totalCount } }',
      '{ matchRuns { totalCount } }',
      '{ authorisationTasks { totalCount } }',
      '{ outreachTasks { totalCount } }',
      '{ alertStatistics(groupBy: [STREET]) { count } }',
    ]) {
      const refused = (await ask(anActor('LIAISON'), query)).errors;
      expect(refused).toHaveLength(1);
      expect(refused[0]).toContain('FORBIDDEN');
    }
  });

  it('learns from the purge of its rows no more of what they matched', async () => {
    const record = { id: anId(), batchId: batch.id, deletedRows: 9, deletedSetAside: 0 };
    const made = { keptFacts: 1, deletedAt: new Date(0), basis: 'retention.unmatchedDays' };
    await database
      .subgraph('crossmatch')
      .db.deletionRecord.create({ data: { ...record, ...made } });
    const purge = `{ extractBatch(id: "${batch.id}") { deletion { deletedRows keptFacts } } }`;
    const told = (keptFacts: number | null) => ({
      extractBatch: { deletion: { deletedRows: 9, keptFacts } },
    });
    expect(await ask(anActor('LIAISON'), purge)).toEqual({
      data: told(null),
      errors: ['extractBatch.deletion.keptFacts: FORBIDDEN'],
    });
    expect(await ask(anActor('AUDITOR'), purge)).toEqual({ data: told(1), errors: [] });
  });

  it('of no department sees nothing', async () => {
    const lost = anActor('LIAISON', { departmentCode: null });
    const { data } = await ask(lost, BATCHES);
    expect(data).toEqual({ extractBatches: { totalCount: 0, edges: [] }, departments: [] });
  });

  it('answers a ticket of its own once', async () => {
    const answer = `mutation { answerCorrection(input: {
      ticketNo: "${ticketNo}", outcome: CORRECTED, answer: "已更正登记" }) {
        statusLabel outcomeLabel answer alert { alertNo } } }`;
    const police = anActor('LIAISON');
    const { data, errors } = await ask(police, answer);
    expect(errors).toEqual([]);
    expect(data?.['answerCorrection']).toEqual({
      statusLabel: '已答复',
      outcomeLabel: '已更正',
      answer: '已更正登记',
      alert: null,
    });
    expect((await ask(police, answer)).errors).toEqual(['answerCorrection: INVALID_STATE']);
  });
});

describe('ANALYST', () => {
  it('gets no live count, which two days would tell apart', async () => {
    const { db } = database.subgraph('crossmatch');
    for (let made = 0; made < 6; made += 1) await anAlert(db, { ruleId: 'income-over-line' });
    const query = '{ alertStatistics(groupBy: [RULE]) { ruleId count } }';
    const analyst = await ask(anActor('ANALYST'), query);
    expect(analyst.errors).toEqual(['alertStatistics: FORBIDDEN']);
    const bureau = await ask(anActor('BUREAU_SUPERVISOR'), query);
    expect(bureau.data?.['alertStatistics']).toEqual([
      { ruleId: 'death-reported', count: 2 },
      { ruleId: 'income-over-line', count: 6 },
    ]);
    const counted = '... on Subdistrict { code openAlertCount }';
    const streets = [JING, DONG].map((code) => ({ __typename: 'Subdistrict', code }));
    const refused = await askEntities(ask, anActor('ANALYST'), streets, counted);
    expect(refused).toEqual([
      '_entities.0.openAlertCount: FORBIDDEN',
      '_entities.1.openAlertCount: FORBIDDEN',
    ]);
    expect(await askEntities(ask, anActor('BUREAU_SUPERVISOR'), streets, counted)).toMatchObject([
      { code: JING, openAlertCount: 7 },
      { code: DONG },
    ]);
  });
});
