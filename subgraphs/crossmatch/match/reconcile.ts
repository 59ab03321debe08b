import type { PlainDate } from '../../../kernel/plain-date.ts';
import {
  groupBy,
  type Finding,
  type FindingReason,
  type Rule,
  type RuleParameters,
  type RulePerson,
  type Severity,
  type WithdrawnReason,
} from '../rule.ts';
import type { Allows } from '../rule-states.ts';
import { standingFacts, type StoredFact } from './current-facts.ts';
import { comesTooLate, hasVanished } from './late-period.ts';
import type { PersonAlert } from './person-alert.ts';
import { notListedSince, type SourcePeriods } from './source-periods.ts';

export type ReconcileInput = {
  person: RulePerson;
  /** False once no case of the person is current: nothing is raised, what is open still follows. */
  covered: boolean;
  /** False without a valid authorisation: economic rules raise nothing. */
  authorised: boolean;
  facts: readonly StoredFact[];
  alerts: readonly PersonAlert[];
  asOf: PlainDate;
  parameters: RuleParameters;
  rules: readonly Rule[];
  /** Whether a rule sees the records of a source; an alert of unseen records alone is left as it is. */
  allows: Allows;
  periods: SourcePeriods;
};

/** The state an alert is to have. */
export type AlertDraft = {
  rule: Rule;
  factKey: string;
  effectiveOn: PlainDate;
  severity: Severity;
  alertClass: string | null;
  reason: FindingReason | null;
  sources: string[];
  evidence: string[];
  factEndedOn: PlainDate | null;
  notListedSince: PlainDate | null;
};

export type AlertChange =
  | { kind: 'RAISE'; draft: AlertDraft; generation: number; withdrawn: Withdrawal | null }
  | { kind: 'UPDATE'; alertNo: string; draft: AlertDraft }
  | { kind: 'WITHDRAW'; alertNo: string; withdrawn: Withdrawal };

export type Withdrawal = { reason: WithdrawnReason; periodEnd: PlainDate | null };

export type Reconciled = { changes: AlertChange[]; findings: number; suppressed: number };

type Claim = { rule: Rule; finding: Finding };
type Group = { claim: Claim | null; alerts: PersonAlert[]; input: ReconcileInput };

/**
 * Compares what the rules find in one person's facts with the alerts the person has, and says what is to
 * change. Pure, and idempotent: applied once, the same input changes nothing.
 */
export function reconcile(input: ReconcileInput): Reconciled {
  const result: Reconciled = { changes: [], findings: 0, suppressed: 0 };
  for (const group of groupsOf(input)) settle(group, result);
  return result;
}

