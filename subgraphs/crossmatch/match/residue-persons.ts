import type pg from 'pg';
import Cursor from 'pg-cursor';
import type { IdNumberVault } from '../../../kernel/runtime/id-number-vault.ts';
import { groupBy } from '../rule.ts';
import { makeStep } from '../linkage/standardisers/index.ts';
import type { BesideNumber } from './agrees-beside-number.ts';
import { toldBirthDate } from './left-over.ts';
import { nearBirthDates } from './near-birth-dates.ts';
import type { RecordPerson } from './review-candidate.ts';

/** A recipient whom a record may be about. */
export type LinkagePerson = { personId: string; idNumber: string; person: BesideNumber };

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

// A record is about someone who shares at least a name, a birth date or a telephone with it; a million persons need
// not be deciphered for a handful of records.
const ALIKE = `
     AND (i.name = ANY($1::text[]) OR i.former_name = ANY($1::text[]) OR i.name LIKE ANY($2::text[])
          OR i.birth_date = ANY($3::date[]) OR i.phone = ANY($4::text[]))
     AND ($5::uuid[] IS NULL OR i.person_id = ANY($5::uuid[]))`;

const COVERED = `${PERSON}
   WHERE i.person_id IN (SELECT person_id FROM assistance.covered_person)${ALIKE}`;

const AUTHORISED = `${PERSON}
   WHERE i.person_id IN (SELECT person_id FROM assistance.covered_person
                          WHERE household_no IN (SELECT household_no FROM assistance.current_authorisation
                                                  WHERE authorisation_until >= $6::date))${ALIKE}`;

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

const chineseName = makeStep('chineseName');
const simplified = makeStep('chineseNameSimplified');
const folded = makeStep('variantFold');
const date = makeStep('date');
const idBirthDate = makeStep('idBirthDate');
const phone = makeStep('phone');

/**
 * The covered persons whom one of the records may be about, in chunks of cells (of an economic source only those who
 * authorised it by `asOf`); someone in two households stands there
 * twice. To be read within a transaction.
 * @param among only these; null: everybody
 */
export async function* personsAlike(
  client: pg.ClientBase,
  vault: IdNumberVault,
  records: readonly RecordPerson[],
  economic: { asOf: string } | null,
  among: readonly string[] | null = null,
): AsyncGenerator<(string | null)[][]> {
  const shared = [...sharedValues(records), among];
  // Right after a large load the planner knows nothing yet of how much there is, and would look up each of a million
  // persons by itself.
  await client.query('SET LOCAL enable_nestloop = off');
  const cursor = client.query(
    economic
      ? new Cursor<Row>(AUTHORISED, [...shared, economic.asOf])
      : new Cursor<Row>(COVERED, shared),
  );
  try {
    for (;;) {
      const rows = await cursor.read(ROWS_PER_FETCH);
      if (rows.length === 0) return;
      yield rows.map((row) => [
        row.person_id,
        row.name,
        row.former_name,
        vault.open(row.id_number_cipher, row.person_id),
        row.birth_date,
        row.sex,
        row.phone,
        row.hukou_address,
        row.residence_address,
      ]);
    }
  } finally {
    await cursor.close();
    await client.query('SET LOCAL enable_nestloop = on');
  }
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

/** Names, patterns of names, birth dates and telephones of the records, as SQL parameters. */
function sharedValues(records: readonly RecordPerson[]): [string[], string[], string[], string[]] {
  const names = new Set<string>();
  const patterns = new Set<string>();
  const dates = new Set<string>();
  const phones = new Set<string>();
  for (const record of records) {
    for (const step of [chineseName, simplified, folded]) keep(names, step(record.name));
    keep(names, record.name);
    const born = toldBirthDate(record);
    // Looking for a pattern costs a comparison with every person; a birth date finds the same person sooner.
    if (born === null) keep(patterns, patternOf(record.name));
    else keep(dates, date(born));
    if (record.idNumber !== null) {
      keep(dates, idBirthDate(record.idNumber));
      // The birth date may be where the number is wrong; where the name is too, nothing else leads to the person.
      if (record.birthDate === null) {
        for (const near of nearBirthDates(record.idNumber)) keep(dates, near);
      }
    }
    if (record.phone !== null) keep(phones, phone(record.phone));
  }
  return [[...names], [...patterns], [...dates], [...phones]];
}

/** A name in which something stands in for characters, as a pattern; null for any other. */
function patternOf(name: string): string | null {
  const written = chineseName(name) ?? '';
  const pattern = written.replace(/[%_\\]/g, '').replace(/[?□*]+|[A-Za-z]+/g, '%');
  return pattern === written || pattern.replaceAll('%', '') === '' ? null : pattern;
}

function keep(values: Set<string>, value: string | null): void {
  if (value !== null && value !== '') values.add(value);
}
