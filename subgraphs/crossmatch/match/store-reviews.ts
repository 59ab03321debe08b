import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { HubError } from '../../../kernel/errors.ts';
import { groupBy } from '../rule.ts';
import { sourceByCode } from '../sources/index.ts';
import type { Source } from '../sources/source.ts';
import { reviewFingerprint } from './fingerprint.ts';
import type { MatchContext, PendingBatch } from './match-run.ts';
import { hashedKey, linkOf, loadLinks, recordKeyOf, type PersonLink } from './person-links.ts';
import { homeOf } from './person-state.ts';
import type { RecordPerson, ReviewCandidate, Score } from './review-candidate.ts';
import { insertFacts } from './store-facts.ts';

/** A candidate with its hashes and with what was decided about it before. */
type Keyed = Omit<ReviewCandidate, 'naturalKey'> & {
  naturalKey: string;
  recordKey: string;
  fingerprint: string;
  link: PersonLink | null;
};

const KNOWN = 'SELECT fingerprint, id FROM match_review WHERE fingerprint = ANY($1::text[])';

// One statement, so that a pair and its records stand or fall together. An open pair goes over to the batch that
// gives it again, until the newest is shown; the records of the other batches stay with it.
const UPSERT = `
  WITH asked AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS r
           (id uuid, fingerprint text, row_no int, part int, person_id uuid, household_no text,
            street_code text, reason text, record_name text, record_key text, record_cipher text,
            score numeric, parts jsonb, model_version text, data jsonb, records jsonb)
  ), stored AS (
    INSERT INTO match_review
           (id, fingerprint, source, batch_id, row_no, part, person_id, household_no, street_code, reason,
            record_name, record_key, record_cipher, score, parts, model_version, data, status, raised_on)
    SELECT id, fingerprint, $3, $2::uuid, row_no, part, person_id, household_no, street_code, reason,
           record_name, record_key, decode(record_cipher, 'hex'), score, parts, model_version, data,
           'OPEN', $4::date
      FROM asked
        ON CONFLICT (fingerprint) DO UPDATE
       SET status = 'OPEN', batch_id = EXCLUDED.batch_id, row_no = EXCLUDED.row_no,
           part = EXCLUDED.part, data = EXCLUDED.data, record_cipher = EXCLUDED.record_cipher,
           score = EXCLUDED.score, parts = EXCLUDED.parts, model_version = EXCLUDED.model_version
     WHERE match_review.status IN ('OPEN', 'WITHDRAWN')
  )
  INSERT INTO review_record (review_id, batch_id, row_no, part, natural_key, data)
  SELECT a.id, $2::uuid, x.row_no, x.part, x.natural_key, x.data
    FROM asked a,
         jsonb_to_recordset(a.records) AS x (row_no int, part int, natural_key text, data jsonb)
      ON CONFLICT (review_id, batch_id, row_no, part) DO UPDATE
     SET natural_key = EXCLUDED.natural_key, data = EXCLUDED.data`;

// Of a batch that is compared again with a few persons only their pairs are judged anew, and those of the rows that
// were scored again.
const DROP_RECORDS = `
  DELETE FROM review_record r USING match_review m
   WHERE m.id = r.review_id AND r.batch_id = ANY($1::uuid[]) AND NOT m.fingerprint = ANY($2::text[])
     AND ($3::uuid[] IS NULL OR m.person_id = ANY($3::uuid[])
          OR m.score IS NOT NULL AND ($4::text[] IS NULL OR r.batch_id <> $5::uuid
                                      OR r.row_no || '-' || r.part = ANY($4::text[])))`;

// Superseded batches give no records: what is left over stands in a batch that is accepted.
const NEWEST_LEFT = `
  SELECT DISTINCT ON (r.review_id) r.*
    FROM review_record r
    JOIN match_review o ON o.id = r.review_id AND o.status = 'OPEN' AND o.batch_id = ANY($1::uuid[])
    JOIN extract_batch b ON b.id = r.batch_id AND b.status = 'ACCEPTED'
   ORDER BY r.review_id, b.period_end DESC, b.serial DESC, b.received_at DESC, r.row_no, r.part`;

const SHOW_NEWEST = `
  UPDATE match_review m
     SET batch_id = x.batch_id, row_no = x.row_no, part = x.part, data = x.data
    FROM (${NEWEST_LEFT}) x
   WHERE m.id = x.review_id
     AND (m.batch_id, m.row_no, m.part) IS DISTINCT FROM (x.batch_id, x.row_no, x.part)`;

const WITHDRAW = `
  UPDATE match_review m SET status = 'WITHDRAWN'
   WHERE m.status = 'OPEN' AND m.batch_id = ANY($1::uuid[]) AND NOT m.fingerprint = ANY($2::text[])
     AND NOT EXISTS (SELECT FROM review_record r JOIN extract_batch b ON b.id = r.batch_id
                      WHERE r.review_id = m.id AND b.status = 'ACCEPTED')`;

const REVIEWED_IN = `
  SELECT DISTINCT person_id FROM matched_fact WHERE batch_id = $1 AND review_id IS NOT NULL`;

/**
 * Puts record pairs before the district's reviewers, each once, and returns the fingerprints of those it asks.
 * What a person has decided before is not asked again: a pair judged SAME gives its fact at once, any other
 * stays silent. A household whose economic facts may not be compared is neither asked about nor given facts.
 * @throws HubError INTERNAL when the parts of a score do not add up to it.
 */
