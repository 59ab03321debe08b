import { createHash } from 'node:crypto';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import { isWithin, type DayWindow } from '../day-window.ts';
import type { PersonState } from './alert-rows.ts';
import type { LoadedAlert } from './load-states.ts';
import { homeOf } from './person-state.ts';
import type { AlertChange, AlertDraft } from './reconcile.ts';
import { RULES } from '../rules/index.ts';

/** What a run would do to one alert of the rule that is tried. */
export type TrialChange = {
  kind: 'RAISE' | 'UPDATE' | 'WITHDRAW';
  /** Null: it does not exist yet. */
  alertNo: string | null;
  /** Opaque. */
  personId: string;
  householdNo: string;
  streetCode: string;
  factKey: string;
  effectiveOn: PlainDate;
  severity: string;
};

export type TrialCount = {
  wouldRaise: number;
  wouldUpdate: number;
  wouldWithdraw: number;
  /** Alerts that street staff have before them and that stay as they are. */
  unchanged: number;
};

/** What a trial found in some persons. */
export type TrialResult = { changes: TrialChange[]; unchanged: { streetCode: string }[] };

const MOST_EXAMPLES = 20;
const COUNT_OF = {
  RAISE: 'wouldRaise',
  UPDATE: 'wouldUpdate',
  WITHDRAW: 'wouldWithdraw',
} as const satisfies Record<TrialChange['kind'], keyof TrialCount>;

/** The part of a person's changes that belongs to the rule and rests on a record of the window. */
export function trialOf(
  ruleId: string,
  state: PersonState,
  changes: readonly AlertChange[],
  window: DayWindow,
): TrialResult {
  const { person, facts, alerts } = state;
  const { personId } = person;
  const comparison = RULES.find(({ id }) => id === ruleId)?.comparison ?? 'STATUTORY';
  const { householdNo, streetCode } = homeOf(person, comparison);
  const inside = new Set(
    facts.filter(({ periodEnd }) => isWithin(periodEnd, window)).map(({ id }) => id),
  );
  const everything = window.from === null && window.to === null;
  const counts = (evidence: readonly string[]): boolean =>
    everything || evidence.some((id) => inside.has(id));
  const told = changes.flatMap((change): TrialChange[] => {
    const alert = alerts.find((one) => change.kind !== 'RAISE' && one.alertNo === change.alertNo);
    const fact = factOf(change, alert);
    if (fact === null || !fact.ruleIds.includes(ruleId) || !counts(fact.evidence)) return [];
    const { factKey, effectiveOn, severity } = fact;
    const { kind } = change;
    const alertNo = alert?.alertNo ?? null;
    const whose = { personId, householdNo, streetCode };
    return [{ kind, alertNo, ...whose, factKey, effectiveOn, severity }];
  });
  const changed = new Set(changes.map((change) => change.kind !== 'RAISE' && change.alertNo));
  const unchanged = alerts.filter(
    ({ alertNo, status, evidence, ...alert }) =>
      (status === 'OPEN' || status === 'CLAIMED') &&
      alert.ruleId === ruleId &&
      counts(evidence) &&
      !changed.has(alertNo),
  );
  return { changes: told, unchanged: unchanged.map(() => ({ streetCode })) };
}

type ChangedFact = Pick<AlertDraft, 'factKey' | 'effectiveOn' | 'severity' | 'evidence'> & {
  /** A change of an alert may take it from one rule of a family to another. */
  ruleIds: string[];
};

/** Null for what only leaves a trace: no street would see it. */
function factOf(change: AlertChange, alert: LoadedAlert | undefined): ChangedFact | null {
  if (change.kind === 'RAISE') {
    const { draft, withdrawn } = change;
    return withdrawn === null ? { ...draft, ruleIds: [draft.rule.id] } : null;
  }
  if (!alert) return null;
  if (change.kind === 'UPDATE')
    return { ...change.draft, ruleIds: [alert.ruleId, change.draft.rule.id] };
  return { ...alert, evidence: [...alert.evidence], ruleIds: [alert.ruleId] };
}

/** Counts by street, the streets in order. */
export function countsByStreet({
  changes,
  unchanged,
}: TrialResult): ({ streetCode: string } & TrialCount)[] {
  const counts = new Map<string, TrialCount>();
  const add = (streetCode: string, name: keyof TrialCount): void => {
    const count = counts.get(streetCode) ?? NOTHING;
    counts.set(streetCode, { ...count, [name]: count[name] + 1 });
  };
  for (const { streetCode, kind } of changes) add(streetCode, COUNT_OF[kind]);
  for (const { streetCode } of unchanged) add(streetCode, 'unchanged');
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([streetCode, count]) => ({ streetCode, ...count }));
}

/** The sum of all streets. */
export function totalOf(streets: readonly TrialCount[]): TrialCount {
  return streets.reduce(
    (sum, count) => ({
      wouldRaise: sum.wouldRaise + count.wouldRaise,
      wouldUpdate: sum.wouldUpdate + count.wouldUpdate,
      wouldWithdraw: sum.wouldWithdraw + count.wouldWithdraw,
      unchanged: sum.unchanged + count.unchanged,
    }),
    NOTHING,
  );
}

/** The first twenty changes in a fixed order. */
export function examplesOf(changes: readonly TrialChange[]): TrialChange[] {
  return [...changes].sort((a, b) => (lineOf(a) < lineOf(b) ? -1 : 1)).slice(0, MOST_EXAMPLES);
}

/** SHA-256 over what would change and what would not: equal for equal facts, alerts, policy and rule. */
export function trialHash({ changes, unchanged }: TrialResult): string {
  const lines = [...changes.map(lineOf), ...unchanged.map(({ streetCode }) => `= ${streetCode}`)];
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}

const NOTHING: TrialCount = { wouldRaise: 0, wouldUpdate: 0, wouldWithdraw: 0, unchanged: 0 };

/** By keys that the same roster gives in any database. */
function lineOf({ kind, streetCode, householdNo, factKey, effectiveOn, severity }: TrialChange) {
  return JSON.stringify([kind, streetCode, householdNo, factKey, effectiveOn, severity]);
}
