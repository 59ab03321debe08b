import type { PlainDate } from '../../../kernel/plain-date.ts';
import {
  currentOf,
  factsOf,
  groupBy,
  type Finding,
  type ImprisonmentFact,
  type Rule,
  type RuleInput,
  type StandingFact,
} from '../rule.ts';
import { lastEnd, quietOnSameDate } from './standing.ts';

/**
 * 监狱内服刑 (003 三(三)), read aloud as a review of who lives in the household (domain rule 16). Detention,
 * community correction and probation leave the household as it is, and are silent.
 */
export const imprisonmentStarted: Rule = {
  id: 'imprisonment-started',
  family: 'imprisonment-started',
  severity: 'HIGH',
  title: '家庭共同生活成员复核',
  article: '《关于进一步规范社会救助管理工作的通知》三（三）',
  text: '司法部门登记在保对象不在家共同生活的，由街道复核家庭共同生活成员和保障人口数；仍在家生活或者尚无结论的不在此列。',
  sources: ['justice.imprisonment'],
  finishWithin: null,
  comparison: 'STATUTORY',
  decide,
  quiet: quietOnSameDate,
  tell: (evidence) => factsOf(evidence, 'justice.imprisonment').map(tellAbsence),
};

function decide({ facts, asOf }: RuleInput): Finding[] {
  const terms = currentOf(factsOf(facts, 'justice.imprisonment')).filter(
    ({ data }) => data.measure === 'PRISON',
  );
  return [...groupBy(terms, ({ data }) => data.termFrom).values()].flatMap(
    ([leading, ...others]): Finding[] => {
      if (!leading) return [];
      const evidence = [leading, ...others];
      const { termFrom } = leading.data;
      const endedOn = lastEnd(evidence.map(({ data }) => passedEnd(data.termTo, asOf)));
      return [
        {
          factKey: termFrom,
          raisesOn: termFrom <= asOf && endedOn === null ? [termFrom] : [],
          dates: [termFrom],
          firmDate: true,
          severity: 'HIGH',
          alertClass: null,
          reason: null,
          evidence,
          endedOn,
          withdrawn: null,
          whenDateGone: 'SUPERSEDED',
        },
      ];
    },
  );
}

function passedEnd(termTo: PlainDate | null, asOf: PlainDate): PlainDate | null {
  return termTo !== null && termTo < asOf ? termTo : null;
}

function tellAbsence({ data }: StandingFact<ImprisonmentFact>): string {
  const until = data.termTo ? `，登记的截止日期 ${data.termTo}` : '';
  return `司法部门登记：自 ${data.termFrom} 起不在家共同生活${until}。`;
}