export async function storeReviews(
  client: pg.ClientBase,
  { asOf, deps }: Pick<MatchContext, 'asOf' | 'deps'>,
  batch: PendingBatch,
  candidates: readonly ReviewCandidate[],
): Promise<string[]> {
  const source = sourceByCode(batch.source);
  const economic = source.comparison === 'ECONOMIC';
  const allowed = candidates.filter(({ person }) => !economic || person.authorised);
  if (allowed.length === 0) return [];
  const keyed = await withKeys(client, deps, batch, allowed);
  await insertFacts(
    client,
    batch,
    keyed.flatMap(({ link, ...one }) =>
      link?.decision === 'SAME' ? [{ ...one, reviewId: link.reviewId, data: one.fact }] : [],
    ),
  );
  const open = keyed.filter(({ link, person }) => link === null && person.covered);
  const asked = groupBy(open, ({ fingerprint }) => fingerprint);
  if (asked.size === 0) return [];
  const known = await client.query<{ fingerprint: string; id: string }>(KNOWN, [[...asked.keys()]]);
  const ids = new Map(known.rows.map(({ fingerprint, id }) => [fingerprint, id]));
  const rows = [...asked].map(([fingerprint, same]) => {
    const id = ids.get(fingerprint) ?? randomUUID();
    return same.slice(0, 1).map((first) => reviewRow(deps, { id, source }, first, same));
  });
  await client.query(UPSERT, [JSON.stringify(rows.flat()), batch.id, batch.source, asOf]);
  return [...asked.keys()];
}

/**
 * Withdraws the open pairs of these batches that are not among the given ones and that no other batch gives; the others
 * show the record of the newest period.
 * @param again null when the batch was compared with everybody; else the persons it was compared with again, and the
 *   rows (their ids) that were scored again, null for all
 */
export async function withdrawReviews(
  client: pg.ClientBase,
  { batch, corrected }: { batch: PendingBatch; corrected: readonly string[] },
  standing: readonly string[],
  again: { personIds: readonly string[]; rows: readonly string[] | null } | null,
): Promise<void> {
  const batchIds = [batch.id, ...corrected];
  await client.query(DROP_RECORDS, [
    batchIds,
    standing,
    again?.personIds ?? null,
    again?.rows ?? null,
    batch.id,
  ]);
  await client.query(SHOW_NEWEST, [batchIds]);
  await client.query(WITHDRAW, [batchIds, standing]);
}

/** Everybody to whom this batch gave a fact by an earlier decision of a reviewer. */
export async function personsReviewed(client: pg.ClientBase, batchId: string): Promise<string[]> {
  const { rows } = await client.query<{ person_id: string }>(REVIEWED_IN, [batchId]);
  return rows.map(({ person_id }) => person_id);
}

async function withKeys(
  client: pg.ClientBase,
  { vault }: MatchContext['deps'],
  { source }: PendingBatch,
  candidates: readonly ReviewCandidate[],
): Promise<Keyed[]> {
  const personIds = new Set(candidates.map(({ person }) => person.personId));
  const links = await loadLinks(client, source, [...personIds]);
  return candidates.map((candidate) => {
    const { personId } = candidate.person;
    const naturalKey = hashedKey(vault, source, candidate.naturalKey);
    const recordKey = recordKeyOf(vault, source, candidate);
    const { reason } = candidate;
    const fingerprint = reviewFingerprint({ source, personId, reason, recordKey });
    const link = linkOf(links, personId, { naturalKey, recordKey });
    return { ...candidate, naturalKey, recordKey, fingerprint, link };
  });
}

function reviewRow(
  { vault }: MatchContext['deps'],
  { id, source }: { id: string; source: Source },
  first: Keyed,
  same: readonly Keyed[],
): Record<string, unknown> {
  const { fingerprint, rowNo, part, person, reason, recordName, recordKey, record, fact } = first;
  const home = homeOf(person, source.comparison);
  return {
    id,
    fingerprint,
    row_no: rowNo,
    part,
    person_id: person.personId,
    household_no: home.householdNo,
    street_code: home.streetCode,
    reason,
    record_name: recordName,
    record_key: recordKey,
    record_cipher: Buffer.from(vault.seal(sealable(record), id)).toString('hex'),
    ...scoreColumns(first.score),
    data: fact,
    records: same.map((one) => ({
      row_no: one.rowNo,
      part: one.part,
      natural_key: one.naturalKey,
      data: one.fact,
    })),
  };
}

function sealable({ name, idNumber, birthDate, sex, phone, address }: RecordPerson): string {
  return JSON.stringify({ name, idNumber, birthDate, sex, phone, address });
}

function scoreColumns(score: Score | null): Record<string, unknown> {
  if (score === null) return { score: null, parts: [], model_version: null };
  const { bits, parts, modelVersion } = score;
  const sum = parts.reduce((total, { weight }) => total + millibits(weight), 0);
  if (sum !== millibits(bits)) throw new HubError('INTERNAL', { reason: 'SCORE_PARTS' });
  return { score: bits, parts, model_version: modelVersion };
}

function millibits(bits: number): number {
  return Math.round(bits * 1_000);
}
