import { HubError } from './errors.ts';

/** 岗位, in the order of domain.md §2. */
export const ROLES = [
  'CASE_OFFICER',
  'REVIEWER',
  'APPROVER',
  'OFFICE_HEAD',
  'BUREAU_SUPERVISOR',
  'LIAISON',
  'AIDE',
  'ANALYST',
  'AUDITOR',
  'MATCH_REVIEWER',
  'SYSTEM',
] as const;
export type Role = (typeof ROLES)[number];

/** Who acts. A subject is an opaque account id; the display name is for screens, never for logs. */
export type Actor = {
  subject: string;
  role: Role;
  streetCode: string | null;
  departmentCode: string | null;
  displayName: string | null;
};

export type Action =
  | 'PERSON_READ'
  | 'PERSON_SEARCH'
  | 'ID_NUMBER_UNMASK'
  | 'HOUSEHOLD_READ'
  | 'CASE_READ'
  | 'CASE_ACCEPT'
  | 'CASE_REVIEW'
  | 'CASE_APPROVE'
  | 'STATISTICS_READ'
  | 'ALERT_READ'
  | 'ALERT_CLAIM'
  | 'ALERT_REASSIGN'
  | 'ALERT_DISPOSE'
  | 'OUTREACH_VISIT'
  | 'REVIEW_READ'
  | 'REVIEW_DECIDE'
  | 'REVIEW_SETTLE'
  | 'BATCH_READ'
  | 'BATCH_DELIVER'
  | 'BATCH_RELEASE'
  | 'CORRECTION_READ'
  | 'CORRECTION_ANSWER'
  | 'OBJECTION_READ'
  | 'OBJECTION_RECEIVE'
  | 'OBJECTION_DECIDE'
  | 'SUBJECT_READ'
  | 'RULE_READ'
  | 'RULE_SWITCH'
  | 'RULE_TRY'
  | 'AGREEMENT_READ'
  | 'AGREEMENT_GRANT'
  | 'EXCHANGE_READ'
  | 'QUESTION_ASK'
  | 'MODEL_READ'
  | 'MODEL_PROPOSE'
  | 'MODEL_ACTIVATE'
  | 'RUN_READ'
  | 'ROSTER_LOAD'
  | 'MATCH_RUN'
  | 'RETENTION_READ'
  | 'HOLD_PLACE'
  | 'AUDIT_READ';

const CASEWORK = [
  'PERSON_READ',
  'HOUSEHOLD_READ',
  'CASE_READ',
  'STATISTICS_READ',
  'ALERT_READ',
  'CORRECTION_READ',
  'OBJECTION_READ',
  'RULE_READ',
] as const;

const OVERSIGHT = [
  ...CASEWORK,
  'REVIEW_READ',
  'BATCH_READ',
  'RUN_READ',
  'MODEL_READ',
  'AGREEMENT_READ',
  'EXCHANGE_READ',
] as const;

/** What each role may do (domain.md §2). Where it may do it is `streetScope`. */
export const PERMISSIONS: Readonly<Record<Role, readonly Action[]>> = {
  CASE_OFFICER: [
    ...CASEWORK,
    'PERSON_SEARCH',
    'ID_NUMBER_UNMASK',
    'CASE_ACCEPT',
    'ALERT_CLAIM',
    'ALERT_DISPOSE',
    'OBJECTION_RECEIVE',
    'SUBJECT_READ',
    'OUTREACH_VISIT',
  ],
  REVIEWER: [...CASEWORK, 'ID_NUMBER_UNMASK', 'CASE_REVIEW'],
  APPROVER: [...CASEWORK, 'ID_NUMBER_UNMASK', 'CASE_APPROVE'],
  OFFICE_HEAD: [
    ...CASEWORK,
    'ALERT_REASSIGN',
    'OBJECTION_RECEIVE',
    'OBJECTION_DECIDE',
    'SUBJECT_READ',
  ],
  BUREAU_SUPERVISOR: [
    ...OVERSIGHT,
    'BATCH_RELEASE',
    'RULE_SWITCH',
    'RULE_TRY',
    'REVIEW_SETTLE',
    'OBJECTION_DECIDE',
    'SUBJECT_READ',
    'MODEL_PROPOSE',
    'MODEL_ACTIVATE',
    'RETENTION_READ',
    'HOLD_PLACE',
    'AGREEMENT_GRANT',
  ],
  LIAISON: [
    'BATCH_READ',
    'BATCH_DELIVER',
    'CORRECTION_READ',
    'CORRECTION_ANSWER',
    'RULE_READ',
    'AGREEMENT_READ',
    'QUESTION_ASK',
  ],
  AIDE: ['RULE_READ'],
  ANALYST: ['STATISTICS_READ', 'RULE_READ'],
  AUDITOR: [
    ...OVERSIGHT,
    'PERSON_SEARCH',
    'AUDIT_READ',
    'SUBJECT_READ',
    'RETENTION_READ',
    'HOLD_PLACE',
  ],
  MATCH_REVIEWER: [
    'PERSON_READ',
    'REVIEW_READ',
    'REVIEW_DECIDE',
    'BATCH_READ',
    'RULE_READ',
    'MODEL_READ',
  ],
  // Jobs and the command line load and compare; only a person claims, disposes, judges or answers.
  SYSTEM: [
    ...OVERSIGHT,
    'BATCH_DELIVER',
    'BATCH_RELEASE',
    'ROSTER_LOAD',
    'MATCH_RUN',
    'RULE_TRY',
    'RETENTION_READ',
  ],
};

export function can(actor: Actor, action: Action): boolean {
  return PERMISSIONS[actor.role].includes(action);
}

/** Throws FORBIDDEN when the actor's role does not allow the action. */
export function assertCan(actor: Actor, action: Action): void {
  if (!can(actor, action)) throw new HubError('FORBIDDEN', { action });
}

/** Which streets' people and cases an actor reaches. */
export type StreetScope = 'ALL' | 'NONE' | { streetCode: string };

/** Street staff reach their own street; an account of theirs without a street reaches nothing. */
export function streetScope(actor: Actor): StreetScope {
  switch (actor.role) {
    case 'SYSTEM':
    case 'BUREAU_SUPERVISOR':
    case 'AUDITOR':
    case 'MATCH_REVIEWER':
      return 'ALL';
    case 'LIAISON':
      return 'NONE';
    case 'ANALYST':
      return actor.streetCode === null ? 'ALL' : { streetCode: actor.streetCode };
    case 'CASE_OFFICER':
    case 'REVIEWER':
    case 'APPROVER':
    case 'OFFICE_HEAD':
    case 'AIDE':
      return actor.streetCode === null ? 'NONE' : { streetCode: actor.streetCode };
  }
}

/** The actor of a job or a command; the subject names it, for example 'cli:ingest'. */
export function systemActor(subject: string): Actor {
  return { subject, role: 'SYSTEM', streetCode: null, departmentCode: null, displayName: null };
}
