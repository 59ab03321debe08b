import { createHash } from 'node:crypto';

/** The part of an alert that the same inputs give in any database: no keys, numbers or instants. */
export type AlertResult = {
  householdNo: string;
  ruleId: string;
  effectiveOn: string;
  factKey: string;
  tier: string;
  reason: string | null;
  alertClass: string | null;
  status: string;
};

export type ReviewResult = {
  source: string;
  householdNo: string;
  reason: string;
  recordName: string;
  status: string;
};

export type OutreachResult = {
  source: string;
  streetCode: string;
  name: string;
  recognisedOn: string;
  status: string;
};

/** SHA-256 over the sorted results: equal for equal inputs, on any number of threads. */
export function resultHash(
  alerts: readonly AlertResult[],
  reviews: readonly ReviewResult[],
  outreach: readonly OutreachResult[],
): string {
  const lines = [
    ...alerts.map((alert) => [
      'ALERT',
      alert.householdNo,
      alert.ruleId,
      alert.effectiveOn,
      alert.factKey,
      alert.tier,
      alert.reason,
      alert.alertClass,
      alert.status,
    ]),
    ...reviews.map((review) => [
      'REVIEW',
      review.householdNo,
      review.source,
      review.reason,
      review.recordName,
      review.status,
    ]),
    ...outreach.map((task) => [
      'OUTREACH',
      task.source,
      task.streetCode,
      task.name,
      task.recognisedOn,
      task.status,
    ]),
  ].map((fields) => JSON.stringify(fields));
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}
