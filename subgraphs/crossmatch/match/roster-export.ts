import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { matchKey, type DocumentClass } from '../../../kernel/id-number.ts';
import type { IdNumberVault } from '../../../kernel/runtime/id-number-vault.ts';
import { writeLines } from './write-lines.ts';

// What comparing reads of a person, number aside: a line for each household, all lines together tell whether the
// person is as before.
const COVERED = `
  WITH signed AS (
    SELECT household_no, max(authorisation_until) AS until
      FROM assistance.current_authorisation GROUP BY household_no
  ), cases AS (
    SELECT c.person_id,
           sum(hashtextextended(ROW(c.household_no, c.street_code, c.case_no, c.start_month,
                                    c.last_checked_on, s.until)::text, 0)::numeric) AS told
      FROM assistance.covered_person c LEFT JOIN signed s USING (household_no)
     GROUP BY c.person_id
  )
  SELECT i.person_id, encode(i.id_number_cipher, 'hex'), i.document_class,
         concat_ws('.', cases.told,
                   hashtextextended(ROW(i.household_no, i.street_code, i.name, i.former_name, i.sex,
                                        i.birth_date, i.phone, i.hukou_address,
                                        i.residence_address)::text, 0))
    FROM households.person_identity i JOIN cases USING (person_id)`;

const OF_IDS = `
  SELECT DISTINCT i.person_id, i.id_number_cipher AS cipher, i.document_class AS document
    FROM households.person_identity i WHERE i.person_id = ANY($1::uuid[])`;

/**
 * Writes the covered persons to a tab-separated file: match key, person id, what was told of the person; one of two
 * households stands there twice.
 * The numbers are deciphered line by line on their way; the file must lie in a run's own directory.
 */
export async function exportCovered(
  client: pg.PoolClient,
  vault: IdNumberVault,
  file: string,
): Promise<void> {
  const rows = client.query(copyTo(`COPY (${COVERED}) TO STDOUT`));
  await writeLines(file, plainLines(rows, vault));
}

/** Writes the persons of the given ids to a tab-separated file: match key, person id. */
export async function exportPersons(
  client: pg.PoolClient,
  vault: IdNumberVault,
  personIds: readonly string[],
  file: string,
): Promise<void> {
  type Row = { person_id: string; cipher: Buffer; document: DocumentClass };
  const { rows } = await client.query<Row>(OF_IDS, [personIds]);
  await writeLines(
    file,
    rows.map((row) => {
      const key = matchKey(row.document, vault.open(row.cipher, row.person_id));
      return `${key}\t${row.person_id}`;
    }),
  );
}

async function* plainLines(
  rows: AsyncIterable<Buffer>,
  vault: IdNumberVault,
): AsyncGenerator<string> {
  for await (const line of linesOf(rows)) {
    const [personId = '', cipher = '', documentClass = '', told = ''] = line.split('\t');
    const number = vault.open(Buffer.from(cipher, 'hex'), personId);
    yield `${matchKey(documentClass as DocumentClass, number)}\t${personId}\t${told}`;
  }
}

async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(0x0a);
    if (end >= 0) yield* bytes.toString('latin1', 0, end).split('\n');
    rest = bytes.subarray(end + 1);
  }
}
