import type { PlainDate } from '../../kernel/plain-date.ts';
import type { SourceFact } from './sources/source-fact.ts';

export type {
  EmploymentFact,
  EnrolmentFact,
  ImprisonmentFact,
  IncomeFact,
  MarriageFact,
  MigrationFact,
  NeedList,
  PropertyFact,
  RegistrationFact,
  SocialInsuranceFact,
} from './sources/source-fact.ts';

/** HIGH and NORMAL alerts have a legal deadline; INFO alerts have none. */
export type Severity = 'HIGH' | 'NORMAL' | 'INFO';

/**
 * Why an alert is withdrawn: the source took the fact back (REVOKED), the registration was cancelled
 * (CANCELLED), a correction removed or re-dated it (SUPERSEDED), a later reversal took the amount under
 * the line (REVERSED), or another record explains it (EXPLAINED).
 */
export type WithdrawnReason = 'REVOKED' | 'CANCELLED' | 'SUPERSEDED' | 'REVERSED' | 'EXPLAINED';

/** What makes the same rule's alert a different piece of work for the street. */
export type FindingReason = 'GRANTED_AFTER_DEATH' | 'SOURCES_CONFLICT';

/** A stored fact of one person, as the rules see it. */
export type StandingFact<F extends SourceFact = SourceFact> = {
  id: string;
  naturalKey: string;
  periodEnd: PlainDate;
  /** False: a newer record of the same natural key has taken its place. */
  current: boolean;
  data: F;
};

/** The recipient whom the facts are about. */
export type RulePerson = {
  name: string;
  formerName: string | null;
  /** The household's street, nine digits. */
  streetCode: string;
  /** First day of the earliest 起保年月 among the person's current cases. */
  coveredFrom: PlainDate;
  /** The later of `coveredFrom` and the last check: what happened before it is already known. */
  since: PlainDate;
};

/** The policy parameters in force on the as-of day. */
export type RuleParameters = { get(code: string): { value: number } };

export type RuleInput = {
  person: RulePerson;
  /** This person's facts of all sources, newest first. */
  facts: readonly StandingFact[];
  asOf: PlainDate;
  parameters: RuleParameters;
};

/** 疑点: what a rule says about one fact key of one person, whether or not it is to be raised. */
export type Finding = {
  factKey: string;
  /** The dates on which it is to be raised, ascending; empty: an alert that is open merely stands. */
  raisesOn: readonly PlainDate[];
  /** Every date the present facts give: an alert dated otherwise rests on rows that are gone. */
  dates: readonly PlainDate[];
  /** The date stands in one leading record, rather than being the earliest of several. */
  firmDate: boolean;
  severity: Severity;
  alertClass: string | null;
  reason: FindingReason | null;
  evidence: readonly StandingFact[];
  /** The last day of the fact, when the source has ended it. */
  endedOn: PlainDate | null;
  /** Set when the fact was taken back; `trace` then leaves a withdrawn alert even if none was open. */
  withdrawn: { reason: WithdrawnReason; trace: boolean } | null;
  /** Why an alert is withdrawn whose date is no longer among `dates`. */
  whenDateGone: WithdrawnReason;
};

/** An alert a person has closed: its fact stays quiet. */
export type ClosedFact = { effectiveOn: PlainDate; closedOn: PlainDate };

/** One comparison rule; the identifier is for ever, title and text may change. */
export type Rule = {
  id: string;
  /** Rules of one family raise one alert per person and fact key between them. */
  family: string;
  severity: Severity;
  title: string;
  /** The instrument and clause that order the comparison. */
  article: string;
  /** The rule in one sentence, as it is read to a recipient. */
  text: string;
  sources: readonly SourceFact['source'][];
  /** A parameter in months from the effective date that the alert may not outlast, or null. */
  finishWithin: string | null;
  /** ECONOMIC facts may be compared only under a valid authorisation. */
  comparison: 'STATUTORY' | 'ECONOMIC';
  /** Pure: the same input gives the same findings. */
  decide(input: RuleInput): readonly Finding[];
  /** Whether a date stays quiet because a person has closed an alert on this fact key. */
  quiet(date: PlainDate, closed: ClosedFact, finding: Finding, parameters: RuleParameters): boolean;
  /** The record in plain Chinese, one sentence per line; no names, no numbers of persons. */
  tell(evidence: readonly StandingFact[]): string[];
};

/** The facts of one source, typed as that source's. */
export function factsOf<S extends SourceFact['source']>(
  facts: readonly StandingFact[],
  source: S,
): StandingFact<Extract<SourceFact, { source: S }>>[] {
  return facts.filter(
    (fact): fact is StandingFact<Extract<SourceFact, { source: S }>> => fact.data.source === source,
  );
}

/** Facts that no newer record has replaced. */
export function currentOf<F extends SourceFact>(
  facts: readonly StandingFact<F>[],
): StandingFact<F>[] {
  return facts.filter((fact) => fact.current);
}

/** An organisation's name as a key: width, case and spaces folded, brackets as Chinese names write them. */
export function organisationKey(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\s\u200B-\u200D\uFEFF]/gu, '')
    .toUpperCase()
    .replaceAll('(', '（')
    .replaceAll(')', '）');
}

/** Groups items by a key, keys in order of first appearance. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Distinct dates, ascending. */
export function sortedDates(dates: readonly PlainDate[]): PlainDate[] {
  return [...new Set(dates)].sort();
}
