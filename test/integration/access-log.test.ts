import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../kernel/actor.ts';
import { actingFor } from '../../kernel/runtime/acting.ts';
import { recordReads } from '../../kernel/runtime/person-reads.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { asOwner } from '../support/as-owner.ts';
import { askEntities, askOf, type Ask } from '../support/ask.ts';
import { auditTrail } from '../support/audit-trail.ts';
import { anActor, anAlert, DONG, JING } from '../support/crossmatch-builders.ts';
import { testDeps } from '../support/database.ts';
import { smallDistrict, type SmallDistrict } from '../support/small-district.ts';
import { statementsOf } from '../support/statements.ts';
import { createHouseholds } from '../../subgraphs/households/subgraph.ts';

type Entry = { kind: string; role: string; office: string | null; subject: string | null } & {
  purpose: string | null;
  fields: string[];
  refused: boolean;
};

let district: SmallDistrict;
let ask: Ask;
let jing: string[];
let dong: string[];
beforeAll(async () => {
  district = await smallDistrict(5);
  ask = askOf(createHouseholds(testDeps(district.database, 'households')));
  const personsOf = async (street: string) => {
    const { rows } = await district.database.subgraph('households').pool.query<{ id: string }>(
      `SELECT DISTINCT m.person_id AS id FROM membership m JOIN household h USING (household_no)
        WHERE h.street_code = $1 AND m.valid_to IS NULL ORDER BY 1`,
      [street],
    );
    return rows.map(({ id }) => id);
  };
  jing = await personsOf(JING);
  dong = await personsOf(DONG);
}, 120_000);
afterAll(() => district.database.drop());

const officer = anActor('CASE_OFFICER', { subject: 'officer-jing' });
const neighbour = anActor('CASE_OFFICER', { subject: 'officer-dong', streetCode: DONG });
const bureau = anActor('BUREAU_SUPERVISOR', { subject: 'bureau' });
const auditor = anActor('AUDITOR', { subject: 'auditor' });

async function logOf(actor: Actor, id: string): Promise<Entry[] | null> {
  const { data, errors } = await ask(
    actor,
    `query ($id: ID!) { person(id: $id) { accessLog(purpose: "应本人要求打印") {
       kind role office subject purpose fields refused } } }`,
    { id },
  );
  expect(errors).toEqual([]);
  return (data?.['person'] as { accessLog: Entry[] } | null)?.accessLog ?? null;
}
const read = (actor: Actor, id: string) =>
  ask(actor, 'query ($id: ID!) { person(id: $id) { name idNumberMasked } }', { id });

