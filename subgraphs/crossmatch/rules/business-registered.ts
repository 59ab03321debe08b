import type { PlainDate } from '../../../kernel/plain-date.ts';
import {
  factsOf,
  groupBy,
  organisationKey,
  sortedDates,
  type ClosedFact,
  type Finding,
  type RegistrationFact,
  type Rule,
  type RuleInput,
  type StandingFact,
} from '../rule.ts';
import { contributionOf } from './contribution.ts';

type Registration = StandingFact<RegistrationFact>;

const ROLES = {
  OPERATOR: '经营者',
  LEGAL_REPRESENTATIVE: '法定代表人',
  SHAREHOLDER: '股东',
} as const;
const STATES = { ACTIVE: '存续', DEREGISTERED: '注销', LICENCE_REVOKED: '吊销' } as const;

/**
 * 市场主体登记: whoever runs or represents an existing business, or holds a share of it worth asking about,
 * however long ago it was founded (003 三(三)). The roles in one business are one alert. A later 注销 or 吊销
 * withdraws it (domain rule 6).
 */
export const businessRegistered: Rule = {
  id: 'business-registered',
  family: 'business-registered',
  severity: 'NORMAL',
  title: '市场主体登记',
  article: '《关于进一步规范社会救助管理工作的通知》三（三）',
  text: '在保对象登记为存续市场主体的经营者、法定代表人，或者出资达到规定比例的股东的，由街道核实是否本人真实登记及家庭收入变化；未填出资比例的股东仅作提示。',
  sources: ['market-regulation.registration'],
  finishWithin: null,
  comparison: 'ECONOMIC',
  decide,
  quiet: quietUntilChanged,
  tell: (evidence) => factsOf(evidence, 'market-regulation.registration').map(tellBusiness),
};

function decide({ facts, asOf, parameters }: RuleInput): Finding[] {
  const minShare = parameters.get('business.minShare').value;
  const registered = factsOf(facts, 'market-regulation.registration');
  const byBusiness = groupBy(registered, ({ data }) => organisationKey(data.creditCode));
  return [...byBusiness].flatMap(([factKey, records]): Finding[] => {
    // Replaced records too: the order in which periods arrive must not decide when it began.
    const held = records.filter(({ data }) => isHeld(data, minShare));
    if (held.length === 0) return [];
    const current = records.filter((record) => record.current);
    const holding = current.filter(({ data }) => isHeld(data, minShare));
    const cancelled = isCancelled(current);
    const dates = sortedDates(held.map(effectiveOn));
    return [
      {
        factKey,
        raisesOn: cancelled || holding.length > 0 ? dates.filter((date) => date <= asOf) : [],
        dates,
        firmDate: false,
        severity: (cancelled ? held : holding).every(isUnstatedShare) ? 'INFO' : 'NORMAL',
        alertClass: null,
        reason: null,
        evidence: cancelled ? [...new Set([...current, ...held])] : current,
        endedOn: null,
        withdrawn: cancelled ? { reason: 'CANCELLED', trace: true } : null,
        whenDateGone: 'SUPERSEDED',
      },
    ];
  });
}

/** A shareholder whose share is not told may hold any. */
function isHeld(data: RegistrationFact, minShare: number): boolean {
  if (data.registration !== 'ACTIVE') return false;
  return data.role !== 'SHAREHOLDER' || (contributionOf(data.contribution) ?? minShare) >= minShare;
}

function isUnstatedShare({ data }: Registration): boolean {
  return data.role === 'SHAREHOLDER' && contributionOf(data.contribution) === null;
}

/** The newest period tells what the business is; one role told as gone tells it of the whole business. */
function isCancelled(current: readonly Registration[]): boolean {
  const newest = current.reduce((last, { periodEnd }) => (periodEnd > last ? periodEnd : last), '');
  return current.some(
    ({ data, periodEnd }) => periodEnd === newest && data.registration !== 'ACTIVE',
  );
}

function effectiveOn({ data }: Registration): PlainDate {
  return data.changedOn ?? data.foundedOn;
}

/** What a person has judged stays quiet until the registration changes. */
function quietUntilChanged(date: PlainDate, closed: ClosedFact): boolean {
  return date <= closed.effectiveOn;
}

function tellBusiness({ data }: Registration): string {
  const share = data.contribution ? `，出资比例 ${data.contribution}` : '';
  const changed = data.changedOn ? `，变更日期 ${data.changedOn}` : '';
  return `市场主体登记：${data.business}，${data.businessType}，${ROLES[data.role]}${share}，成立日期 ${data.foundedOn}${changed}，登记状态${STATES[data.registration]}。`;
}
