import { sourceByCode } from '../sources/index.ts';
import { confirmedShareOf } from '../confirmed-share.ts';
import { standingFacts } from './current-facts.ts';
import { dueDate, type DueDate } from './due-date.ts';
import { explain } from './explanation.ts';
import { alertFingerprint } from './fingerprint.ts';
import type { LoadedAlert, LoadedFact } from './load-states.ts';
import type { MatchContext } from './match-run.ts';
import { homeOf, type CoveredPerson } from './person-state.ts';
import type { AlertChange, AlertDraft } from './reconcile.ts';

/** A row of `alert` as far as comparing writes it; the keys are the table's columns. */
type AlertRow = ReturnType<typeof draftColumns>;

export type RaisedAlert = ReturnType<typeof raisedAlert>;
export type UpdatedAlert = AlertRow & { alert_no: string; changed: Record<string, unknown> };
export type WithdrawnAlert = {
  alert_no: string;
  withdrawn_reason: string;
  withdrawn_period_end: string | null;
};

/** A person with what is known of the person in this transaction. */
export type PersonState = {
  person: CoveredPerson;
  facts: readonly LoadedFact[];
  alerts: readonly LoadedAlert[];
};

/** A new alert for the household that the fact concerns, at its street. */
export function raisedAlert(
  context: MatchContext,
  state: PersonState,
  change: Extract<AlertChange, { kind: 'RAISE' }>,
) {
  const { draft, generation, withdrawn } = change;
  const { personId } = state.person;
  const { family, comparison } = draft.rule;
  const { householdNo, streetCode, caseNo } = homeOf(state.person, comparison);
  const { factKey, effectiveOn } = draft;
  return {
    ...draftColumns(context, state, draft, dueOf(context, draft, context.asOf)),
    fingerprint: alertFingerprint({ family, personId, factKey, effectiveOn, generation }),
    person_id: personId,
    household_no: householdNo,
    case_no: caseNo,
    street_code: streetCode,
    fact_key: factKey,
    status: withdrawn ? 'WITHDRAWN' : 'OPEN',
    withdrawn_reason: withdrawn?.reason ?? null,
    withdrawn_period_end: withdrawn?.periodEnd ?? null,
    raised_on: context.asOf,
    raised_run_id: context.runId,
  };
}

/** An open alert with what joined it; a due date that was not yet asked for counts from today. */
export function updatedAlert(
  context: MatchContext,
  state: PersonState,
  { alertNo, draft }: Extract<AlertChange, { kind: 'UPDATE' }>,
): UpdatedAlert {
  const before = state.alerts.find((alert) => alert.alertNo === alertNo);
  const promoted = before?.severity === 'INFO' && draft.severity !== 'INFO';
  const countsFrom = promoted ? context.asOf : (before?.raisedOn ?? context.asOf);
  return {
    ...draftColumns(context, state, draft, dueOf(context, draft, countsFrom)),
    alert_no: alertNo,
    changed: before ? changesOf(before, draft) : {},
  };
}

/** When an alert of this draft is due, counted from a day. */
export function dueOf(
  { deps, parameters, dueDates }: Pick<MatchContext, 'deps' | 'parameters' | 'dueDates'>,
  draft: Pick<AlertDraft, 'severity' | 'effectiveOn' | 'rule'>,
  raisedOn: MatchContext['asOf'],
): DueDate {
  const { severity, effectiveOn } = draft;
  const { finishWithin } = draft.rule;
  const { calendar } = deps;
  const key = [severity, finishWithin, effectiveOn, raisedOn].join('|');
  const due =
    dueDates.get(key) ??
    dueDate({ severity, finishWithin, effectiveOn, raisedOn, calendar, parameters });
  dueDates.set(key, due);
  return due;
}

function draftColumns(
  { shares }: MatchContext,
  { person, facts }: PersonState,
  draft: AlertDraft,
  due: DueDate,
) {
  const shown = new Set(draft.evidence);
  const evidence = facts.filter(({ id }) => shown.has(id)).sort(byPlace);
  const told = draft.rule.tell(standingFacts(evidence).sort(byEffect(evidence)));
  const { text, parts } = explain({
    draft,
    maskedIdNumber: person.maskedIdNumber(),
    name: person.name,
    agreements: evidence.flatMap(({ agreement }) => agreement ?? []),
    reviewed: evidence.flatMap(({ reviewed }) => reviewed ?? []),
    places: evidence,
    told,
    sourceTitle: (code) => sourceByCode(code).title,
    share: shares.get(draft.rule.id) ?? confirmedShareOf(0, 0),
  });
  return {
    rule_id: draft.rule.id,
    severity: draft.severity,
    alert_class: draft.alertClass,
    // One record with number and name equal is enough to say whom the alert is about.
    tier: evidence.some(({ reviewed }) => reviewed === null) ? 'EXACT' : 'REVIEWED',
    reason: draft.reason,
    effective_on: draft.effectiveOn,
    sources: draft.sources,
    evidence: draft.evidence,
    explanation: text,
    explanation_parts: parts,
    fact_ended_on: draft.factEndedOn,
    not_listed_since: draft.notListedSince,
    due_on: due.dueOn,
    due_derivation: due.derivation,
  };
}

/** What the history says of an update: the fields that changed, and how many records joined or left. */
function changesOf(before: LoadedAlert, draft: AlertDraft): Record<string, unknown> {
  const pairs = {
    ruleId: [before.ruleId, draft.rule.id],
    severity: [before.severity, draft.severity],
    reason: [before.reason, draft.reason],
    effectiveOn: [before.effectiveOn, draft.effectiveOn],
    factEndedOn: [before.factEndedOn, draft.factEndedOn],
    notListedSince: [before.notListedSince, draft.notListedSince],
  };
  const changed = Object.entries(pairs).filter(([, [from, to]]) => from !== to);
  const had = new Set(before.evidence);
  const has = new Set(draft.evidence);
  return {
    ...Object.fromEntries(changed.map(([name, [from, to]]) => [name, { from, to }])),
    joined: draft.evidence.filter((id) => !had.has(id)).length,
    left: before.evidence.filter((id) => !has.has(id)).length,
  };
}

/** A reader follows records in the order of source, period and row, whatever the order they came in. */
function byPlace(a: LoadedFact, b: LoadedFact): number {
  const key = ({ source, periodEnd, period, serial, rowNo, part }: LoadedFact): string =>
    [source, periodEnd, period, ...[serial, rowNo, part].map(placed)].join('|');
  return key(a) < key(b) ? -1 : 1;
}

function placed(number: number): string {
  return String(number).padStart(10, '0');
}

function byEffect(
  evidence: readonly LoadedFact[],
): (a: { id: string }, b: { id: string }) => number {
  const at = new Map(evidence.map(({ id }, index) => [id, index]));
  return (a, b) => (at.get(a.id) ?? 0) - (at.get(b.id) ?? 0);
}
