/** 案件状态 */
export type CaseStatus = 'ACTIVE' | 'IN_PUBLICITY' | 'UNDER_REVIEW' | 'ENDED';

export const CASE_STATUS_LABELS: Readonly<Record<CaseStatus, string>> = Object.freeze({
  ACTIVE: '在保',
  IN_PUBLICITY: '公示中',
  UNDER_REVIEW: '审核中',
  ENDED: '停保',
});

/** A stored status as its code; the intake writes no other. */
export function caseStatus(stored: string): CaseStatus {
  return stored in CASE_STATUS_LABELS ? (stored as CaseStatus) : 'ENDED';
}
