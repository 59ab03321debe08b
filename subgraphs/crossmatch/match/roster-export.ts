import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { matchKey, type DocumentClass } from '../../../kernel/id-number.ts';
import type { IdNumberVault } from '../../../kernel/runtime/id-number-vault.ts';
import { inTransaction } from './transaction.ts';

const LINES_PER_WRITE = 4_000;

/**
 * What the comparison reads of the roster, as one digest: two rosters with the same version give the
 * same alerts, so a batch is compared again only when it changes.
 */
const VERSION = `
  SELECT md5(concat_ws('|', cases.n, cases.digest, signed.n, signed.digest, persons.n, persons.digest))
           AS version
    FROM (SELECT count(*) AS n, sum(hashtextextended(concat_ws('|',
                   person_id, household_no, street_code, case_no, start_month, last_checked_on),
                   0)::numeric) AS digest
            FROM assistance.covered_person) cases,
         (SELECT count(*) AS n, sum(hashtextextended(concat_ws('|',
                   household_no, authorisation_until), 0)::numeric) AS digest
            FROM assistance.current_authorisation) signed,
         (SELECT count(*) AS n, sum(hashtextextended(concat_ws('|',
                   person_id, name, former_name), 0)::numeric) AS digest
            FROM households.person_identity WHERE covered) persons`;

// Whoever has an open alert is compared on after the last case has ended: a revocation must reach it.
// A person of two households is written twice; sorting a million rows to avoid that costs more.
const PERSONS = `
  SELECT i.person_id, encode(i.id_number_cipher, 'hex'), i.document_class, i.name, i.former_name
    FROM households.person_identity i
    JOIN (SELECT person_id FROM assistance.covered_person
          UNION
          SELECT person_id FROM crossmatch.alert WHERE status IN ('OPEN', 'CLAIMED')) compared
   USING (person_id)`;

/** The version of the roster as it stands now. */
export async function rosterVersion(database: Pick<pg.ClientBase, 'query'>): Promise<string> {
  const { rows } = await database.query<{ version: string }>(VERSION);
  return rows[0]?.version ?? '';
}

/**
 * Writes the persons to compare to a tab-separated file: match key, person id, name, former name. The
 * numbers are deciphered line by line on their way; the file must lie in a private directory that is
 * removed after the run. Returns the version of the very roster that was written.
 */
export async function exportRoster(
  pool: pg.Pool,
  vault: IdNumberVault,
  file: string,
): Promise<string> {
  return inTransaction(
    pool,
    async (client) => {
      const version = await rosterVersion(client);
      const out = createWriteStream(file, { mode: 0o600 });
      await writePersons(client, vault, out);
      out.end();
      await once(out, 'close');
      return version;
    },
    'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
  );
}

async function writePersons(
  client: pg.PoolClient,
  vault: IdNumberVault,
  out: NodeJS.WritableStream,
): Promise<void> {
  const rows = client.query(copyTo(`COPY (${PERSONS}) TO STDOUT`));
  let lines: string[] = [];
  for await (const line of linesOf(rows)) {
    lines.push(plainLine(line, vault));
    if (lines.length >= LINES_PER_WRITE) {
      if (!out.write(lines.join(''))) await once(out, 'drain');
      lines = [];
    }
  }
  out.write(lines.join(''));
}

async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(0x0a);
    if (end >= 0) yield* bytes.toString('utf8', 0, end).split('\n');
    rest = bytes.subarray(end + 1);
  }
}

function plainLine(line: string, vault: IdNumberVault): string {
  const [personId = '', cipher = '', documentClass = '', ...names] = line.split('\t');
  const number = vault.open(Buffer.from(cipher, 'hex'), personId);
  const key = matchKey(documentClass as DocumentClass, number);
  return [key, personId, ...names.map(textOf)].join('\t') + '\n';
}

/** COPY writes a missing text as \N and escapes backslashes; no cell of a roster holds a tab or a break. */
function textOf(field: string): string {
  if (field === '\\N') return '';
  return field.includes('\\') ? field.replaceAll('\\\\', '\\') : field;
}
