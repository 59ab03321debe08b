import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { Severity } from '../rule.ts';

/** An alert as reconciling reads it. */
export type PersonAlert = {
  alertNo: string;
  ruleId: string;
  status: 'OPEN' | 'CLAIMED' | 'CLOSED' | 'WITHDRAWN';
  factKey: string;
  effectiveOn: PlainDate;
  severity: Severity;
  alertClass: string | null;
  reason: string | null;
  sources: readonly string[];
  evidence: readonly string[];
  factEndedOn: PlainDate | null;
  notListedSince: PlainDate | null;
  disposition: string | null;
  closedOn: PlainDate | null;
  /** Of one whose rows a correction took out: the newest period that had told it. Else null. */
  withdrawnPeriodEnd: PlainDate | null;
  /** As `StoredFact.receivedAt`. */
  withdrawnAt: string | null;
  /** The newest period of its evidence. */
  toldUntil: PlainDate | null;
};
