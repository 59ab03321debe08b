import { expect } from 'vitest';
import { plainDate, type PlainDate } from '../../kernel/plain-date.ts';
import type { RulePerson } from '../../subgraphs/crossmatch/rule.ts';
import { RULES } from '../../subgraphs/crossmatch/rules/index.ts';
import { parameters } from './rule-examples.ts';
import { type Told } from './told-facts.ts';
import type { StoredFact } from '../../subgraphs/crossmatch/match/current-facts.ts';
import { reconcileUnderStates } from '../../subgraphs/crossmatch/match/reconcile-paused.ts';
import type { PersonAlert } from '../../subgraphs/crossmatch/match/person-alert.ts';
import type { AlertDraft, ReconcileInput } from '../../subgraphs/crossmatch/match/reconcile.ts';
import { ALL_ACTIVE, type RuleStates } from '../../subgraphs/crossmatch/rule-states.ts';

/** A batch as far as it concerns one person. */
export type SimulatedBatch = {
  id: string;
  period: string;
  source: StoredFact['source'];
  serial?: number;
  snapshot?: boolean;
  /** The batch it corrects. */
  supersedes?: string;
  rows: readonly Told[];
};

type Settings = Omit<ReconcileInput, 'allows'> & { states: RuleStates };
type SimulatedAlert = PersonAlert & { withdrawnReason: string | null };

const PERSON: RulePerson = {
  name: '王桂兰',
  formerName: null,
  streetCode: '310106011',
  coveredFrom: plainDate('2022-03-01'),
  since: plainDate('2026-01-12'),
};

/**
 * One person's facts and alerts in memory: batches come, are compared one after the other as the service
 * does, and every comparison is made twice, because the second must change nothing.
 */
