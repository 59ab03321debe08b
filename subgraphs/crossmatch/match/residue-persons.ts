import type pg from 'pg';
import Cursor from 'pg-cursor';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { IdNumberVault } from '../../../kernel/runtime/id-number-vault.ts';
import { groupBy } from '../rule.ts';
import type { BesideNumber } from './agrees-beside-number.ts';

/** A recipient whom a record may be about. */
export type LinkagePerson = { personId: string; idNumber: string; person: BesideNumber };

/** A recipient's cells, in the order of `LINKAGE_COLUMNS`. */
export type Cells = (string | null)[];

/** The columns of a recipient's cells and of a record's, as the Chinese person's spec names them. */
export const LINKAGE_COLUMNS = [
  'id',
  'name',
  'formerName',
  'idNumber',
  'birthDate',
  'sex',
  'phone',
  'address',
  'otherAddress',
] as const;

const PERSON = `
  SELECT i.person_id, i.id_number_cipher, i.name, i.former_name, i.sex, i.birth_date::text AS birth_date,
         i.phone, i.hukou_address, i.residence_address
    FROM households.person_identity i`;

const COVERED = 'SELECT person_id FROM assistance.covered_person';

const AUTHORISED = (asOf: string): string => `${COVERED}
   WHERE household_no IN (SELECT household_no FROM assistance.current_authorisation
                           WHERE authorisation_until >= ${asOf}::date)`;

const OF_IDS = `${PERSON} WHERE i.person_id = ANY($1::uuid[]) ORDER BY i.person_id, i.household_no`;

const ROWS_PER_FETCH = 5_000;

type Row = {
  person_id: string;
  id_number_cipher: Buffer;
  name: string;
  former_name: string | null;
  sex: string | null;
  birth_date: string | null;
  phone: string | null;
  hukou_address: string | null;
  residence_address: string | null;
};

/**
 * Persons in chunks of cells; someone in two households stands there twice. To be read within a transaction.
 * @param which the ids, null for everybody who is covered; the day on which they must have authorised, null for none
 */
export async function* personsOf(
  { client, vault }: { client: pg.ClientBase; vault: IdNumberVault },
  { ids, authorisedOn }: { ids: readonly string[] | null; authorisedOn: PlainDate | null },
): AsyncGenerator<Cells[]> {
  const values: unknown[] = [];
  const given = (value: unknown): string => `$${values.push(value)}`;
  const conditions = [
    ids ? `i.person_id = ANY(${given(ids)}::uuid[])` : `i.person_id IN (${COVERED})`,
    ...(authorisedOn ? [`i.person_id IN (${AUTHORISED(given(authorisedOn))})`] : []),
  ];
  // Right after a large load the planner knows nothing yet of how much there is, and would look up each of a million
  // persons by itself.
  if (ids === null) await client.query('SET LOCAL enable_nestloop = off');
  try {
    yield* readCells(client, vault, `${PERSON} WHERE ${conditions.join(' AND ')}`, values);
  } finally {
    if (ids === null) await client.query('SET LOCAL enable_nestloop = on');
  }
}

async function* readCells(
  client: pg.ClientBase,
  vault: IdNumberVault,
  text: string,
  values: unknown[],
): AsyncGenerator<Cells[]> {
  const cursor = client.query(new Cursor<Row>(text, values));
  let coming = cursor.read(ROWS_PER_FETCH);
  try {
    for (;;) {
      const rows = await coming;
      if (rows.length === 0) return;
      // The database looks for the next ones while these are worked on.
      coming = cursor.read(ROWS_PER_FETCH);
      yield rows.map((row) => cellsOf(vault, row));
    }
  } finally {
    await coming.catch(() => undefined);
    await cursor.close();
  }
}

function cellsOf(vault: IdNumberVault, row: Row): Cells {
  return [
    row.person_id,
    row.name,
    row.former_name,
    vault.open(row.id_number_cipher, row.person_id),
    row.birth_date,
    row.sex,
    row.phone,
    row.hukou_address,
    row.residence_address,
  ];
}

/** The persons of the given ids, with the addresses of all their households. */
export async function loadLinkagePersons(
  client: pg.ClientBase,
  vault: IdNumberVault,
  personIds: readonly string[],
): Promise<Map<string, LinkagePerson>> {
  const { rows } = await client.query<Row>(OF_IDS, [personIds]);
  const persons = new Map<string, LinkagePerson>();
  for (const [personId, homes] of groupBy(rows, (row) => row.person_id)) {
    const [first] = homes;
    if (!first) continue;
    persons.set(personId, {
      personId,
      idNumber: vault.open(first.id_number_cipher, personId),
      person: {
        name: first.name,
        birthDate: first.birth_date,
        sex: first.sex,
        phone: first.phone,
        addresses: homes.flatMap((home) => [home.hukou_address, home.residence_address]),
      },
    });
  }
  return persons;
}
