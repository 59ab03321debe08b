import type { PlainDate } from '../../../kernel/plain-date.ts';
import {
  currentOf,
  factsOf,
  groupBy,
  organisationKey,
  sortedDates,
  type Finding,
  type Rule,
  type RuleInput,
  type StandingFact,
  type EmploymentFact,
} from '../rule.ts';
import { lastEnd, quietOnSameDate } from './standing.ts';

/**
 * 单位就业、个体经营: a job registered since the grant or the last check (003 三(三)). 灵活就业 and
 * 公益性岗位 are not a job start (domain rule 7).
 */
export const employmentStarted: Rule = {
  id: 'employment-started',
  family: 'employment-started',
  severity: 'NORMAL',
  title: '新增就业登记',
  article: '《关于进一步规范社会救助管理工作的通知》三（三）',
  text: '在保期间新登记单位就业或个体经营的，由街道核实家庭收入变化。灵活就业、公益性岗位不在此列。',
  sources: ['human-resources.employment'],
  finishWithin: null,
  comparison: 'ECONOMIC',
  decide,
  quiet: quietOnSameDate,
  tell: (evidence) => factsOf(evidence, 'human-resources.employment').map(tellJob),
};

function decide({ person, facts, asOf }: RuleInput): Finding[] {
  const jobs = currentOf(factsOf(facts, 'human-resources.employment')).filter(isJob);
  const byEmployer = groupBy(jobs, (job) => organisationKey(job.data.employer));
  return [...byEmployer].map(([factKey, evidence]) => ({
    factKey,
    raisesOn: sortedDates(
      evidence
        .filter(({ data }) => data.startedOn >= person.since && data.startedOn <= asOf)
        .filter(({ data }) => !hasEnded(data.endedOn, asOf))
        .map(({ data }) => data.startedOn),
    ),
    dates: sortedDates(evidence.map(({ data }) => data.startedOn)),
    firmDate: false,
    severity: 'NORMAL',
    alertClass: null,
    reason: null,
    evidence,
    endedOn: lastEnd(
      evidence.map(({ data }) => (hasEnded(data.endedOn, asOf) ? data.endedOn : null)),
    ),
    withdrawn: null,
    whenDateGone: 'SUPERSEDED',
  }));
}

function isJob({ data }: StandingFact<EmploymentFact>): boolean {
  return data.employmentType === 'UNIT' || data.employmentType === 'SELF_EMPLOYED';
}

function hasEnded(endedOn: PlainDate | null, asOf: PlainDate): boolean {
  return endedOn !== null && endedOn <= asOf;
}

function tellJob({ data }: StandingFact<EmploymentFact>): string {
  const kind = data.employmentType === 'SELF_EMPLOYED' ? '个体经营' : '单位就业';
  const ended = data.endedOn ? `，终止日期 ${data.endedOn}` : '';
  return `人社部门就业登记：${data.employer}，${kind}，登记日期 ${data.startedOn}${ended}。`;
}
