import {
  factsOf,
  groupBy,
  organisationKey,
  sortedDates,
  type Finding,
  type Rule,
  type RuleInput,
  type StandingFact,
  type PropertyFact,
} from '../rule.ts';
import { quietOnSameDate } from './standing.ts';

const ACQUIRED = {
  PURCHASE: '买卖',
  SELF_BUILT: '自建',
  INHERITANCE: '继承',
  GIFT: '赠与',
  RESETTLEMENT: '拆迁安置',
  PUBLIC_TENANCY: '公房承租',
} as const;

/**
 * 不动产: ownership registered since the grant or the last check (003 三(三)). Bought or self-built
 * asks for verification; inherited, given or resettled is told without a deadline.
 */
export const propertyAcquired: Rule = {
  id: 'property-acquired',
  family: 'property-acquired',
  severity: 'NORMAL',
  title: '新增不动产登记',
  article: '《关于进一步规范社会救助管理工作的通知》三（三）',
  text: '在保期间新登记房屋所有权的，由街道核实家庭财产变化；继承、赠与、拆迁安置仅作提示。',
  sources: ['housing.property'],
  finishWithin: null,
  comparison: 'ECONOMIC',
  decide,
  quiet: quietOnSameDate,
  tell: (evidence) => factsOf(evidence, 'housing.property').map(tellProperty),
};

function decide({ person, facts, asOf }: RuleInput): Finding[] {
  const owned = newestOfEach(factsOf(facts, 'housing.property').filter(isOwnership)).filter(
    ({ data }) => data.acquisition !== 'PUBLIC_TENANCY',
  );
  return [...groupBy(owned, keyOf)].map(([factKey, evidence]): Finding => {
    const raising = evidence.filter(
      ({ data }) => data.registeredOn >= person.since && data.registeredOn <= asOf,
    );
    return {
      factKey,
      raisesOn: sortedDates(raising.map(({ data }) => data.registeredOn)),
      dates: sortedDates(evidence.map(({ data }) => data.registeredOn)),
      firmDate: false,
      severity: raising.some(isBoughtOrBuilt) ? 'NORMAL' : 'INFO',
      alertClass: null,
      reason: null,
      evidence,
      endedOn: null,
      withdrawn: null,
      whenDateGone: 'SUPERSEDED',
    };
  });
}

function isOwnership({ data }: StandingFact<PropertyFact>): boolean {
  return data.rightType.includes('所有权') && !/抵押|租赁|承租/u.test(data.rightType);
}

/** A later mortgage or lease has the unit's natural key too, and takes no ownership away. */
function newestOfEach(facts: readonly StandingFact<PropertyFact>[]): StandingFact<PropertyFact>[] {
  const byKey = groupBy(facts, ({ naturalKey }) => naturalKey);
  return [...byKey.values()].flatMap(([newest]) => newest ?? []);
}

function isBoughtOrBuilt({ data }: StandingFact<PropertyFact>): boolean {
  return data.acquisition === 'PURCHASE' || data.acquisition === 'SELF_BUILT';
}

function keyOf({ data }: StandingFact<PropertyFact>): string {
  return organisationKey(data.unitNo ?? data.address);
}

function tellProperty({ data }: StandingFact<PropertyFact>): string {
  const share = data.share ? `，份额 ${data.share}` : '';
  return `不动产登记：${data.address}，${data.rightType}，取得方式 ${ACQUIRED[data.acquisition]}${share}，登记日期 ${data.registeredOn}。`;
}
