import type { PlainDate } from '../../kernel/plain-date.ts';
import type { AlertSpelling, ReviewSpelling, SilentSpelling } from './spelling-kinds.ts';

export type SetAsideCounts = Record<string, number>;
export type FileTruth = { file: string; rows: number; accepted: number; setAside: SetAsideCounts };
export type ExpectedAlert = {
  rule: string;
  householdNo: string;
  idNumber: string;
  name: string;
  effectiveDate: PlainDate;
  severity: 'high' | 'normal' | 'info';
  class: 'TRANSFER' | 'EXIT' | null;
  reason: 'GRANTED_AFTER_DEATH' | null;
  factKey: string;
  sources: string[];
  /** How the record writes the person. */
  spelling: AlertSpelling;
};
/** A record pair for the reviewers; `recordId` equal to `idNumber` means found by the number. */
export type ExpectedReview = {
  source: string;
  householdNo: string;
  idNumber: string;
  name: string;
  recordName: string;
  recordId: string;
  spelling: ReviewSpelling;
};
/**
 * Whom a row is truly about, by the numbers on the roster and whatever the row writes; a row that is not named is about
 * nobody on it.
 */
export type RecordTruth = { source: string; rowNo: number; people: string[] };
/** Looks like a case of the rule and must raise nothing. */
export type SilentCase = {
  rule: string;
  householdNo: string;
  idNumber: string;
  why: string;
  /** Set where somebody else's record looks like the person's. */
  spelling: SilentSpelling | null;
};

/** Somebody on a need list whom no street knows: a visit, never an alert. */
export type UncoveredPerson = { source: string; idNumber: string; name: string };

/** What a correct run over the district finds: the shape of the sample's `expected.json`, and the silent list. */
export type Truth = {
  asOf: PlainDate;
  seed: number;
  recipients: number;
  files: FileTruth[];
  alerts: ExpectedAlert[];
  review: ExpectedReview[];
  reviewOptional: ExpectedReview[];
  silentCases: number;
  silent: SilentCase[];
  outreach: UncoveredPerson[];
  records: RecordTruth[];
};

/** Adds one row to a file's account. */
export function countRow(file: FileTruth, outcome: string): void {
  file.rows += 1;
  if (outcome === 'ACCEPTED') file.accepted += 1;
  else file.setAside[outcome] = (file.setAside[outcome] ?? 0) + 1;
}
