import type { Allows, RuleStates } from '../rule-states.ts';
import {
  reconcile,
  type AlertChange,
  type AlertDraft,
  type Reconciled,
  type ReconcileInput,
} from './reconcile.ts';

/** What is to change, and what rules in SHADOW would have raised. */
export type ReconciledUnderStates = Reconciled & { shadow: AlertDraft[] };

/**
 * Reconciles one person while some rules or sources are paused (domain.md rule 8). A paused source may be
 * wrong in what it says and in what it leaves out, so that its records neither make nor break anything: a
 * change happens only where it would happen with the paused records and without them. An alert that rests
 * on OFF records alone is left as it is. What a record in SHADOW would raise is noted and not raised; what
 * its source takes back is withdrawn, because that is in the person's favour.
 */
export function reconcileUnderStates(
  input: Omit<ReconcileInput, 'allows'>,
  states: RuleStates,
): ReconciledUnderStates {
  const all = reconcile({ ...input, allows: () => true });
  if (states.has('ACTIVE')) return { ...all, shadow: [] };
  const notOff: Allows = (ruleId, source) => states.of(ruleId, source) !== 'OFF';
  const onlyActive: Allows = (ruleId, source) => states.of(ruleId, source) === 'ACTIVE';
  const watched = common(all.changes, reconcile({ ...input, allows: notOff }).changes);
  const trusted = reconcile({ ...input, allows: onlyActive });
  const raised = common(watched, trusted.changes);
  const known = new Set(raised.map(keyOf));
  return {
    ...trusted,
    changes: [
      ...raised.filter(({ kind }) => kind !== 'WITHDRAW'),
      ...watched.filter(({ kind }) => kind === 'WITHDRAW'),
    ],
    shadow: watched.flatMap((change) =>
      change.kind === 'RAISE' && change.withdrawn === null && !known.has(keyOf(change))
        ? [change.draft]
        : [],
    ),
  };
}

/** The changes that both make, as the second makes them. */
function common(first: readonly AlertChange[], second: readonly AlertChange[]): AlertChange[] {
  const known = new Set(first.map(keyOf));
  return second.filter((change) => known.has(keyOf(change)));
}

/** The alert that changes, or the family and fact key that is raised. */
export function keyOf(change: AlertChange): string {
  if (change.kind !== 'RAISE') return `${change.kind}|${change.alertNo}`;
  const { rule, factKey } = change.draft;
  return `RAISE|${change.withdrawn === null}|${rule.family}|${factKey}`;
}
