import {
  currentOf,
  factsOf,
  groupBy,
  organisationKey,
  sortedDates,
  type EnrolmentFact,
  type Finding,
  type Rule,
  type RuleInput,
  type StandingFact,
} from '../rule.ts';
import { lastEnd, quietOnSameDate } from './standing.ts';

type Enrolment = StandingFact<EnrolmentFact>;

const STUDYING = new Set(['在读', '在校', '在籍']);

/** 研究生及以上学历入学 (003 二(五)). A bachelor's or a shorter course is no reason to ask. */
export const graduateEnrolled: Rule = {
  id: 'graduate-enrolled',
  family: 'graduate-enrolled',
  severity: 'NORMAL',
  title: '研究生及以上学历入学',
  article: '《关于进一步规范社会救助管理工作的通知》二（五）',
  text: '在保对象攻读硕士、博士研究生的，由街道核实家庭成员和就学情况；本科及以下不在此列。',
  sources: ['education.enrolment'],
  finishWithin: null,
  comparison: 'STATUTORY',
  decide,
  quiet: quietOnSameDate,
  tell: (evidence) => factsOf(evidence, 'education.enrolment').map(tellEnrolment),
};

function decide({ facts, asOf }: RuleInput): Finding[] {
  const graduate = currentOf(factsOf(facts, 'education.enrolment')).filter(({ data }) =>
    /硕士|博士/u.test(data.educationLevel),
  );
  return [...groupBy(graduate, keyOf)].map(([factKey, evidence]): Finding => ({
    factKey,
    raisesOn: sortedDates(
      evidence
        .filter((enrolment) => isStudying(enrolment) && enrolment.data.enrolledOn <= asOf)
        .map(({ data }) => data.enrolledOn),
    ),
    dates: sortedDates(evidence.map(({ data }) => data.enrolledOn)),
    firmDate: false,
    severity: 'NORMAL',
    alertClass: null,
    reason: null,
    evidence,
    // The record tells that the studies are over, not since when: by the end of its period they were.
    endedOn: lastEnd(evidence.map((one) => (isOver(one) ? one.periodEnd : null))),
    withdrawn: null,
    whenDateGone: 'SUPERSEDED',
  }));
}

function isStudying({ data }: Enrolment): boolean {
  return STUDYING.has(data.studyStatus ?? '');
}

function isOver(enrolment: Enrolment): boolean {
  return enrolment.data.studyStatus !== null && !isStudying(enrolment);
}

function keyOf({ data }: Enrolment): string {
  return organisationKey(data.school ?? data.educationLevel);
}

function tellEnrolment({ data }: Enrolment): string {
  const school = data.school ? `${data.school}，` : '';
  const status = data.studyStatus ? `，状态 ${data.studyStatus}` : '';
  return `教育部门学籍登记：${school}${data.educationLevel}，入学日期 ${data.enrolledOn}${status}。`;
}
