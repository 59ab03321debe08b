import { describe, expect, test } from 'vitest';
import {
  assertCan,
  can,
  PERMISSIONS,
  ROLES,
  streetScope,
  systemActor,
  type Role,
} from './actor.ts';
import { thrownBy } from './errors.test-support.ts';

const STREET = '310106012';
const STREET_ROLES: Role[] = ['CASE_OFFICER', 'REVIEWER', 'APPROVER', 'OFFICE_HEAD', 'AIDE'];

function actorOf(role: Role, streetCode: string | null = null) {
  return { ...systemActor('test'), role, streetCode };
}

test('the whole table of permissions', () => {
  const table = ROLES.map((role) => `${role}: ${[...PERMISSIONS[role]].sort().join(' ')}`);
  expect(table).toMatchInlineSnapshot(`
    [
      "CASE_OFFICER: ALERT_CLAIM ALERT_DISPOSE ALERT_READ CASE_ACCEPT CASE_READ CORRECTION_READ HOUSEHOLD_READ ID_NUMBER_UNMASK OBJECTION_READ OBJECTION_RECEIVE OUTREACH_VISIT PERSON_READ PERSON_SEARCH RULE_READ STATISTICS_READ SUBJECT_READ",
      "REVIEWER: ALERT_READ CASE_READ CASE_REVIEW CORRECTION_READ HOUSEHOLD_READ ID_NUMBER_UNMASK OBJECTION_READ PERSON_READ RULE_READ STATISTICS_READ",
      "APPROVER: ALERT_READ CASE_APPROVE CASE_READ CORRECTION_READ HOUSEHOLD_READ ID_NUMBER_UNMASK OBJECTION_READ PERSON_READ RULE_READ STATISTICS_READ",
      "OFFICE_HEAD: ALERT_READ ALERT_REASSIGN CASE_READ CORRECTION_READ HOUSEHOLD_READ OBJECTION_DECIDE OBJECTION_READ OBJECTION_RECEIVE PERSON_READ RULE_READ STATISTICS_READ SUBJECT_READ",
      "BUREAU_SUPERVISOR: AGREEMENT_GRANT AGREEMENT_READ ALERT_READ BATCH_READ BATCH_RELEASE CASE_READ CORRECTION_READ EXCHANGE_READ HOLD_PLACE HOUSEHOLD_READ MODEL_ACTIVATE MODEL_PROPOSE MODEL_READ OBJECTION_DECIDE OBJECTION_READ PERSON_READ RETENTION_READ REVIEW_READ REVIEW_SETTLE RULE_READ RULE_SWITCH RULE_TRY RUN_READ STATISTICS_READ SUBJECT_READ",
      "LIAISON: AGREEMENT_READ BATCH_DELIVER BATCH_READ CORRECTION_ANSWER CORRECTION_READ QUESTION_ASK RULE_READ",
      "AIDE: RULE_READ",
      "ANALYST: RULE_READ STATISTICS_READ",
      "AUDITOR: AGREEMENT_READ ALERT_READ AUDIT_READ BATCH_READ CASE_READ CORRECTION_READ EXCHANGE_READ HOLD_PLACE HOUSEHOLD_READ MODEL_READ OBJECTION_READ PERSON_READ PERSON_SEARCH RETENTION_READ REVIEW_READ RULE_READ RUN_READ STATISTICS_READ SUBJECT_READ",
      "MATCH_REVIEWER: BATCH_READ MODEL_READ PERSON_READ REVIEW_DECIDE REVIEW_READ RULE_READ",
      "SYSTEM: AGREEMENT_READ ALERT_READ BATCH_DELIVER BATCH_READ BATCH_RELEASE CASE_READ CORRECTION_READ EXCHANGE_READ HOUSEHOLD_READ MATCH_RUN MODEL_READ OBJECTION_READ PERSON_READ RETENTION_READ REVIEW_READ ROSTER_LOAD RULE_READ RULE_TRY RUN_READ STATISTICS_READ",
    ]
  `);
});

test('only a case officer claims and closes alerts and visits: no job and no command can', () => {
  for (const action of ['ALERT_CLAIM', 'ALERT_DISPOSE', 'OUTREACH_VISIT'] as const) {
    expect(ROLES.filter((role) => can(actorOf(role), action))).toEqual(['CASE_OFFICER']);
  }
});

test('a model is proposed and activated by persons of the bureau: no job and no command can', () => {
  for (const action of ['MODEL_PROPOSE', 'MODEL_ACTIVATE'] as const) {
    expect(ROLES.filter((role) => can(actorOf(role), action))).toEqual(['BUREAU_SUPERVISOR']);
  }
});

test('only a match reviewer judges pairs, and only the supervisor settles what two of them dispute', () => {
  const may = (action: 'REVIEW_DECIDE' | 'REVIEW_SETTLE') =>
    ROLES.filter((role) => can(actorOf(role), action));
  expect(may('REVIEW_DECIDE')).toEqual(['MATCH_REVIEWER']);
  expect(may('REVIEW_SETTLE')).toEqual(['BUREAU_SUPERVISOR']);
});

test('a liaison reaches no person, household, case or alert', () => {
  const forbidden = ['PERSON_READ', 'HOUSEHOLD_READ', 'CASE_READ', 'ALERT_READ'] as const;
  expect(forbidden.filter((action) => can(actorOf('LIAISON'), action))).toEqual([]);
});

test('an analyst reads no person, and an auditor changes nothing but that things stay', () => {
  expect(can(actorOf('ANALYST'), 'PERSON_READ')).toBe(false);
  const acts = PERMISSIONS.AUDITOR.filter((action) => !/_(READ|SEARCH)$/.test(action));
  expect(acts).toEqual(['HOLD_PLACE']);
});

test('an action outside the role is refused, one inside passes', () => {
  expect(thrownBy(() => assertCan(actorOf('ANALYST'), 'ALERT_READ'))).toBe('FORBIDDEN');
  expect(thrownBy(() => assertCan(actorOf('CASE_OFFICER'), 'ALERT_READ'))).toBeNull();
});

describe('street scope', () => {
  test.each(STREET_ROLES)('%s reaches the own street only, and nothing without one', (role) => {
    expect(streetScope(actorOf(role, STREET))).toEqual({ streetCode: STREET });
    expect(streetScope(actorOf(role))).toBe('NONE');
  });

  test.each(['BUREAU_SUPERVISOR', 'AUDITOR', 'MATCH_REVIEWER', 'SYSTEM'] as const)(
    '%s reaches every street',
    (role) => {
      expect(streetScope(actorOf(role))).toBe('ALL');
    },
  );

  test('a liaison reaches no street even with one in the token', () => {
    expect(streetScope(actorOf('LIAISON', STREET))).toBe('NONE');
  });

  test("an analyst reaches the own street, the bureau's analyst all", () => {
    expect(streetScope(actorOf('ANALYST', STREET))).toEqual({ streetCode: STREET });
    expect(streetScope(actorOf('ANALYST'))).toBe('ALL');
  });
});
