import { currentOf, factsOf, type Rule, type RuleInput, type Finding } from '../rule.ts';
import { quietWhileDated, reasonOfDeath, tellDeath } from './death.ts';

/**
 * 公安死亡注销: a recipient whom public security reports as deceased (003 三(三)). A cremation record
 * of the same death joins it. A revoked registration withdraws it, unless a cremation still stands:
 * then the sources conflict and a person must look.
 */
export const deathReported: Rule = {
  id: 'death-reported',
  family: 'death',
  severity: 'HIGH',
  title: '公安登记死亡',
  article: '《关于进一步规范社会救助管理工作的通知》三（三）',
  text: '公安机关登记的死亡信息与在保对象一致的，由街道核实后依法处理。',
  sources: ['public-security.death', 'civil-affairs.cremation'],
  finishWithin: 'death.finishAdjustment',
  comparison: 'STATUTORY',
  decide,
  quiet: quietWhileDated,
  tell: tellDeath,
};

function decide({ person, facts, asOf }: RuleInput): Finding[] {
  const police = factsOf(facts, 'public-security.death');
  const current = police.find((fact) => fact.current);
  const registration = current?.data.revoked ? police.find((fact) => !fact.data.revoked) : current;
  if (!current || !registration) return [];
  const cremations = currentOf(factsOf(facts, 'civil-affairs.cremation'));
  const { diedOn } = registration.data;
  const revoked = current.data.revoked;
  const conflict = revoked && cremations.length > 0;
  return [
    {
      factKey: 'death',
      raisesOn: diedOn <= asOf ? [diedOn] : [],
      dates: [diedOn, ...cremations.map((fact) => fact.data.diedOn)],
      firmDate: true,
      severity: 'HIGH',
      alertClass: null,
      reason: conflict ? 'SOURCES_CONFLICT' : reasonOfDeath(diedOn, person),
      evidence: [...new Set([current, registration]), ...cremations],
      endedOn: null,
      withdrawn: revoked && !conflict ? { reason: 'REVOKED', trace: true } : null,
      whenDateGone: 'SUPERSEDED',
    },
  ];
}