/** One group per family and fact key, with the finding of the first rule that has one. */
function groupsOf(input: ReconcileInput): Group[] {
  const facts = standingFacts(input.facts);
  const families = new Map(input.rules.map((rule) => [rule.id, rule.family]));
  const alerts = groupBy(
    input.alerts,
    ({ ruleId, factKey }) => `${families.get(ruleId) ?? ruleId}|${factKey}`,
  );
  const groups = new Map<string, Group>();
  for (const [key, own] of alerts) groups.set(key, { claim: null, alerts: own, input });
  for (const rule of input.rules) {
    const seen = facts.filter(({ data }) => input.allows(rule.id, data.source));
    for (const finding of rule.decide({ ...input, facts: seen })) {
      const key = `${rule.family}|${finding.factKey}`;
      const group = groups.get(key) ?? { claim: null, alerts: [], input };
      group.claim ??= { rule, finding };
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

function settle(group: Group, result: Reconciled): void {
  const { claim, alerts, input } = group;
  const open = alerts.find(({ status }) => status === 'OPEN' || status === 'CLAIMED');
  if (open && !open.sources.some((source) => input.allows(open.ruleId, source))) return;
  if (claim && claim.finding.raisesOn.length > 0 && !claim.finding.withdrawn) result.findings += 1;
  if (open) settleOpen(group, open, result);
  else if (claim) settleNew(group, claim, result);
}

function settleOpen(group: Group, open: PersonAlert, result: Reconciled): void {
  const { claim } = group;
  const reason = withdrawalOf(claim, open);
  if (reason !== null) {
    const after = withdraw(group, open, reason, result);
    if (claim && !claim.finding.withdrawn) settleNew(after, claim, result);
    return;
  }
  if (!claim) return;
  const draft = joined(group, claim, open);
  if (differs(open, draft)) result.changes.push({ kind: 'UPDATE', alertNo: open.alertNo, draft });
}

/** Withdraws one alert of the group; the group as it is then. */
function withdraw(
  group: Group,
  alert: PersonAlert,
  reason: WithdrawnReason,
  result: Reconciled,
): Group {
  const vanished = group.claim === null && hasVanished(alert, group.input.facts);
  const periodEnd = vanished ? alert.toldUntil : null;
  const { alertNo } = alert;
  result.changes.push({ kind: 'WITHDRAW', alertNo, withdrawn: { reason, periodEnd } });
  const gone: PersonAlert = { ...alert, status: 'WITHDRAWN', withdrawnPeriodEnd: periodEnd };
  return { ...group, alerts: group.alerts.map((one) => (one === alert ? gone : one)) };
}

/** What the source reversed falls even after an officer confirmed it: the street must hear of it. */
function isReversed({ status, disposition, effectiveOn }: PersonAlert, finding: Finding): boolean {
  return (
    status === 'CLOSED' &&
    disposition === 'CONFIRMED' &&
    finding.whenDateGone === 'REVERSED' &&
    !finding.dates.includes(effectiveOn)
  );
}

/** Why an open alert falls, or null while it stands. Conditions that merely age never fell it. */
function withdrawalOf(claim: Claim | null, open: PersonAlert): WithdrawnReason | null {
  if (!claim) return 'SUPERSEDED';
  const { withdrawn, dates, whenDateGone } = claim.finding;
  if (withdrawn) return withdrawn.reason;
  return dates.includes(open.effectiveOn) ? null : whenDateGone;
}

/** The open alert with what joined it. What only raising decides stays as it was once nothing raises. */
function joined(group: Group, claim: Claim, open: PersonAlert): AlertDraft {
  const [first] = liveDates(group, claim);
  const draft = draftOf(group.input, claim, open.effectiveOn);
  if (first === undefined) {
    const severity = open.severity;
    const { alertClass, reason } = open;
    return { ...draft, severity, alertClass, reason: reason as FindingReason | null };
  }
  const { firmDate } = claim.finding;
  return { ...draft, effectiveOn: firmDate || first < open.effectiveOn ? first : open.effectiveOn };
}

function settleNew(group: Group, claim: Claim, result: Reconciled): void {
  const { alerts, input } = group;
  const { finding } = claim;
  if (finding.withdrawn) {
    settleTakenBack(group, claim, finding.withdrawn, result);
    return;
  }
  const reversed = alerts.find((alert) => isReversed(alert, finding));
  if (reversed) {
    const after = withdraw(group, reversed, 'REVERSED', result);
    settleNew(after, claim, result);
    return;
  }
  if (!mayRaise(claim, input) || finding.raisesOn.length === 0) return;
  const [effectiveOn] = liveDates(group, claim);
  if (effectiveOn === undefined) {
    result.suppressed += 1;
    return;
  }
  const draft = draftOf(input, claim, effectiveOn);
  result.changes.push({ kind: 'RAISE', draft, generation: alerts.length + 1, withdrawn: null });
}

/** A fact taken back falls even after it was confirmed, and leaves a trace if it was never raised. */
function settleTakenBack(
  { alerts, input }: Group,
  claim: Claim,
  { reason, trace }: NonNullable<Finding['withdrawn']>,
  result: Reconciled,
): void {
  const withdrawn: Withdrawal = { reason, periodEnd: null };
  const confirmed = alerts.find(
    ({ status, disposition }) => status === 'CLOSED' && disposition === 'CONFIRMED',
  );
  const [date] = mayRaise(claim, input) ? claim.finding.raisesOn : [];
  if (confirmed) {
    result.changes.push({ kind: 'WITHDRAW', alertNo: confirmed.alertNo, withdrawn });
  } else if (trace && date !== undefined && alerts.length === 0) {
    const draft = draftOf(input, claim, date);
    result.changes.push({ kind: 'RAISE', draft, generation: 1, withdrawn });
  }
}

function mayRaise({ rule }: Claim, { covered, authorised }: ReconcileInput): boolean {
  return covered && (authorised || rule.comparison === 'STATUTORY');
}

/** The raising dates that neither a person's closing keeps quiet nor a withdrawal blocks. */
function liveDates(group: Group, claim: Claim): PlainDate[] {
  const { alerts, input } = group;
  const { rule, finding } = claim;
  if (!mayRaise(claim, input)) return [];
  if (alerts.some(({ disposition }) => disposition === 'NOT_SAME_PERSON')) return [];
  return finding.raisesOn.filter((date) =>
    alerts.every((alert) => {
      const { status, effectiveOn, closedOn } = alert;
      if (status === 'CLOSED') {
        const closed = { effectiveOn, closedOn: closedOn ?? effectiveOn };
        return !rule.quiet(date, closed, finding, input.parameters);
      }
      return status !== 'WITHDRAWN' || !comesTooLate(finding, date, alert, input.facts);
    }),
  );
}

function draftOf(
  input: ReconcileInput,
  { rule, finding }: Claim,
  effectiveOn: PlainDate,
): AlertDraft {
  return {
    rule,
    factKey: finding.factKey,
    effectiveOn,
    severity: finding.severity,
    alertClass: finding.alertClass,
    reason: finding.reason,
    sources: [...new Set(finding.evidence.map(({ data }) => data.source))].sort(),
    evidence: finding.evidence.map(({ id }) => id).sort(),
    factEndedOn: finding.endedOn,
    notListedSince: notListedSince(input, finding),
  };
}

function differs(open: PersonAlert, draft: AlertDraft): boolean {
  const before = [
    open.ruleId,
    open.effectiveOn,
    open.severity,
    open.alertClass,
    open.reason,
    open.factEndedOn,
    open.notListedSince,
    [...open.sources].sort(),
    [...open.evidence].sort(),
  ];
  const after = [
    draft.rule.id,
    draft.effectiveOn,
    draft.severity,
    draft.alertClass,
    draft.reason,
    draft.factEndedOn,
    draft.notListedSince,
    draft.sources,
    draft.evidence,
  ];
  return JSON.stringify(before) !== JSON.stringify(after);
}
