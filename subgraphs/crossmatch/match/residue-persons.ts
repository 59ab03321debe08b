import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import Cursor from 'pg-cursor';
import type { IdNumberVault } from '../../../kernel/runtime/id-number-vault.ts';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { sqlText } from '../duckdb/sql-literal.ts';
import { groupBy } from '../rule.ts';
import { makeStep } from '../linkage/standardisers/index.ts';
import type { BesideNumber } from './agrees-beside-number.ts';
import { toldBirthDate } from './left-over.ts';
import { numbersOneSlipOff } from './one-slip-off.ts';
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

const COVERED = 'SELECT person_id FROM assistance.covered_person';

const AUTHORISED = (asOf: string): string => `${COVERED}
   WHERE household_no IN (SELECT household_no FROM assistance.current_authorisation
                           WHERE authorisation_until >= ${asOf}::date)`;

const OF_IDS = `${PERSON} WHERE i.person_id = ANY($1::uuid[]) ORDER BY i.person_id, i.household_no`;

const ROWS_PER_FETCH = 5_000;
const RECORDS_PER_WRITE = 1_000;
/** For more records most of the roster is read, in one go. */
const FEW_RECORDS = 5_000;

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
 * authorised it by `asOf`); someone in two households stands there twice. To be read within a transaction.
 */
export async function* personsAlike(
  { client, duckdb, vault }: { client: pg.ClientBase; duckdb: Duckdb; vault: IdNumberVault },
  records: readonly RecordPerson[],
  economic: { asOf: string } | null,
): AsyncGenerator<(string | null)[][]> {
  const nearby = await personsOneSlipOff(duckdb, records);
  const query = alike(records, nearby, economic);
  if (query === null) return;
  // Right after a large load the planner knows nothing yet of how much there is, and would look up each of a million
  // persons by itself.
  const readAll = records.length > FEW_RECORDS;
  if (readAll) await client.query('SET LOCAL enable_nestloop = off');
  try {
    yield* readCells(client, vault, query);
  } finally {
    if (readAll) await client.query('SET LOCAL enable_nestloop = on');
  }
}

/**
 * Those of the given persons who are covered (for an economic source, who authorised it by `asOf`), in chunks of
 * cells, whatever they share with the records: someone found before must be found again. To be read within a transaction.
 */
export async function* coveredOf(
  { client, vault }: { client: pg.ClientBase; vault: IdNumberVault },
  personIds: readonly string[],
  economic: { asOf: string } | null,
): AsyncGenerator<(string | null)[][]> {
  const values: unknown[] = [personIds];
  const covered = economic ? AUTHORISED(`$${values.push(economic.asOf)}`) : COVERED;
  const text = `${PERSON} WHERE i.person_id = ANY($1::uuid[]) AND i.person_id IN (${covered})`;
  yield* readCells(client, vault, { text, values });
}

async function* readCells(
  client: pg.ClientBase,
  vault: IdNumberVault,
  { text, values }: { text: string; values: unknown[] },
): AsyncGenerator<(string | null)[][]> {
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

/** The persons of the given ids, in chunks of cells; someone in two households stands there twice. */
export async function* personsOf(
  client: pg.ClientBase,
  vault: IdNumberVault,
  personIds: readonly string[],
): AsyncGenerator<(string | null)[][]> {
  for (let from = 0; from < personIds.length; from += ROWS_PER_FETCH) {
    const ids = personIds.slice(from, from + ROWS_PER_FETCH);
    const { rows } = await client.query<Row>(OF_IDS, [ids]);
    yield rows.map((row) => cellsOf(vault, row));
  }
}

function cellsOf(vault: IdNumberVault, row: Row): (string | null)[] {
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

/**
 * The query for `personsAlike`; null when the records tell nothing to look by. A record is about someone who shares at
 * least a name, a birth date or a telephone with it, or has a number one slip off: a million persons need not be
 * deciphered for a handful of records. Only what some record tells is asked for: one way that has no index would have
 * all persons read.
 */
function alike(
  records: readonly RecordPerson[],
  nearby: readonly string[],
  economic: { asOf: string } | null,
): { text: string; values: unknown[] } | null {
  const values: unknown[] = [];
  const given = (value: unknown): string => `$${values.push(value)}`;
  const { names, patterns, dates, phones } = sharedValues(records);
  const ways: string[] = [];
  if (names.size > 0) {
    const any = `ANY(${given([...names])}::text[])`;
    ways.push(`i.name = ${any}`, `i.former_name = ${any}`);
  }
  if (patterns.size > 0) ways.push(`i.name LIKE ANY(${given([...patterns])}::text[])`);
  if (dates.size > 0) ways.push(`i.birth_date = ANY(${given([...dates])}::date[])`);
  if (phones.size > 0) ways.push(`i.phone = ANY(${given([...phones])}::text[])`);
  if (nearby.length > 0) ways.push(`i.person_id = ANY(${given(nearby)}::uuid[])`);
  if (ways.length === 0) return null;
  const conditions = [
    `(${ways.join(' OR ')})`,
    `i.person_id IN (${economic ? AUTHORISED(given(economic.asOf)) : COVERED})`,
  ];
  return { text: `${PERSON} WHERE ${conditions.join(' AND ')}`, values };
}

/** Whoever on the roster has a number one slip off a written one. */
async function personsOneSlipOff(
  duckdb: Duckdb,
  records: readonly RecordPerson[],
): Promise<string[]> {
  if (records.every(({ idNumber }) => idNumber === null)) return [];
  const file = path.join(duckdb.dir, 'slips.tsv');
  await writeFile(file, slipsOf(records), { mode: 0o600 });
  const found = duckdb.rows(
    `SELECT DISTINCT person_id::VARCHAR FROM roster
       SEMI JOIN read_csv(${sqlText(file)}, delim = '\t', header = false, quote = '', escape = '',
                          auto_detect = false, columns = {match_key: 'VARCHAR'}) USING (match_key)`,
  );
  const ids: string[] = [];
  for await (const chunk of found) ids.push(...chunk.map(([id]) => String(id)));
  await rm(file);
  return ids;
}

/** In pieces: each is a write of its own. */
function* slipsOf(records: readonly RecordPerson[]): Generator<string> {
  for (let from = 0; from < records.length; from += RECORDS_PER_WRITE) {
    const some = records.slice(from, from + RECORDS_PER_WRITE);
    const numbers = some.flatMap(({ idNumber }) =>
      idNumber === null ? [] : numbersOneSlipOff(idNumber),
    );
    yield numbers.map((number) => `${number}\n`).join('');
  }
}

/** Names, patterns of names, birth dates and telephones of the records. */
function sharedValues(
  records: readonly RecordPerson[],
): Record<'names' | 'patterns' | 'dates' | 'phones', Set<string>> {
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
    if (record.idNumber !== null) keep(dates, idBirthDate(record.idNumber));
    if (record.phone !== null) keep(phones, phone(record.phone));
  }
  return { names, patterns, dates, phones };
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