describe('a person’s access log', () => {
  it('names who looked, in what role and office, and at which fields', async () => {
    const id = String(jing[0]);
    await read(officer, id);
    await read(bureau, id);
    const log = await logOf(auditor, id);
    const looked = { kind: 'PERSONS_READ', refused: false };
    expect(log).toContainEqual(
      expect.objectContaining({
        ...looked,
        ...{ role: 'CASE_OFFICER', office: JING, subject: 'officer-jing' },
        fields: ['Person.idNumberMasked', 'Person.name'],
      }),
    );
    expect(log).toContainEqual(
      expect.objectContaining({
        ...looked,
        ...{ role: 'BUREAU_SUPERVISOR', office: null, subject: 'bureau' },
      }),
    );
  });

  it('holds the looks that were refused or found nothing, and searches by number', async () => {
    const id = String(jing[1]);
    expect((await read(neighbour, id)).data).toEqual({ person: null });
    await ask(
      anActor('OFFICE_HEAD'),
      `query ($id: ID!) { person(id: $id) {
      idNumber(purpose: "核对", caseNo: "C-1") } }`,
      { id },
    );
    const log = (await logOf(auditor, id)) ?? [];
    expect(log).toContainEqual(
      expect.objectContaining({ kind: 'PERSONS_READ', office: DONG, refused: true }),
    );
    expect(log).toContainEqual(
      expect.objectContaining({ kind: 'ACTION_DENIED', role: 'OFFICE_HEAD', purpose: '核对' }),
    );
  });

  it('tells a street of others’ staff the office and the role, and of its own the account', async () => {
    const id = String(jing[2]);
    await read(neighbour, id);
    await read(bureau, id);
    await read(officer, id);
    const log = (await logOf(officer, id)) ?? [];
    const who = log.map(({ role, office, subject }) => [role, office, subject]);
    expect(who).toContainEqual(['CASE_OFFICER', DONG, null]);
    expect(who).toContainEqual(['BUREAU_SUPERVISOR', null, null]);
    expect(who).toContainEqual(['CASE_OFFICER', JING, 'officer-jing']);
  });

  it('is an act with its reason, for the roles that may, of persons they see', async () => {
    const id = String(jing[3]);
    await logOf(officer, id);
    const told = await auditTrail(district.database, 'SUBJECT_REPORTED');
    expect(told.at(-1)).toMatchObject({
      subject: 'officer-jing',
      detail: { personId: id, office: JING },
    });
    const query = `{ person(id: "${id}") { accessLog(purpose: "x") { at } } }`;
    expect((await ask(officer, query)).errors).toEqual(['person.accessLog: PURPOSE_REQUIRED']);
    expect((await ask(anActor('REVIEWER'), query)).errors).toEqual(['person.accessLog: FORBIDDEN']);
    expect(await logOf(neighbour, id)).toBeNull();
  });

  it('is kept by the database too from whoever does not see the person', async () => {
    const id = String(jing[0]);
    const { pool } = district.database.subgraph('households');
    const rows = async (actor: Actor) =>
      (
        await actingFor(actor, () =>
          pool.query('SELECT 1 FROM access.person_log($1) LIMIT 1', [id]),
        )
      ).rowCount;
    expect(await rows(officer)).toBe(1);
    for (const actor of [neighbour, anActor('ANALYST'), anActor('LIAISON'), anActor('REVIEWER')])
      expect(await rows(actor)).toBe(0);
    await expect(
      district.database.subgraph('crossmatch').requests.query('SELECT access.person_log($1)', [id]),
    ).rejects.toThrow(/permission denied/);
  });
});

describe('what it costs', () => {
  it('one statement for a page of people, which lists them all', async () => {
    const households = district.database.subgraph('households');
    const before = (await auditTrail(district.database, 'PERSONS_READ')).length;
    const representations = [...jing, ...dong].map((id) => ({ __typename: 'Person', id }));
    const statements = await statementsOf(households, () =>
      askEntities(ask, bureau, representations, '... on Person { name }'),
    );
    // From whom the reader is recused, the people, and the row.
    expect(statements).toBe(3);
    const rows = await auditTrail(district.database, 'PERSONS_READ');
    expect(rows).toHaveLength(before + 1);
    expect(rows.at(-1)?.detail).toEqual({
      persons: [...jing, ...dong].sort(),
      withheld: [],
      fields: ['Person.name'],
      office: null,
    });
  });

  it('nothing where nobody is told of', async () => {
    const households = district.database.subgraph('households');
    const statements = await statementsOf(households, () => ask(bureau, '{ districts { code } }'));
    expect(statements).toBe(1);
  });
});

describe('an answer', () => {
  it('is not given when its row cannot be written', async () => {
    await asOwner(
      district.database,
      `ALTER TABLE audit.event ADD CONSTRAINT no_reads CHECK (kind <> 'PERSONS_READ') NOT VALID`,
    );
    await expect(read(officer, String(jing[0]))).rejects.toThrow();
    await asOwner(district.database, 'ALTER TABLE audit.event DROP CONSTRAINT no_reads');
    const scope = { subgraph: 'households', actor: officer, requestId: 'r' } as const;
    const nobody = { persons: new Set<string>(), withheld: new Set<string>() };
    await recordReads(testDeps(district.database, 'households'), scope, nobody, ['Person.name']);
  });

  it('of alerts counts as a look at their persons', async () => {
    const deps = testDeps(district.database, 'crossmatch');
    const personId = String(jing[4]);
    await anAlert(deps.database.db, { personId });
    const alerts = askOf(createCrossmatch(deps));
    await alerts(officer, '{ alerts(first: 5) { edges { node { explanation } } } }');
    expect(await logOf(auditor, personId)).toContainEqual(
      expect.objectContaining({ kind: 'PERSONS_READ', fields: ['Alert.explanation'] }),
    );
  });
});
