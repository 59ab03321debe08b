import type pg from 'pg';
import type { IdNumberVault } from '../../../kernel/runtime/id-number-vault.ts';
import { makeStep } from '../linkage/standardisers/index.ts';
import type { BesideNumber } from './agrees-beside-number.ts';
import type { RecordPerson } from './review-candidate.ts';

/** A recipient as the linkage compares one: the columns of its spec. */
export type LinkagePerson = {
  personId: string;
  idNumber: string;
  person: BesideNumber;
  cells: (string | null)[];
};

/** The columns of `LinkagePerson.cells` and of a record's, as the Chinese person's spec names them. */
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

// A record is about someone who shares at least a name, a birth date or a telephone with it; a million persons need
// not be read for a handful of records.
const ALIKE = `
  SELECT DISTINCT ON (i.person_id)
         i.person_id, i.id_number_cipher, i.name, i.former_name, i.sex, i.birth_date::text AS birth_date,
         i.phone, i.hukou_address, i.residence_address
    FROM households.person_identity i
    JOIN assistance.covered_person c USING (person_id)
   WHERE (NOT $5::boolean OR EXISTS (SELECT FROM assistance.current_authorisation a
                                      WHERE a.household_no = c.household_no
                                        AND a.authorisation_until >= $6::date))
     AND (i.name = ANY($1::text[]) OR i.former_name = ANY($1::text[]) OR i.name LIKE ANY($2::text[])
          OR i.birth_date = ANY($3::date[]) OR i.phone = ANY($4::text[]))
   ORDER BY i.person_id, i.household_no, c.case_no`;

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

/** The covered persons whom one of the records may be about; of an economic source only those who authorised it. */
export async function personsAlike(
  client: pg.ClientBase,
  vault: IdNumberVault,
  records: readonly RecordPerson[],
  economic: { asOf: string } | null,
): Promise<LinkagePerson[]> {
  const names = new Set<string>();
  const patterns = new Set<string>();
  const dates = new Set<string>();
  const phones = new Set<string>();
  for (const record of records) {
    for (const step of [chineseName, simplified, folded]) keep(names, step(record.name));
    keep(names, record.name);
    keep(patterns, patternOf(record.name));
    if (record.birthDate !== null) keep(dates, date(record.birthDate));
    if (record.idNumber !== null) keep(dates, idBirthDate(record.idNumber));
    if (record.phone !== null) keep(phones, phone(record.phone));
  }
  const { rows } = await client.query<Row>(ALIKE, [
    [...names],
    [...patterns],
    [...dates],
    [...phones],
    economic !== null,
    economic?.asOf ?? null,
  ]);
  return rows.map((row) => {
    const idNumber = vault.open(row.id_number_cipher, row.person_id);
    return {
      personId: row.person_id,
      idNumber,
      person: {
        name: row.name,
        birthDate: row.birth_date,
        sex: row.sex,
        phone: row.phone,
        addresses: [row.hukou_address, row.residence_address],
      },
      cells: [
        row.person_id,
        row.name,
        row.former_name,
        idNumber,
        row.birth_date,
        row.sex,
        row.phone,
        row.hukou_address,
        row.residence_address,
      ],
    };
  });
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
