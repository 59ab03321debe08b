import type pg from 'pg';
import type { RuleStates } from '../rule-states.ts';
import { RULES } from '../rules/index.ts';
import {
  raisedAlert,
  updatedAlert,
  type PersonState,
  type RaisedAlert,
  type UpdatedAlert,
  type WithdrawnAlert,
} from './alert-rows.ts';
import { loadAlerts, loadFacts, loadPeriods } from './load-states.ts';
import { addCounts, NO_COUNTS, type MatchContext, type MatchCounts } from './match-run.ts';
import { loadPersons, type CoveredPerson } from './person-state.ts';
import type { SourcePeriods } from './source-periods.ts';
import { loadRuleStates } from './run-record.ts';
import { reconcileHeld } from './reconcile-held.ts';
import { noteShadow, shadowRow, type ShadowRow } from './shadow-findings.ts';
import { insertAlerts, numbered, updateAlerts, withdrawAlerts } from './write-alerts.ts';

const PERSONS_AT_ONCE = 1_000;

type RuledContext = MatchContext & { states: RuleStates };
type Writes = {
  raise: RaisedAlert[];
  update: UpdatedAlert[];
  withdraw: WithdrawnAlert[];
  shadow: ShadowRow[];
};

/**
 * Brings the alerts of these persons in line with their facts, inside the caller's transaction.
 * @param batchId the batch being compared in this transaction, or null
 * @param known persons that this transaction has loaded already
 */
export async function reconcilePersons(
  client: pg.ClientBase,
  context: MatchContext,
  personIds: readonly string[],
  batchId: string | null,
  known: ReadonlyMap<string, CoveredPerson> = new Map(),
): Promise<MatchCounts> {
  const periods = await loadPeriods(client, batchId);
  // Read with every batch: a switch holds from the next one on, in a run under way too.
  const ruled = { ...context, states: await loadRuleStates(client) };
  let counts = NO_COUNTS;
  for (let at = 0; at < personIds.length; at += PERSONS_AT_ONCE) {
    const some = personIds.slice(at, at + PERSONS_AT_ONCE);
    counts = addCounts(counts, await reconcileSome(client, ruled, some, periods, known));
  }
  return counts;
}

async function reconcileSome(
  client: pg.ClientBase,
  context: RuledContext,
  personIds: readonly string[],
  periods: SourcePeriods,
  known: ReadonlyMap<string, CoveredPerson>,
): Promise<Partial<MatchCounts>> {
  const states = await loadStates(client, context, personIds, { known, hold: 'HELD' });
  const writes: Writes = { raise: [], update: [], withdraw: [], shadow: [] };
  let findings = 0;
  let suppressed = 0;
  for (const state of states) {
    const reconciled = reconcileOne(context, state, periods, writes);
    findings += reconciled.findings;
    suppressed += reconciled.suppressed;
  }
  const { deps, actor } = context;
  await withdrawAlerts(client, actor.subject, writes.withdraw);
  await updateAlerts(client, actor.subject, writes.update);
  await insertAlerts(client, actor.subject, await numbered(client, deps.vault, writes.raise));
  await noteShadow(client, context.asOf, personIds, writes);
  return {
    findings,
    suppressed,
    raised: writes.raise.length,
    updated: writes.update.length,
    withdrawn: writes.withdraw.length + writes.raise.filter(isWithdrawn).length,
  };
}

/** What is known of each person; one who has left the roster is absent. */
export async function loadStates(
  client: pg.ClientBase,
  { deps, asOf }: Pick<MatchContext, 'deps' | 'asOf'>,
  personIds: readonly string[],
  { known, hold }: { known: ReadonlyMap<string, CoveredPerson>; hold: 'HELD' | 'READ' },
): Promise<PersonState[]> {
  const others = personIds.filter((personId) => !known.has(personId));
  const loaded = await loadPersons(client, deps.vault, others, asOf);
  const persons = personIds.flatMap(
    (personId) => known.get(personId) ?? loaded.get(personId) ?? [],
  );
  const facts = await loadFacts(client, personIds);
  const alerts = await loadAlerts(client, personIds, hold);
  return persons.map((person) => ({
    person,
    facts: facts.get(person.personId) ?? [],
    alerts: alerts.get(person.personId) ?? [],
  }));
}

function reconcileOne(
  context: RuledContext,
  state: PersonState,
  periods: SourcePeriods,
  writes: Writes,
): { findings: number; suppressed: number } {
  const { asOf, parameters, states } = context;
  const { person, facts, alerts } = state;
  const { covered, authorised } = person;
  const held = new Set(facts.filter((fact) => fact.held).map(({ id }) => id));
  const { changes, findings, suppressed, shadow } = reconcileHeld(
    { person, covered, authorised, facts, alerts, asOf, parameters, periods, rules: RULES },
    held,
    states,
  );
  writes.shadow.push(...shadow.map((draft) => shadowRow(person, draft)));
  for (const change of changes) {
    switch (change.kind) {
      case 'RAISE':
        writes.raise.push(raisedAlert(context, state, change));
        break;
      case 'UPDATE':
        writes.update.push(updatedAlert(context, state, change));
        break;
      case 'WITHDRAW':
        writes.withdraw.push({
          alert_no: change.alertNo,
          withdrawn_reason: change.withdrawn.reason,
          withdrawn_period_end: change.withdrawn.periodEnd,
        });
    }
  }
  return { findings, suppressed };
}

function isWithdrawn({ status }: RaisedAlert): boolean {
  return status === 'WITHDRAWN';
}
