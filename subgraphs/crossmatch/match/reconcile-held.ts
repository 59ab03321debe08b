import type { RuleStates } from '../rule-states.ts';
import { keyOf, reconcileUnderStates, type ReconciledUnderStates } from './reconcile-paused.ts';
import type { ReconcileInput } from './reconcile.ts';

/**
 * Reconciles one person of whom objections hold records: as with a paused source, what they say neither makes nor
 * breaks anything. An alert is raised only where it would be with them and without them, and says then what the
 * others say; one that is open falls only where it would with them and without, for the reason that counts with
 * them, so that what a department takes back is taken back at once.
 *
 * @param held ids of the facts that are held
 */
export function reconcileHeld(
  input: Omit<ReconcileInput, 'allows'>,
  held: ReadonlySet<string>,
  states: RuleStates,
): ReconciledUnderStates {
  const all = reconcileUnderStates(input, states);
  if (held.size === 0) return all;
  const facts = input.facts.filter(({ id }) => !held.has(id));
  const without = reconcileUnderStates({ ...input, facts }, states);
  const inAll = new Set(all.changes.map(keyOf));
  const inWithout = new Set(without.changes.map(keyOf));
  return {
    ...without,
    changes: [
      ...without.changes.filter((change) => change.kind !== 'WITHDRAW' && inAll.has(keyOf(change))),
      ...all.changes.filter((change) => change.kind === 'WITHDRAW' && inWithout.has(keyOf(change))),
    ],
  };
}
