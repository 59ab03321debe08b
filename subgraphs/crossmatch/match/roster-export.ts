import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { matchKey, type DocumentClass } from '../../../kernel/id-number.ts';
import type { IdNumberVault } from '../../../kernel/runtime/id-number-vault.ts';

const LINES_PER_WRITE = 4_000;

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

// Whoever has an open alert is compared on after the last case has ended: a revocation must reach it.
const NO_LONGER_COVERED = `
  SELECT i.person_id, encode(i.id_number_cipher, 'hex'), i.document_class, ''
    FROM households.person_identity i
   WHERE i.person_id IN (SELECT person_id FROM crossmatch.alert WHERE status IN ('OPEN', 'CLAIMED'))
     AND NOT EXISTS (SELECT FROM assistance.covered_person c WHERE c.person_id = i.person_id)`;

/**
 * Writes persons to a tab-separated file: match key, person id, what was told of the person (blank for one who is no
 * longer covered); one of two households stands there twice.
 * The numbers are deciphered line by line on their way; the file must lie in a run's own directory.
 */
export async function exportPersons(
  client: pg.PoolClient,
  vault: IdNumberVault,
  which: 'COVERED' | 'NO_LONGER_COVERED',
  file: string,
): Promise<void> {
  const persons = which === 'COVERED' ? COVERED : NO_LONGER_COVERED;
  const rows = client.query(copyTo(`COPY (${persons}) TO STDOUT`));
  const out = createWriteStream(file, { mode: 0o600 });
  let lines: string[] = [];
  for await (const line of linesOf(rows)) {
    lines.push(plainLine(line, vault));
    if (lines.length >= LINES_PER_WRITE) {
      if (!out.write(lines.join(''))) await once(out, 'drain');
      lines = [];
    }
  }
  out.end(lines.join(''));
  await once(out, 'close');
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

function plainLine(line: string, vault: IdNumberVault): string {
  const [personId = '', cipher = '', documentClass = '', told = ''] = line.split('\t');
  const number = vault.open(Buffer.from(cipher, 'hex'), personId);
  return `${matchKey(documentClass as DocumentClass, number)}\t${personId}\t${told}\n`;
}
