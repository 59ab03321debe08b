import { createHash } from 'node:crypto';
import type { PlainDate } from '../../../kernel/plain-date.ts';

/**
 * What makes an alert that alert: rule family, person, fact key, effective date, and which time the fact
 * comes. Two workers that reach the same conclusion collide on it in the database.
 */
export function alertFingerprint(alert: {
  family: string;
  personId: string;
  factKey: string;
  effectiveOn: PlainDate;
  /** 1 for the first alert of this person and fact key. */
  generation: number;
}): string {
  const { family, personId, factKey, effectiveOn, generation } = alert;
  return sha256([family, personId, factKey, effectiveOn, String(generation)]);
}

/** A record pair to be judged: the same record of the same person is asked once, in whichever batch. */
export function reviewFingerprint(review: {
  source: string;
  personId: string;
  reason: string;
  /** Of `recordKeyOf`. */
  recordKey: string;
}): string {
  return sha256([review.source, review.personId, review.reason, review.recordKey]);
}

function sha256(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
