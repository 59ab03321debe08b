import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { normaliseName } from '../../../kernel/person-name.ts';
import type { IdNumberVault } from '../../../kernel/runtime/id-number-vault.ts';
import { reviewFingerprint } from './fingerprint.ts';
import type { JudgedHit } from './hits.ts';
import type { MatchContext, PendingBatch } from './match-run.ts';
import type { CoveredPerson } from './person-state.ts';

type ExactHit = Extract<JudgedHit, { tier: 'EXACT' }>;
type ReviewHit = Extract<JudgedHit, { tier: 'REVIEW' }>;

// No conflict target: a row that was matched before keeps its fact, and with it the alerts' evidence.
const INSERT_FACTS = `
  INSERT INTO matched_fact
         (id, batch_id, row_no, part, source, person_id, natural_key, period_end, serial, data, standing)
  SELECT f.id, $2::uuid, f.row_no, f.part, $3, f.person_id, f.natural_key, $4::date, $5, f.data, true
    FROM jsonb_to_recordset($1::jsonb) AS f
         (id uuid, row_no int, part int, person_id uuid, natural_key text, data jsonb)
      ON CONFLICT DO NOTHING`;

// An open pair goes over to the batch that gives it again: a correction of the older one leaves it open.
const UPSERT_REVIEWS = `
  INSERT INTO match_review
         (id, fingerprint, source, batch_id, row_no, part, person_id, household_no, street_code, reason,
          record_name, data, status, raised_on)
  SELECT r.id, r.fingerprint, $3, $2::uuid, r.row_no, r.part, r.person_id, r.household_no,
         r.street_code, r.reason, r.record_name, r.data, 'OPEN', $4::date
    FROM jsonb_to_recordset($1::jsonb) AS r
         (id uuid, fingerprint text, row_no int, part int, person_id uuid, household_no text,
          street_code text, reason text, record_name text, data jsonb)
      ON CONFLICT (fingerprint) DO UPDATE
     SET status = 'OPEN', batch_id = EXCLUDED.batch_id, row_no = EXCLUDED.row_no, part = EXCLUDED.part
   WHERE match_review.status IN ('OPEN', 'WITHDRAWN')`;

// A pair of this batch, or of one it corrects, that the records no longer give.
const WITHDRAW_REVIEWS = `
  UPDATE match_review SET status = 'WITHDRAWN'
   WHERE status = 'OPEN' AND batch_id = ANY($1::uuid[]) AND NOT fingerprint = ANY($2::text[])`;

/** Stores what exact hits say. Of names and numbers nothing is kept but a keyed hash of the natural key. */
export async function storeFacts(
  client: pg.ClientBase,
  vault: IdNumberVault,
  batch: PendingBatch,
  hits: readonly ExactHit[],
): Promise<void> {
  const rows = hits.map(({ hit, naturalKey, fact, agreement }) => ({
    id: randomUUID(),
    row_no: hit.rowNo,
    part: hit.part,
    person_id: hit.personId,
    natural_key: hashedKey(vault, batch.source, naturalKey),
    data: { ...fact, agreement },
  }));
  if (rows.length === 0) return;
  const { id, source, periodEnd, serial } = batch;
  await client.query(INSERT_FACTS, [JSON.stringify(rows), id, source, periodEnd, serial]);
}

/** Puts record pairs before the district's reviewers, each once; returns their fingerprints. */
export async function storeReviews(
  client: pg.ClientBase,
  { asOf }: MatchContext,
  batch: PendingBatch,
  hits: readonly (ReviewHit & { person: CoveredPerson })[],
): Promise<string[]> {
  const rows = new Map<string, Record<string, unknown>>();
  for (const { hit, person, reason, recordName, fact } of hits) {
    const fingerprint = reviewFingerprint({
      source: batch.source,
      personId: person.personId,
      reason,
      recordName: normaliseName(recordName),
    });
    if (rows.has(fingerprint)) continue;
    rows.set(fingerprint, {
      id: randomUUID(),
      fingerprint,
      row_no: hit.rowNo,
      part: hit.part,
      person_id: person.personId,
      household_no: person.householdNo,
      street_code: person.streetCode,
      reason,
      record_name: recordName,
      data: fact,
    });
  }
  if (rows.size > 0) {
    const parameters = [JSON.stringify([...rows.values()]), batch.id, batch.source, asOf];
    await client.query(UPSERT_REVIEWS, parameters);
  }
  return [...rows.keys()];
}

/** Withdraws the open pairs of these batches that are not among the given ones. */
export async function withdrawReviews(
  client: pg.ClientBase,
  batchIds: readonly string[],
  standing: readonly string[],
): Promise<void> {
  await client.query(WITHDRAW_REVIEWS, [batchIds, standing]);
}

/**
 * Facts of corrected batches no longer stand. Returns the corrected batches and everybody whom they ever
 * touched: the delivery itself may have felled the facts already, and a person whom the correction no
 * longer names must still be looked at.
 */
export async function fellSuperseded(
  client: pg.ClientBase,
  batchId: string,
): Promise<{ batchIds: string[]; personIds: string[] }> {
  const chain = await client.query<{ id: string }>(
    `WITH RECURSIVE corrected AS (
       SELECT id FROM extract_batch WHERE superseded_by_id = $1
       UNION
       SELECT b.id FROM extract_batch b JOIN corrected c ON b.superseded_by_id = c.id
     ) SELECT id FROM corrected`,
    [batchId],
  );
  const batchIds = chain.rows.map(({ id }) => id);
  const fallen = await client.query<{ person_id: string }>(
    `UPDATE matched_fact SET standing = false
      WHERE batch_id = ANY($1::uuid[]) RETURNING person_id`,
    [batchIds],
  );
  return { batchIds, personIds: fallen.rows.map((row) => row.person_id) };
}

function hashedKey(vault: IdNumberVault, source: string, naturalKey: string): string {
  return Buffer.from(vault.index(`natural-key|${source}|${naturalKey}`)).toString('hex');
}
