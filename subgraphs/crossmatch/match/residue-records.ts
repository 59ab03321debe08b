import type pg from 'pg';
import { groupBy } from '../rule.ts';
import type { LeftOver } from './written-persons.ts';

/**
 * What scoring a batch found of a row that matters: one whose number is valid and nobody's but whose person has a
 * namesake born on the day, and one with a pair above the line. Every other pair stays below it until its person
 * changes.
 */
export type RememberedRow = {
  rowNo: number;
  part: number;
  /** Everybody whom a pair above the line takes the row to be about. */
  personIds: readonly string[];
};

// Where a person may have one record only, the rows of a batch are rivals: then it is scored as a whole.
const SCORED_WITH_ACTIVE = `
  SELECT 1
    FROM (SELECT model_id FROM linkage_run WHERE batch_id = $1 ORDER BY recorded_at DESC LIMIT 1) last
    JOIN linkage_model m ON m.id = last.model_id
   WHERE m.spec = $2 AND m.activated_at IS NOT NULL AND m.retired_at IS NULL
     AND m.spec_json ->> 'cardinality' IN ('many-to-one', 'many-to-many')`;

const ROWS = `
  SELECT row_no AS "rowNo", part, person_ids AS "personIds" FROM residue_record WHERE batch_id = $1`;

const FORGET = `
  DELETE FROM residue_record
   WHERE batch_id = $1 AND ($2::text[] IS NULL OR row_no || '-' || part = ANY($2::text[]))`;

const REMEMBER = `
  INSERT INTO residue_record (batch_id, row_no, part, person_ids)
  SELECT $1, r.row_no, r.part, r.person_ids
    FROM jsonb_to_recordset($2::jsonb) AS r (row_no int, part int, person_ids uuid[])`;

/** What is known of a batch from its last scoring; null when it was not scored with the model that is active now. */
export async function recallResidue(
  client: pg.ClientBase,
  batchId: string,
  spec: string,
): Promise<RememberedRow[] | null> {
  if ((await client.query(SCORED_WITH_ACTIVE, [batchId, spec])).rowCount === 0) return null;
  return (await client.query<RememberedRow>(ROWS, [batchId])).rows;
}

/**
 * Forgets what was kept of a batch before it is scored again.
 * @param among the rows (their ids) that are looked at; null: all of the batch
 */
export async function forgetResidue(
  client: pg.ClientBase,
  batchId: string,
  among: readonly string[] | null,
): Promise<void> {
  await client.query(FORGET, [batchId, among]);
}

/** Keeps for the next time which rows and persons matter. */
export async function rememberResidue(
  client: pg.ClientBase,
  batchId: string,
  records: readonly LeftOver[],
  pairs: readonly { record: LeftOver; personId: string }[],
): Promise<void> {
  const personsOf = groupBy(pairs, ({ record }) => record.id);
  const rows = records
    .filter(({ id, problem }) => problem === '' || personsOf.has(id))
    .map(({ id, rowNo, part }) => ({
      row_no: rowNo,
      part,
      person_ids: [...new Set((personsOf.get(id) ?? []).map(({ personId }) => personId))],
    }));
  if (rows.length > 0) await client.query(REMEMBER, [batchId, JSON.stringify(rows)]);
}