export function simulatedPerson(given: Partial<Settings> = {}) {
  const state = { facts: [] as StoredFact[], alerts: [] as SimulatedAlert[] };
  const settings = { ...given };
  let shadow: AlertDraft[] = [];
  const snapshots = new Map<string, PlainDate[]>();
  const periodEnds = new Map<string, PlainDate>();
  let received = 0;

  function inputAt(asOf: string): Settings {
    return {
      person: PERSON,
      covered: true,
      authorised: true,
      facts: state.facts,
      alerts: state.alerts,
      asOf: plainDate(asOf),
      parameters,
      rules: RULES,
      states: ALL_ACTIVE,
      periods: { snapshots },
      ...settings,
    };
  }

  function compare(asOf = '2026-11-05'): void {
    const { changes, shadow: found } = reconcileAt(asOf);
    shadow = found;
    for (const change of changes) {
      if (change.kind === 'RAISE') {
        const { draft, withdrawn } = change;
        state.alerts.push({
          ...fieldsOf(draft),
          toldUntil: toldUntil(draft),
          alertNo: `alert-${state.alerts.length + 1}`,
          status: withdrawn ? 'WITHDRAWN' : 'OPEN',
          disposition: null,
          closedOn: null,
          withdrawnPeriodEnd: withdrawn?.periodEnd ?? null,
          withdrawnAt: withdrawn ? now() : null,
          withdrawnReason: withdrawn?.reason ?? null,
        });
        continue;
      }
      const alert = state.alerts.find(({ alertNo }) => alertNo === change.alertNo);
      if (!alert) throw new Error('a change of no alert');
      if (change.kind === 'UPDATE')
        Object.assign(alert, fieldsOf(change.draft), { toldUntil: toldUntil(change.draft) });
      else {
        alert.status = 'WITHDRAWN';
        alert.withdrawnAt = now();
        alert.withdrawnReason = change.withdrawn.reason;
        alert.withdrawnPeriodEnd = change.withdrawn.periodEnd;
      }
    }
    expect(reconcileAt(asOf).changes).toEqual([]);
  }

  function now(): string {
    return `2026-11-05T00:${String(received).padStart(2, '0')}:30Z`;
  }

  function toldUntil({ evidence }: AlertDraft): PlainDate | null {
    const ends = evidence.map((id) => periodEnds.get(id)).filter((end) => end !== undefined);
    return ends.sort().at(-1) ?? null;
  }

  function reconcileAt(asOf: string) {
    const { states, ...input } = inputAt(asOf);
    return reconcileUnderStates(input, states);
  }

  /** Takes batches in and compares after each. */
  function tell(...batches: readonly SimulatedBatch[]): void {
    for (const batch of batches) {
      take(batch);
      compare();
    }
  }

  function take(batch: SimulatedBatch): void {
    received += 1;
    const { source, id, supersedes, serial = 1, snapshot = false } = batch;
    const periodEnd = plainDate(batch.period);
    state.facts = state.facts.filter((fact) => fact.batchId !== supersedes);
    for (const [at, { data }] of batch.rows.entries()) {
      periodEnds.set(`${id}/${at + 1}`, periodEnd);
      state.facts.push({
        id: `${id}/${at + 1}`,
        batchId: id,
        rowNo: at + 1,
        part: 0,
        source,
        naturalKey: naturalKeyOf(data),
        periodEnd,
        serial,
        receivedAt: instant(received),
        data,
      });
    }
    if (snapshot) seeSnapshot(source, periodEnd);
  }

  /** Puts facts in the place of those of corrected batches; whether anything of the person's changed. */
  function exchange(corrected: readonly string[], facts: readonly StoredFact[]): boolean {
    const kept = state.facts.filter(({ batchId }) => !corrected.includes(batchId));
    const changed = facts.length > 0 || kept.length < state.facts.length;
    for (const { id, periodEnd } of facts) periodEnds.set(id, periodEnd);
    state.facts = [...kept, ...facts];
    return changed;
  }

  /** Notes a complete snapshot; whether an open alert was told by an older period of the source. */
  function seeSnapshot(source: string, periodEnd: PlainDate): boolean {
    const ends = new Set([...(snapshots.get(source) ?? []), periodEnd]);
    snapshots.set(source, [...ends].sort());
    return state.alerts.some(
      ({ status, evidence }) =>
        status === 'OPEN' &&
        state.facts.some((fact) => evidence.includes(fact.id) && fact.source === source),
    );
  }

  return {
    tell,
    take,
    compare,
    exchange,
    seeSnapshot,
    /** Sets the clock: so many batches have come. */
    at(count: number): void {
      received = count;
    },
    alerts: state.alerts,
    /** Changes what holds of the person or the run from now on. */
    set(changes: Partial<Settings>): void {
      Object.assign(settings, changes);
    },
    /** An officer closes the one open alert. */
    close(disposition: string, closedOn: string): void {
      const open = state.alerts.find(({ status }) => status === 'OPEN');
      if (!open) throw new Error('no open alert');
      Object.assign(open, { status: 'CLOSED', disposition, closedOn: plainDate(closedOn) });
    },
    /** What a street sees, without the order of raising. */
    open(): string[] {
      return state.alerts
        .filter(({ status }) => status === 'OPEN')
        .map(({ ruleId, factKey, effectiveOn, severity, reason, sources, evidence }) =>
          [ruleId, factKey, effectiveOn, severity, reason, sources, [...evidence].sort()].join(' '),
        )
        .sort();
    },
    /** What rules in SHADOW would have raised at the last comparison. */
    shadow(): string[] {
      return shadow.map(({ rule, factKey, effectiveOn }) =>
        [rule.id, factKey, effectiveOn].join(' '),
      );
    },
    /** Rule, effective date and status of every alert in the order of raising. */
    story(): string[] {
      return state.alerts.map(({ ruleId, effectiveOn, status, withdrawnReason }) =>
        [ruleId, effectiveOn, status, withdrawnReason].filter(Boolean).join(' '),
      );
    },
  };
}

/** When the so-manieth batch came in. */
export function instant(received: number): string {
  return `2026-11-05T00:${String(received).padStart(2, '0')}:00Z`;
}

function fieldsOf({ rule, ...draft }: AlertDraft) {
  return { ...draft, ruleId: rule.id };
}

/** The natural keys of the contract, without the person. */
export function naturalKeyOf(data: StoredFact['data']): string {
  switch (data.source) {
    case 'public-security.death':
      return data.revoked ? 'revocation' : 'death';
    case 'civil-affairs.cremation':
      return 'cremation';
    case 'human-resources.employment':
      return [data.employer, data.startedOn].join('|');
    case 'human-resources.social-insurance':
      return [data.payer, data.kind, data.startMonth].join('|');
    case 'tax.income':
      return [
        data.withholder,
        data.item,
        data.periodFrom,
        data.periodTo,
        data.amountFen < 0 ? data.amountFen : '',
      ].join('|');
    case 'housing.property':
      return data.unitNo ?? data.address;
    case 'public-security.migration':
      return data.movedOn;
    case 'market-regulation.registration':
      return [data.creditCode, data.role].join('|');
    case 'justice.imprisonment':
      return data.termFrom;
    case 'civil-affairs.marriage':
      return [data.spouse, data.civilStatusOn].join('|');
    case 'education.enrolment':
      return data.school ?? data.educationLevel;
    case 'health.major-illness':
    case 'disabled-federation.severe':
    case 'human-resources.unemployment':
      return data.recognisedOn;
  }
}
