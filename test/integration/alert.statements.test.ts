import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../kernel/actor.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { askOf, askEntities, type Ask } from '../support/ask.ts';
import { aBatch, aFact, anActor, anAlert, anId, aTicket } from '../support/crossmatch-builders.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';
import { statementsOf } from '../support/statements.ts';

const ALERTS = 120;
const officer = anActor('CASE_OFFICER');
const supervisor = anActor('BUREAU_SUPERVISOR');

let database: FreshDatabase;
let ask: Ask;
beforeAll(async () => {
  database = await freshDatabase();
  const deps = testDeps(database, 'crossmatch');
  const { db } = deps.database;
  ask = askOf(createCrossmatch(deps));
  for (let made = 0; made < ALERTS; made += 1) {
    const personId = anId();
    const batch = await aBatch(db, { setAside: 1, rows: 101 });
    await db.setAsideRow.create({
      data: { batchId: batch.id, rowNo: 7, code: 'ID_CHECKSUM', rowCipher: new Uint8Array(30) },
    });
    const facts = [await aFact(db, batch, { personId }), await aFact(db, batch, { personId })];
    const alert = await anAlert(db, { personId }, facts);
    await db.alertEvent.create({
      data: { alertNo: alert.alertNo, kind: 'RAISED', actor: 'job:match', detail: {} },
    });
    for (const fact of facts) await aTicket(db, alert, fact);
  }
});
afterAll(() => database.drop());

const ALERT_FIELDS = `
  alertNo severityLabel dueOn overdue
  person { id } household { householdNo } case { caseNo }
  street { code openAlertCount overdueAlertCount }
  rule { id title state confirmedShare { share } }
  dueDerivation { parameter from text } explanationParts { field agreed }
  evidence { source rowNo period data { label value } batch { id } }
  events { kind at actor }
  corrections { ticketNo statusLabel department { name } }
`;

async function statements(query: string, first: number): Promise<number> {
  const role = query.includes('extractBatches') ? supervisor : officer;
  return statementsOf(database.subgraph('crossmatch'), async () => {
    const { data, errors } = await ask(role, query, { first });
    expect(errors).toEqual([]);
    const [connection] = Object.values(data ?? {}) as { edges: unknown[] }[];
    expect(connection?.edges).toHaveLength(first);
  });
}

describe('the number of SQL statements', () => {
  it.each([
    [
      'alerts with everything that hangs on them',
      `query ($first: Int!) { alerts(first: $first) {
         totalCount pageInfo { hasNextPage } edges { cursor node { ${ALERT_FIELDS} } } } }`,
    ],
    [
      'correction tickets with their alerts',
      `query ($first: Int!) { correctionTickets(first: $first) {
         totalCount edges { node { ticketNo department { name } alert { ${ALERT_FIELDS} } } } } }`,
    ],
    [
      'extract batches with set-aside rows',
      `query ($first: Int!) { extractBatches(first: $first) { totalCount edges { node {
         id department { name } setAsideByReason { reason } deletion { deletedRows }
         supersededBy { id }
         setAsideRows(first: 5) { totalCount edges { node { rowNo reason reasonLabel } } } } } } }`,
    ],
  ])('is the same for one and for a hundred: %s', async (_, query) => {
    const one = await statements(query, 1);
    expect(await statements(query, 100)).toBe(one);
    expect(one).toBeLessThanOrEqual(16);
  });

  it('is the same for one department and for all of them', async () => {
    const query = `{ departments { name
      batches(first: 3) { totalCount edges { cursor node { id setAsideRows { totalCount } } } }
      corrections(first: 3) { totalCount edges { node { ticketNo alert { alertNo } } } } } }`;
    async function ofDepartments(actor: Actor): Promise<number> {
      return statementsOf(database.subgraph('crossmatch'), async () => {
        expect((await ask(actor, query)).errors).toEqual([]);
      });
    }
    // A liaison is told of no person, so that there is nothing for a person's access log.
    expect(await ofDepartments(supervisor)).toBe((await ofDepartments(anActor('LIAISON'))) + 1);
  });

  it('is the same for one and for a hundred references from other subgraphs', async () => {
    const alerts = await database.subgraph('crossmatch').db.alert.findMany({ take: 100 });
    const selection = `
      ... on Person { alerts(first: 5) { totalCount edges { node { ${ALERT_FIELDS} } } } }
      ... on Household { alerts(first: 5) { edges { node { alertNo } } } }
      ... on Case { alerts(first: 5) { edges { node { alertNo } } } }
      ... on Alert { alertNo status }`;
    async function ofReferences(count: number): Promise<number> {
      const references = alerts.slice(0, count).flatMap((alert) => [
        { __typename: 'Person', id: alert.personId },
        { __typename: 'Household', householdNo: alert.householdNo },
        { __typename: 'Case', caseNo: alert.caseNo },
        { __typename: 'Alert', alertNo: alert.alertNo },
      ]);
      return statementsOf(database.subgraph('crossmatch'), async () => {
        const entities = await askEntities(ask, officer, references, selection);
        expect(entities, JSON.stringify(entities).slice(0, 400)).toHaveLength(count * 4);
      });
    }
    expect(await ofReferences(100)).toBe(await ofReferences(1));
  });
});
