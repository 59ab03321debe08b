import { currentOf, factsOf, type Rule, type RuleInput, type Finding } from '../rule.ts';
import { quietWhileDated, reasonOfDeath, tellDeath } from './death.ts';

/**
 * 殡葬火化: a cremation of a recipient (003 三(三)). Shares the family of death-reported, which comes
 * before it in the list: once public security reports the death, that rule carries the alert.
 */
export const cremationReported: Rule = {
  id: 'cremation-reported',
  family: 'death',
  severity: 'HIGH',
  title: '殡葬火化登记',
  article: '《关于进一步规范社会救助管理工作的通知》三（三）',
  text: '殡葬服务机构登记的火化信息与在保对象一致的，由街道核实后依法处理。',
  sources: ['civil-affairs.cremation'],
  finishWithin: 'death.finishAdjustment',
  comparison: 'STATUTORY',
  decide,
  quiet: quietWhileDated,
  tell: tellDeath,
};

function decide({ person, facts, asOf }: RuleInput): Finding[] {
  const cremations = currentOf(factsOf(facts, 'civil-affairs.cremation'));
  const leading = cremations[0];
  if (!leading) return [];
  const revocation = currentOf(factsOf(facts, 'public-security.death')).find(
    (fact) => fact.data.revoked,
  );
  const { diedOn } = leading.data;
  return [
    {
      factKey: 'death',
      raisesOn: diedOn <= asOf ? [diedOn] : [],
      dates: cremations.map((fact) => fact.data.diedOn),
      firmDate: true,
      severity: 'HIGH',
      alertClass: null,
      reason: revocation ? 'SOURCES_CONFLICT' : reasonOfDeath(diedOn, person),
      evidence: revocation ? [revocation, ...cremations] : cremations,
      endedOn: null,
      withdrawn: null,
      whenDateGone: 'SUPERSEDED',
    },
  ];
}
