import {
  currentOf,
  factsOf,
  groupBy,
  sortedDates,
  type Finding,
  type MarriageFact,
  type RuleInput,
  type Severity,
  type StandingFact,
} from '../rule.ts';

type Registration = StandingFact<MarriageFact>;

const WORDS = { MARRIED: '结婚', DIVORCED: '离婚' } as const;

/** What the register of marriages says of one kind, a finding per spouse; a divorce ends a marriage, noted on it. */
export function decideCivilStatus(
  { facts, asOf }: RuleInput,
  kind: MarriageFact['civilStatus'],
  severity: Severity,
): Finding[] {
  const registered = currentOf(factsOf(facts, 'civil-affairs.marriage'));
  const ofKind = registered.filter(({ data }) => data.civilStatus === kind);
  return [...groupBy(ofKind, ({ data }) => data.spouse)].map(([factKey, evidence]): Finding => {
    const dates = sortedDates(evidence.map(({ data }) => data.civilStatusOn));
    const ending = kind === 'MARRIED' ? divorcesAfter(registered, factKey, dates.at(-1)) : [];
    const ends = sortedDates(ending.map(({ data }) => data.civilStatusOn));
    return {
      factKey,
      raisesOn: dates.filter((date) => date <= asOf),
      dates,
      firmDate: false,
      severity,
      alertClass: null,
      reason: null,
      evidence: [...evidence, ...ending],
      endedOn: ends[0] ?? null,
      withdrawn: null,
      whenDateGone: 'SUPERSEDED',
    };
  });
}

function divorcesAfter(
  registered: readonly Registration[],
  spouse: string,
  marriedOn: string | undefined,
): Registration[] {
  return registered.filter(
    ({ data }) =>
      data.civilStatus === 'DIVORCED' &&
      data.spouse === spouse &&
      marriedOn !== undefined &&
      data.civilStatusOn >= marriedOn,
  );
}

/** The registrations as they may be read aloud: the other party is told by a masked number only. */
export function tellCivilStatus(evidence: readonly StandingFact[]): string[] {
  return factsOf(evidence, 'civil-affairs.marriage').map(
    ({ data }) =>
      `民政部门婚姻登记：${WORDS[data.civilStatus]}登记，登记日期 ${data.civilStatusOn}，对方证件号 ${data.spouse}。`,
  );
}
