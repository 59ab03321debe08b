import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AuditEvent } from './audit-events.ts';

const claimed = { kind: 'ALERT_CLAIMED', alertNo: 'YJ-7K2QX9M' };

test('the kinds of events are these', () => {
  const kinds = AuditEvent.options.map((option) => option.shape.kind.value);
  expect(kinds).toMatchInlineSnapshot(`
    [
      "PERSON_SEARCHED",
      "PERSON_READ",
      "PERSONS_READ",
      "SUBJECT_REPORTED",
      "ID_NUMBER_UNMASKED",
      "ACTION_DENIED",
      "ALERT_CLAIMED",
      "ALERT_REASSIGNED",
      "ALERT_RELEASED",
      "OUTREACH_RELEASED",
      "CASE_STEP_RECORDED",
      "ALERT_DISPOSED",
      "OUTREACH_CLAIMED",
      "OUTREACH_CLOSED",
      "REVIEW_OPINION_GIVEN",
      "REVIEW_DECIDED",
      "BATCH_DELIVERED",
      "EXTRACT_SIGNED",
      "DEPARTMENT_KEY_REGISTERED",
      "DEPARTMENT_KEY_REVOKED",
      "BATCH_SUPERSEDED",
      "BATCH_RELEASED",
      "BATCH_DISCARDED",
      "SET_ASIDE_DOWNLOADED",
      "CORRECTION_OPENED",
      "OBJECTION_TICKET_OPENED",
      "CORRECTION_ANSWERED",
      "OBJECTION_RECEIVED",
      "OBJECTION_DECIDED",
      "RULE_STATE_SET",
      "RULE_TRIED",
      "LINKAGE_MODEL_PROPOSED",
      "LINKAGE_MODEL_ACTIVATED",
      "LINKAGE_MODEL_RETIRED",
      "AGREEMENT_CHANGED",
      "QUESTION_ANSWERED",
      "QUESTION_REFUSED",
      "PERSON_ASKED_ABOUT",
      "KEYS_ROTATED",
      "ROSTER_LOADED",
      "MATCH_RUN_FINISHED",
      "AUDIT_ROWS_PURGED",
      "RECORDS_PURGED",
      "HOLD_PLACED",
      "HOLD_LIFTED",
    ]
  `);
});

test('an event of ids and codes is accepted', () => {
  expect(AuditEvent.parse(claimed)).toEqual(claimed);
});

test('a field that the kind does not list is refused', () => {
  expect(AuditEvent.safeParse({ ...claimed, name: 'x' }).success).toBe(false);
});

test('a name, an identity number or free text in place of an id is refused', () => {
  for (const text of ['唐俊磊', '11010519491231002X', '110105491231002', 'two words', '']) {
    expect(AuditEvent.safeParse({ ...claimed, alertNo: text }).success, text).toBe(false);
  }
});

test("a case's number may hold Chinese characters, a name may not take its place", () => {
  const unmasked = { kind: 'ID_NUMBER_UNMASKED', personId: 'p-1' };
  const accepts = (caseNo: string) => AuditEvent.safeParse({ ...unmasked, caseNo }).success;
  expect(['AJJA000000101', '静低保〔2026〕第12号'].filter(accepts)).toHaveLength(2);
  expect(['唐俊磊', '11010519491231002X', '', 'case 12'].filter(accepts)).toEqual([]);
});

test('no text with a Chinese character passes as an id', () => {
  const chinese = fc
    .integer({ min: 0x4e00, max: 0x9fff })
    .map((code) => String.fromCodePoint(code));
  fc.assert(
    fc.property(fc.string(), chinese, fc.string(), (before, character, after) => {
      const text = before + character + after;
      expect(AuditEvent.safeParse({ ...claimed, alertNo: text }).success).toBe(false);
    }),
  );
});
