import type pg from 'pg';
import { rowEvaluator } from '../../../kernel/tabular/evaluate-row.ts';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { sqlText } from '../duckdb/sql-literal.ts';
import { makeStep } from '../linkage/standardisers/index.ts';
import type { Source } from '../sources/source.ts';
import type { ChangedPersons } from './changed-persons.ts';
import type { PendingBatch } from './match-run.ts';
import type { RememberedRow } from './residue-records.ts';
import type { RecordPerson } from './review-candidate.ts';
import { personsReader, type LeftOver } from './written-persons.ts';

const CELL_SEPARATOR = '\u001f';

const date = makeStep('date');
const idBirthDate = makeStep('idBirthDate');

const KNOWN = `
  SELECT DISTINCT p.name, p.birth_date::text AS birth_date
    FROM households.person_identity p
    JOIN unnest($1::text[], $2::date[]) AS r(name, birth_date)
      ON p.name = r.name AND p.birth_date = r.birth_date
   WHERE EXISTS (SELECT FROM assistance.covered_person c WHERE c.person_id = p.person_id)`;

/**
 * The rows of a batch whose number is blank, masked or wrong, in their order, so many at a time.
 * @param among only those of these rows (their numbers); null: all
 */
export async function* rowsWithoutNumber(
  duckdb: Duckdb,
  source: Source,
  batch: PendingBatch,
  { staged, among, atOnce }: { staged: string; among: readonly number[] | null; atOnce: number },
): AsyncGenerator<LeftOver[]> {
  if (among?.length === 0) return;
  const evaluate = rowEvaluator(source.contract, batch.asOf);
  const read = partyReader(source, (cells) => !evaluate(cells).ok);
  // The file is gone through once: a table knows the places of its rows.
  await duckdb.run(
    `CREATE OR REPLACE TABLE left_over AS
       SELECT row_no, part, problem, cells FROM read_parquet(${sqlText(staged)})
        WHERE match_key IS NULL ${among ? `AND row_no IN (${among.join(', ')})` : ''}
        ORDER BY row_no, part`,
  );
  for (let from = 0; ; from += atOnce) {
    const found: LeftOver[] = [];
    const rows = duckdb.rows(
      `SELECT row_no, part, problem, cells FROM left_over
        WHERE rowid >= ${from} AND rowid < ${from + atOnce} ORDER BY row_no, part`,
    );
    for await (const chunk of rows) found.push(...chunk.flatMap(read));
    if (found.length === 0) return;
    yield found;
  }
}

/** `asked`: the rows (their ids) that were looked at, when they were few. */
type Namesakes = { asked: string[]; found: LeftOver[] };

/**
 * The rows whose number is valid but nobody's on the roster, and whose name and birth date are somebody's there. Only
 * a source that also tells an address or a telephone can make such a row worth a look. Another document than an
 * identity card matches the same document only.
 * @param among null: all such rows; else the batch was read before, and only a row that counted then or that one of
 *   these persons may have brought in or out can count now
 */
export async function rowsOfNamesakes(
  client: pg.ClientBase,
  duckdb: Duckdb,
  source: Source,
  stagedFile: string,
  among: { remembered: readonly RememberedRow[]; changed: ChangedPersons } | null,
): Promise<Namesakes> {
  const asked: string[] = [];
  const found: LeftOver[] = [];
  if (!source.written.some(({ address, phone }) => address ?? phone)) return { asked, found };
  const read = partyReader(source, () => false);
  const staged = `read_parquet(${sqlText(stagedFile)})`;
  const rows = duckdb.rows(
    `SELECT row_no, part, '' AS problem, cells FROM ${staged} s
      WHERE match_key NOT LIKE '%|%' AND NOT EXISTS (SELECT 1 FROM roster r WHERE r.match_key = s.match_key)
        ${among ? `AND (row_no, part) IN (${rowsThatMayCount(staged, among)})` : ''}
      ORDER BY row_no, part`,
  );
  for await (const chunk of rows) {
    const persons = chunk.flatMap(read);
    if (among) asked.push(...persons.map(({ id }) => id));
    const known = await client.query<{ name: string; birth_date: string }>(KNOWN, [
      persons.map(({ record }) => record.name),
      persons.map(({ record }) => birthDay(record)),
    ]);
    const keys = new Set(known.rows.map(({ name, birth_date }) => `${name} ${birth_date}`));
    const isKnown = ({ record }: LeftOver): boolean =>
      keys.has(`${record.name} ${birthDay(record) ?? ''}`);
    found.push(...persons.filter(isKnown));
  }
  return { asked, found };
}

/** Rows that counted before, rows with the number of someone who has left, and rows that hold the name of a person. */
function rowsThatMayCount(
  staged: string,
  { remembered, changed }: { remembered: readonly RememberedRow[]; changed: ChangedPersons },
): string {
  const counted = remembered.map(({ rowNo, part }) => `(${rowNo}, ${part})`).join(', ');
  return `${counted === '' ? '' : `SELECT * FROM (VALUES ${counted}) UNION ALL`}
    SELECT row_no, part FROM ${staged} SEMI JOIN ${changed.table} USING (match_key)
     UNION ALL
    SELECT row_no, part
      FROM (SELECT row_no, part, unnest(string_split_regex(cells, '[\u001f、]')) AS cell FROM ${staged}) c
      SEMI JOIN ${changed.namesTable} n ON n.name = regexp_replace(c.cell, '^[\\s\\p{Z}]+|[\\s\\p{Z}]+$', '', 'g')`;
}

/** Reads the person of a staged party; `isWhole` says that a row stands there once for all its persons. */
function partyReader(source: Source, isWhole: (cells: readonly string[]) => boolean) {
  const personsIn = personsReader(source);
  return ([row, part, problem, joined]: readonly unknown[]): LeftOver[] => {
    const cells = String(joined).split(CELL_SEPARATOR);
    const rowNo = Number(row);
    const whole = isWhole(cells);
    return personsIn(cells)
      .filter((person) => whole || person.part === Number(part))
      .map((person) => ({
        ...person,
        id: `${rowNo}-${person.part}`,
        rowNo,
        problem: String(problem),
      }));
  };
}

/** The birth date a record tells; where it tells none its number does, even one that is wrong further back. */
export function toldBirthDate({ birthDate, idNumber }: RecordPerson): string | null {
  return birthDate ?? (idNumber === null ? null : idBirthDate(idNumber));
}

function birthDay(record: RecordPerson): string | null {
  const written = toldBirthDate(record);
  const digits = written === null ? null : date(written);
  return digits && `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}
