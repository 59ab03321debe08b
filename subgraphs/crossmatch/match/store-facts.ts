import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { IdNumberVault } from '../../../kernel/runtime/id-number-vault.ts';
import type { JudgedHit } from './hits.ts';
import type { PendingBatch } from './match-run.ts';
import { hashedKey } from './person-links.ts';

type ExactHit = Extract<JudgedHit, { tier: 'EXACT' }>;

// No conflict target: a row that was matched before keeps its fact, and with it the alerts' evidence.
const INSERT_FACTS = `
  INSERT INTO matched_fact
         (id, batch_id, row_no, part, source, person_id, natural_key, period_end, serial, data, standing,
          review_id)
  SELECT f.id, $2::uuid, f.row_no, f.part, $3, f.person_id, f.natural_key, $4::date, $5, f.data, true,
         f.review_id
    FROM jsonb_to_recordset($1::jsonb) AS f
         (id uuid, row_no int, part int, person_id uuid, natural_key text, data jsonb, review_id uuid)
      ON CONFLICT DO NOTHING`;

/** A fact to be stored; the natural key is hashed already. */
export type FactRow = {
  rowNo: number;
  part: number;
  person: { personId: string };
  naturalKey: string;
  data: Record<string, unknown>;
  /** The review by which a person judged it; null: number and name are equal. */
  reviewId: string | null;
};

/** Stores what exact hits say. Of names and numbers nothing is kept but a keyed hash of the natural key. */
export async function storeFacts(
  client: pg.ClientBase,
  vault: IdNumberVault,
  batch: PendingBatch,
  hits: readonly ExactHit[],
): Promise<void> {
  await insertFacts(
    client,
    batch,
    hits.map(({ hit, naturalKey, fact, agreement }) => ({
      rowNo: hit.rowNo,
      part: hit.part,
      person: hit,
      naturalKey: hashedKey(vault, batch.source, naturalKey),
      data: { ...fact, agreement },
      reviewId: null,
    })),
  );
}

/** Stores facts of one batch; a row that has its fact keeps it. */
export async function insertFacts(
  client: pg.ClientBase,
  { id, source, periodEnd, serial }: Pick<PendingBatch, 'id' | 'source' | 'periodEnd' | 'serial'>,
  facts: readonly FactRow[],
): Promise<void> {
  if (facts.length === 0) return;
  const rows = facts.map(({ rowNo, part, person, naturalKey, data, reviewId }) => ({
    id: randomUUID(),
    row_no: rowNo,
    part,
    person_id: person.personId,
    natural_key: naturalKey,
    data,
    review_id: reviewId,
  }));
  await client.query(INSERT_FACTS, [JSON.stringify(rows), id, source, periodEnd, serial]);
}

/**
 * Facts of the batches that this one corrects stand no longer. Returns those batches and everybody whom they ever
 * touched: a person whom the correction no longer names must still be looked at.
 */
export async function fellSuperseded(
  client: pg.ClientBase,
  batchId: string,
): Promise<{ batchIds: string[]; personIds: string[]; heldSnapshot: boolean }> {
  const chain = await client.query<{ id: string; mode: string }>(
    `WITH RECURSIVE corrected AS (
       SELECT id, mode FROM extract_batch WHERE superseded_by_id = $1
       UNION
       SELECT b.id, b.mode FROM extract_batch b JOIN corrected c ON b.superseded_by_id = c.id
     ) SELECT id, mode FROM corrected`,
    [batchId],
  );
  const batchIds = chain.rows.map(({ id }) => id);
  const fallen = await client.query<{ person_id: string }>(
    `UPDATE matched_fact SET standing = false
      WHERE batch_id = ANY($1::uuid[]) RETURNING person_id`,
    [batchIds],
  );
  return {
    batchIds,
    personIds: fallen.rows.map((row) => row.person_id),
    heldSnapshot: chain.rows.some(({ mode }) => mode === 'SNAPSHOT'),
  };
}
