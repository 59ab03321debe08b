import { isSameName } from '../../../kernel/person-name.ts';
import {
  addMonths,
  firstOfMonth,
  lastOfMonth,
  type PlainDate,
} from '../../../kernel/plain-date.ts';
import {
  currentOf,
  factsOf,
  groupBy,
  organisationKey,
  sortedDates,
  type ClosedFact,
  type Finding,
  type Rule,
  type RuleInput,
  type RuleParameters,
  type RulePerson,
  type StandingFact,
  type SocialInsuranceFact,
} from '../rule.ts';
import { lastEnd } from './standing.ts';

const LOOK_BACK = 'socialInsurance.lookBackMonths';

/** Payers that are the insured person, whatever the spelling. */
const SELF_PAYERS = new Set(
  ['个人', '个人缴费', '灵活就业', '灵活就业人员', '灵活就业人员窗口', '灵活就业人员(窗口)'].map(
    organisationKey,
  ),
);

/**
 * 职工社会保险: an employee insurance newly paid by a unit (003 三(三)). All kinds of one payer are one
 * alert. Self-paid and residents' insurance, and a payer where the person holds a 公益性岗位, are not
 * a job start; the contribution base is not a wage (domain rule 7).
 */
export const socialInsuranceStarted: Rule = {
  id: 'social-insurance-started',
  family: 'social-insurance-started',
  severity: 'NORMAL',
  title: '新增单位参保缴费',
  article: '《关于进一步规范社会救助管理工作的通知》三（三）',
  text: '在保期间由用人单位新缴职工社会保险的，由街道核实就业和收入变化。个人缴费、居民保险、公益性岗位不在此列；缴费基数不作为工资。',
  sources: ['human-resources.social-insurance', 'human-resources.employment'],
  finishWithin: null,
  comparison: 'ECONOMIC',
  decide,
  quiet: quietForOnePayer,
  tell: (evidence) => factsOf(evidence, 'human-resources.social-insurance').map(tellInsurance),
};

function decide({ person, facts, asOf, parameters }: RuleInput): Finding[] {
  const earliest = addMonths(firstOfMonth(asOf), -parameters.get(LOOK_BACK).value);
  const posts = currentOf(factsOf(facts, 'human-resources.employment')).filter(
    ({ data }) => data.employmentType === 'PUBLIC_WELFARE',
  );
  const insured = currentOf(factsOf(facts, 'human-resources.social-insurance')).filter(
    ({ data }) => isEmployeeKind(data.kind) && !isSelfPaid(data.payer, person),
  );
  return [...groupBy(insured, ({ data }) => organisationKey(data.payer))].map(
    ([factKey, evidence]): Finding => {
      const started = evidence.filter(
        ({ data }) =>
          data.status === 'PAYING' && data.startMonth >= earliest && data.startMonth <= asOf,
      );
      const dates = sortedDates(evidence.map(({ data }) => data.startMonth));
      const explaining = posts.filter(
        ({ data }) =>
          organisationKey(data.employer) === factKey && lasted(data.endedOn, dates.at(-1)),
      );
      return {
        factKey,
        raisesOn: sortedDates(started.map(({ data }) => data.startMonth)),
        dates,
        firmDate: false,
        severity: 'NORMAL',
        alertClass: null,
        reason: null,
        evidence: [...evidence, ...explaining],
        endedOn: lastEnd(evidence.map(endOf)),
        withdrawn: explaining.length > 0 ? { reason: 'EXPLAINED', trace: false } : null,
        whenDateGone: 'SUPERSEDED',
      };
    },
  );
}

/** 职工养老/医疗 under any name that says 职工, and the three kinds only employees have. */
function isEmployeeKind(kind: string): boolean {
  const name = organisationKey(kind);
  return /失业|工伤|生育/u.test(name) || (name.includes('职工') && /养老|医疗/u.test(name));
}

function isSelfPaid(payer: string, person: RulePerson): boolean {
  return SELF_PAYERS.has(organisationKey(payer)) || isSameName(payer, person.name);
}

/** A post that ended before the payments began does not explain them. */
function lasted(endedOn: PlainDate | null, latestStart: PlainDate | undefined): boolean {
  return endedOn === null || (latestStart !== undefined && endedOn >= latestStart);
}

/** A payment that only stopped in a known month ended on that month's last day. */
function endOf({ data, periodEnd }: StandingFact<SocialInsuranceFact>): PlainDate | null {
  if (data.status === 'PAYING') return null;
  return data.endMonth ? lastOfMonth(data.endMonth) : periodEnd;
}

/** Kinds that one payer registers within the look-back months of a closed start are that same start. */
function quietForOnePayer(
  date: PlainDate,
  closed: ClosedFact,
  _finding: Finding,
  parameters: RuleParameters,
): boolean {
  return date <= addMonths(closed.effectiveOn, parameters.get(LOOK_BACK).value);
}

function tellInsurance({ data }: StandingFact<SocialInsuranceFact>): string {
  const status = { PAYING: '参保缴费', SUSPENDED: '暂停缴费', TERMINATED: '终止缴费' }[data.status];
  return `人社部门参保登记：${data.payer}，${data.kind}，${data.startMonth.slice(0, 7)} 起，${status}。`;
}
