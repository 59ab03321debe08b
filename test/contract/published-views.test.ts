import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';

// The views are the interface between subgraphs. A change here is a change of the interface: add a
// column freely, but rename or drop one only together with its readers.
let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

it('pins the columns of every published view', async () => {
  const { rows } = await database
    .subgraph('crossmatch')
    .pool.query<{ view: string; columns: string }>(
      `SELECT table_schema || '.' || table_name AS view,
            string_agg(column_name || ' ' || udt_name, ', ' ORDER BY ordinal_position) AS columns
       FROM information_schema.columns
      WHERE table_schema IN ('households', 'assistance')
      GROUP BY 1 ORDER BY 1`,
    );
  expect(Object.fromEntries(rows.map((row) => [row.view, row.columns]))).toEqual({
    'assistance.covered_person':
      'person_id uuid, household_no text, street_code text, case_no text, programme_code text, ' +
      'start_month date, last_checked_on date, authorisation_no text, authorisation_until date',
    'assistance.current_authorisation':
      'household_no text, case_no text, authorisation_no text, authorisation_until date',
    'assistance.known_person': 'person_id uuid, household_no text, case_no text',
    'assistance.roster_revision': 'revision text',
    'households.roster_revision': 'revision text',
    'households.household_jurisdiction': 'household_no text, street_code text, committee_code text',
    'households.own_street': 'code text, name text, valid_from date, valid_to date',
    'households.person_identity':
      'person_id uuid, document_class text, id_number_cipher bytea, id_number_index bytea, ' +
      'name text, former_name text, sex text, birth_date date, phone text, household_no text, ' +
      'relationship text, covered bool, street_code text, committee_code text, ' +
      'hukou_address text, residence_address text',
    'households.person_in_reach':
      'person_id uuid, document_class text, id_number_cipher bytea, id_number_index bytea, ' +
      'name text, former_name text, sex text, birth_date date, phone text, household_no text, ' +
      'relationship text, covered bool, street_code text, committee_code text, ' +
      'hukou_address text, residence_address text',
  });
});

it('lists current members, as covered those of an active case, as known everyone of a current one', async () => {
  const day = new Date('2026-01-01T00:00:00Z');
  const households = database.subgraph('households').db;
  const assistance = database.subgraph('assistance').db;
  await households.household.createMany({
    data: ['H1', 'H2', 'H3'].map((householdNo) => ({
      householdNo,
      streetCode: '310106001',
      committeeCode: '310106001001',
      firstSeenOn: day,
      endedOn: householdNo === 'H3' ? day : null,
    })),
  });
  await households.person.createMany({ data: [1, 2, 3, 4].map(person) });
  await households.membership.createMany({
    data: [
      { ...membership(1, 'H1'), covered: true },
      { ...membership(2, 'H1'), covered: false },
      { ...membership(3, 'H1'), covered: true, validTo: day },
      { ...membership(4, 'H2'), covered: true },
      { ...membership(1, 'H3'), covered: true },
    ],
  });
  await assistance.case.createMany({
    data: [
      { ...caseRecord('C1', 'H1'), status: 'ACTIVE' },
      { ...caseRecord('C2', 'H1'), status: 'ENDED' },
      { ...caseRecord('C3', 'H2'), status: 'UNDER_REVIEW' },
    ],
  });
  const { pool } = database.subgraph('crossmatch');
  const members = await pool.query(
    'SELECT person_id, household_no FROM households.person_identity ORDER BY 1',
  );
  expect(members.rows).toEqual([
    { person_id: uuid(1), household_no: 'H1' },
    { person_id: uuid(2), household_no: 'H1' },
    { person_id: uuid(4), household_no: 'H2' },
  ]);
  const covered = await pool.query(
    'SELECT person_id, case_no, start_month FROM assistance.covered_person',
  );
  expect(covered.rows).toEqual([{ person_id: uuid(1), case_no: 'C1', start_month: '2026-01-01' }]);
  const known = await pool.query(
    'SELECT person_id, case_no FROM assistance.known_person ORDER BY 1',
  );
  expect(known.rows).toEqual([
    { person_id: uuid(1), case_no: 'C1' },
    { person_id: uuid(2), case_no: 'C1' },
    { person_id: uuid(4), case_no: 'C3' },
  ]);

  function person(n: number) {
    return {
      id: uuid(n),
      idNumberCipher: new Uint8Array(47),
      idNumberIndex: new Uint8Array(33).fill(n),
      documentClass: 'RESIDENT_ID',
      name: '测试',
    };
  }
  function membership(n: number, householdNo: string) {
    const id = crypto.randomUUID();
    return { id, householdNo, personId: uuid(n), relationship: '01', validFrom: day };
  }
  function caseRecord(caseNo: string, householdNo: string) {
    return {
      caseNo,
      householdNo,
      streetCode: '310106001',
      programmeCode: 'DIBAO',
      startMonth: day,
      monthlyAmountFen: 159_500n,
      coveredCount: 1,
      rosterDate: day,
    };
  }
  function uuid(n: number): string {
    return `00000000-0000-8000-8000-00000000000${n}`;
  }
});
