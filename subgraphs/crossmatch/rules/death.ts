import type { PlainDate } from '../../../kernel/plain-date.ts';
import {
  factsOf,
  type ClosedFact,
  type Finding,
  type FindingReason,
  type RulePerson,
  type StandingFact,
} from '../rule.ts';

/** Dead before the benefit began: the grant itself is in question. */
export function reasonOfDeath(diedOn: PlainDate, person: RulePerson): FindingReason | null {
  return diedOn < person.coveredFrom ? 'GRANTED_AFTER_DEATH' : null;
}

/** A death that a person has judged stays quiet as long as the records still date it so. */
export function quietWhileDated(_date: PlainDate, closed: ClosedFact, finding: Finding): boolean {
  return finding.dates.includes(closed.effectiveOn);
}

/** The death records as they may be read aloud. */
export function tellDeath(evidence: readonly StandingFact[]): string[] {
  const police = factsOf(evidence, 'public-security.death').map(({ data }) =>
    data.revoked
      ? `公安机关登记：原死亡登记已撤销（原登记死亡日期 ${data.diedOn}）。`
      : `公安机关登记：死亡日期 ${data.diedOn}，注销户口日期 ${data.cancelledOn}。`,
  );
  const cremations = factsOf(evidence, 'civil-affairs.cremation').map(
    ({ data }) => `殡葬服务机构登记：死亡日期 ${data.diedOn}，火化日期 ${data.crematedOn}。`,
  );
  return [...police, ...cremations];
}
