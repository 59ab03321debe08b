import type pg from 'pg';
import { HubError } from '../../kernel/errors.ts';
import { lockComparison } from './match/fence.ts';
import type { LinkDecision } from './match/person-links.ts';
import type { Opinion, ReviewStatus } from './review-state.ts';

/** A pair as an act finds it, locked to the end of the transaction. */
export type LockedReview = {
  id: string;
  fingerprint: string;
  source: string;
  personId: string;
  recordKey: string;
  status: ReviewStatus;
  opinions: Opinion[];
  /** Whether some batch that gives it is accepted still. */
  standing: boolean;
};

type NewOpinion = Opinion & { reason: string; decidedAt: Date };

// Shorter than a caller waits: a batch may be written for longer than that.
const PATIENCE = `SET LOCAL lock_timeout = '2s'`;
const LOCK_NOT_AVAILABLE = '55P03';

const LOCK = `
  SELECT id, fingerprint, source, person_id AS "personId", record_key AS "recordKey", status,
         EXISTS (SELECT FROM review_record r JOIN extract_batch b ON b.id = r.batch_id
                  WHERE r.review_id = m.id AND b.status = 'ACCEPTED') AS standing
    FROM match_review m
   WHERE id = $1
     FOR UPDATE OF m`;

const OPINIONS = `
  SELECT round, decision, decided_by AS "decidedBy"
    FROM match_decision WHERE review_id = $1 ORDER BY round`;

const ADD_OPINION = `
  INSERT INTO match_decision (review_id, round, decision, reason, decided_by, decided_at)
  VALUES ($1, $2, $3, $4, $5, $6)`;

// What an officer's visit or an objection parted stays parted, whatever the desk says of it later.
const LINK = `
  INSERT INTO person_link
         (person_id, source, record_key, decision, review_id, decided_by, decided_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (person_id, source, record_key) DO UPDATE
     SET decision = EXCLUDED.decision, review_id = EXCLUDED.review_id,
         decided_by = EXCLUDED.decided_by, decided_at = EXCLUDED.decided_at
   WHERE person_link.alert_no IS NULL AND person_link.objection_no IS NULL`;

// One record is about one person: what is another's by number or by decision cannot be this one's too.
const TAKEN = `
  SELECT 1
    FROM review_record r
    JOIN matched_fact f ON f.batch_id = r.batch_id AND f.row_no = r.row_no AND f.part = r.part
   WHERE r.review_id = $1 AND f.person_id <> $2 AND f.standing
     AND NOT EXISTS (SELECT FROM person_link l
                      WHERE l.person_id = f.person_id AND l.source = f.source
                        AND l.record_key = f.natural_key AND l.decision = 'DIFFERENT')`;

const GIVE_FACTS = `
  INSERT INTO matched_fact
         (id, batch_id, row_no, part, source, person_id, natural_key, period_end, serial, data, standing,
          review_id)
  SELECT gen_random_uuid(), r.batch_id, r.row_no, r.part, b.source, $2, r.natural_key, b.period_end,
         b.serial, r.data, true, r.review_id
    FROM review_record r
    JOIN extract_batch b ON b.id = r.batch_id AND b.status = 'ACCEPTED'
   WHERE r.review_id = $1
      ON CONFLICT DO NOTHING`;

/**
 * Lets the batch that is being compared commit first, for two seconds.
 * @throws HubError MATCH_RUNNING when it takes longer
 */
export async function waitForComparison(client: pg.ClientBase): Promise<void> {
  await client.query(PATIENCE);
  try {
    await lockComparison(client);
  } catch (error) {
    if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
    throw new HubError('MATCH_RUNNING');
  }
  await client.query('SET LOCAL lock_timeout = 0');
}

/** The pair of that id, with the opinions given so far. @throws HubError NOT_FOUND */
export async function lockReview(client: pg.ClientBase, reviewId: string): Promise<LockedReview> {
  const { rows } = await client.query<Omit<LockedReview, 'opinions'>>(LOCK, [reviewId]);
  const [review] = rows;
  if (review === undefined) throw new HubError('NOT_FOUND', { reviewId });
  const opinions = await client.query<Opinion>(OPINIONS, [reviewId]);
  return { ...review, opinions: opinions.rows };
}

/** Writes an opinion down; nothing takes it back. */
export async function addOpinion(
  client: pg.ClientBase,
  reviewId: string,
  { round, decision, reason, decidedBy, decidedAt }: NewOpinion,
): Promise<void> {
  await client.query(ADD_OPINION, [reviewId, round, decision, reason, decidedBy, decidedAt]);
}

/** The pair is decided and leaves the queue. */
export async function closeReview(client: pg.ClientBase, reviewId: string): Promise<void> {
  await client.query(`UPDATE match_review SET status = 'DECIDED' WHERE id = $1`, [reviewId]);
}

/**
 * Writes the link by which the pair is not asked about again.
 * @throws HubError INVALID_STATE when an officer's visit has parted them, or the record is another person's
 */
export async function linkForGood(
  client: pg.ClientBase,
  { id, personId, source, recordKey }: LockedReview,
  by: { decision: LinkDecision; decidedBy: string; decidedAt: Date },
): Promise<void> {
  const { decision, decidedBy, decidedAt } = by;
  const taken = decision === 'SAME' ? await client.query(TAKEN, [id, personId]) : null;
  if (taken?.rowCount) throw new HubError('INVALID_STATE', { reason: 'RECORD_TAKEN' });
  const values = [personId, source, recordKey, decision, id, decidedBy, decidedAt];
  const { rowCount } = await client.query(LINK, values);
  if (rowCount === 0) throw new HubError('INVALID_STATE', { reason: 'PARTED' });
}

/** Stores what the records of the pair say of the person. */
export async function giveFacts(
  client: pg.ClientBase,
  { id, personId }: LockedReview,
): Promise<void> {
  await client.query(GIVE_FACTS, [id, personId]);
}
