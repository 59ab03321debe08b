import type pg from 'pg';
import { normaliseName } from '../../../kernel/person-name.ts';
import { foldIdNumber } from '../../../kernel/id-number.ts';
import type { IdNumberVault } from '../../../kernel/runtime/id-number-vault.ts';
import type { ReviewCandidate } from './review-candidate.ts';

/** 复核结论 */
export type LinkDecision = 'SAME' | 'DIFFERENT' | 'CANNOT_TELL';

/** What a person decided about a recipient and the records of one key; see `PersonLink` in the schema. */
export type PersonLink = { decision: LinkDecision; reviewId: string | null };

/** The links of these recipients with records of one source, by `linkOf`'s key. */
export type PersonLinks = ReadonlyMap<string, PersonLink>;

const LINKS = `
  SELECT person_id, record_key, decision, review_id
    FROM person_link
   WHERE source = $1 AND person_id = ANY($2::uuid[])`;

const LEAST_SHOWN = 10;

/** Reads what was decided about these recipients' records of one source. */
export async function loadLinks(
  client: pg.ClientBase,
  source: string,
  personIds: readonly string[],
): Promise<PersonLinks> {
  type Row = {
    person_id: string;
    record_key: string;
    decision: LinkDecision;
    review_id: string | null;
  };
  const { rows } = await client.query<Row>(LINKS, [source, personIds]);
  return new Map(
    rows.map((row) => [
      `${row.person_id}|${row.record_key}`,
      { decision: row.decision, reviewId: row.review_id },
    ]),
  );
}

/** What holds between a recipient and a record: a record once parted stays parted, whatever else was said. */
export function linkOf(
  links: PersonLinks,
  personId: string,
  record: { naturalKey: string; recordKey: string },
): PersonLink | null {
  const parted = links.get(`${personId}|${record.naturalKey}`);
  return parted ?? links.get(`${personId}|${record.recordKey}`) ?? null;
}

/** The keyed hash of a natural key: it tells the same record again and nothing of anybody. */
export function hashedKey(vault: IdNumberVault, source: string, naturalKey: string): string {
  return Buffer.from(vault.index(`natural-key|${source}|${naturalKey}`)).toString('hex');
}

/**
 * The keyed hash by which a decision is found again. With an equal number the question is whether the person
 * written there is the recipient, so it holds for every record of the source that says the same of its person; so it
 * does with a masked or broken number, which is that person's all the same. Without any number, or with one nearly all hidden, it holds for the
 * one record: what it tells belongs to the key, or a namesake's record would be taken for the recipient's without anybody
 * being asked.
 */
export function recordKeyOf(
  vault: IdNumberVault,
  source: string,
  { record, score, naturalKey, fact }: ReviewCandidate,
): string {
  const { name, idNumber, birthDate, sex, phone, address } = record;
  const person = [normaliseName(name), idNumber === null ? null : foldIdNumber(idNumber)];
  const said = [...person, birthDate, sex, phone, address];
  const told =
    score === null || saysWho(idNumber) ? [] : [naturalKey, Object.entries(fact).sort(byName)];
  const key = JSON.stringify([source, ...said, ...told]);
  return Buffer.from(vault.index(`record-person|${key}`)).toString('hex');
}

/** Whether enough of a number is shown to tell a person from a namesake: region and last four at the least. */
function saysWho(idNumber: string | null): boolean {
  return idNumber !== null && foldIdNumber(idNumber).replace(/[^\dA-Z]/g, '').length >= LEAST_SHOWN;
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
