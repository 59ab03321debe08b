import { z } from 'zod';
import { checkIdNumber } from './id-number.ts';

// Ids, codes and counts only. The shapes refuse names and identity numbers.
const code = z
  .string()
  .regex(/^[\w.:-]{1,80}$/)
  .refine(isNoIdNumber);
// The street's own numbers of cases and households may hold Chinese characters; unlike a name, a digit too.
const reference = z
  .string()
  .regex(/^(?=.*\d)[\p{L}\p{N}\p{P}]{1,80}$/u)
  .refine(isNoIdNumber);
const count = z.number().int().nonnegative();
const codes = z.array(code).max(10_000);
const counts = { rows: count, accepted: count, setAside: count };

/** What the audit trail records, one entry per kind. Strict: a field that is not listed is refused. */
export const AuditEvent = z.discriminatedUnion('kind', [
  event('PERSON_SEARCHED', { personId: code.nullable() }),
  event('PERSON_READ', { personId: code }),
  // What one request was told of people: whom, whom it asked for in vain, and which fields.
  event('PERSONS_READ', { persons: codes, withheld: codes, fields: codes }),
  // 本人信息报告, printed for the person or for those who oversee.
  event('SUBJECT_REPORTED', { personId: code }),
  event('ID_NUMBER_UNMASKED', { personId: code, caseNo: reference }),
  event('ACTION_DENIED', {
    action: code.nullable(),
    entity: code.nullable(),
    key: reference.nullable(),
  }),
  event('ALERT_CLAIMED', { alertNo: code }),
  event('ALERT_REASSIGNED', { alertNo: code }),
  event('ALERT_RELEASED', { alertNo: code }),
  event('OUTREACH_RELEASED', { taskId: code }),
  event('CASE_STEP_RECORDED', { caseNo: reference, round: count, step: code }),
  event('ALERT_DISPOSED', { alertNo: code, disposition: code }),
  event('OUTREACH_CLAIMED', { taskId: code }),
  event('OUTREACH_CLOSED', { taskId: code, outcome: code }),
  event('REVIEW_OPINION_GIVEN', { reviewId: code, round: count, decision: code }),
  event('REVIEW_DECIDED', { reviewId: code, decision: code }),
  event('BATCH_DELIVERED', { batchId: code, source: code, period: code, status: code, ...counts }),
  event('EXTRACT_SIGNED', { batchId: code, source: code, keyId: code, sha256: code }),
  event('DEPARTMENT_KEY_REGISTERED', { keyId: code, department: code }),
  event('DEPARTMENT_KEY_REVOKED', { keyId: code }),
  event('BATCH_SUPERSEDED', { batchId: code, supersededById: code }),
  event('BATCH_RELEASED', { batchId: code }),
  event('BATCH_DISCARDED', { batchId: code }),
  event('SET_ASIDE_DOWNLOADED', { batchId: code, rows: count }),
  event('CORRECTION_OPENED', { ticketNo: code, alertNo: code }),
  event('OBJECTION_TICKET_OPENED', { ticketNo: code, objectionNo: code }),
  event('CORRECTION_ANSWERED', { ticketNo: code }),
  event('OBJECTION_RECEIVED', { objectionNo: code, personId: code, ground: code }),
  event('OBJECTION_DECIDED', { objectionNo: code, personId: code, outcome: code }),
  event('RULE_STATE_SET', {
    ruleId: code.nullable(),
    source: code.nullable(),
    state: code,
    // What a job decided on; null when a person decided.
    figures: z.strictObject({ decided: count, confirmed: count }).nullable(),
  }),
  event('RULE_TRIED', { ruleId: code, asOf: code, persons: count, resultHash: code }),
  event('LINKAGE_MODEL_PROPOSED', { modelId: code, spec: code, version: count, modelHash: code }),
  event('LINKAGE_MODEL_ACTIVATED', {
    modelId: code,
    spec: code,
    version: count,
    replaced: code.nullable(),
  }),
  event('LINKAGE_MODEL_RETIRED', { modelId: code, spec: code, version: count }),
  event('AGREEMENT_CHANGED', { agreementId: code, department: code, question: code, change: code }),
  // A department's question; its purpose stands beside the kind, its persons in lines of their own.
  event('QUESTION_ANSWERED', {
    department: code,
    question: code,
    agreementId: code,
    handlingNo: reference.nullable(),
    persons: count,
    told: count,
  }),
  event('QUESTION_REFUSED', {
    department: code,
    question: code,
    agreementId: code.nullable(),
    handlingNo: reference.nullable(),
    persons: count,
    reason: code,
  }),
  // One per person asked about, found or not, so that trying numbers shows.
  event('PERSON_ASKED_ABOUT', {
    department: code,
    question: code,
    handlingNo: reference.nullable(),
    personId: code.nullable(),
    outcome: z.enum(['TOLD', 'NOT_FOUND', 'NAME_DIFFERS', 'NO_AUTHORISATION']),
  }),
  event('KEYS_ROTATED', { cipherKey: count, indexKey: count, rows: count }),
  event('ROSTER_LOADED', { loadId: code, roster: code, rosterDate: code, ...counts }),
  event('MATCH_RUN_FINISHED', {
    runId: code,
    asOf: code,
    batches: count,
    raised: count,
    updated: count,
    withdrawn: count,
    resultHash: code,
  }),
  // The certificate of a purge of audit rows: docs/audit-format.md, "Purged rows".
  event('AUDIT_ROWS_PURGED', { class: code, before: code, rows: count, positionsHash: code }),
  event('RECORDS_PURGED', {
    certificate: code,
    class: code,
    before: code,
    rows: count,
    held: count,
  }),
  event('HOLD_PLACED', { holdId: code, scope: code }),
  event('HOLD_LIFTED', { holdId: code, scope: code }),
]);
export type AuditEvent = z.infer<typeof AuditEvent>;

function event<Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) {
  return z.strictObject({ kind: z.literal(kind), ...shape });
}

function isNoIdNumber(text: string): boolean {
  return !checkIdNumber(text).ok;
}
