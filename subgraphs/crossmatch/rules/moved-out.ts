import { covers, districtOf } from '../../../kernel/area-code.ts';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import {
  currentOf,
  factsOf,
  groupBy,
  sortedDates,
  type Finding,
  type MigrationFact,
  type Rule,
  type RuleInput,
  type StandingFact,
} from '../rule.ts';
import { quietOnSameDate } from './standing.ts';

/**
 * 户口迁移: a move out of the household's street (003 三(三)), judged at the level that the record's area
 * code gives. Within the district the case is handed over (000 一 4: 办理受助资格转移手续), beyond it aid ends
 * here. A code of the own district alone does not say that the street stayed the same.
 */
export const movedOut: Rule = {
  id: 'moved-out',
  family: 'moved-out',
  severity: 'NORMAL',
  title: '户口迁出本街道',
  article: '《关于进一步规范社会救助管理工作的通知》三（三）',
  text: '在保对象户口迁出本街道（乡镇）的，由街道核实居住情况；迁往区内其他街道的办理转移，迁往区外的按规定处理。',
  sources: ['public-security.migration'],
  finishWithin: null,
  comparison: 'STATUTORY',
  decide,
  quiet: quietOnSameDate,
  tell: (evidence) => factsOf(evidence, 'public-security.migration').map(tellMove),
};

function decide({ person, facts, asOf }: RuleInput): Finding[] {
  const moves = currentOf(factsOf(facts, 'public-security.migration'));
  const leftStreet = moves.filter(({ data }) => !covers(person.streetCode, data.toArea));
  const cameBack = sortedDates(
    moves
      .filter(({ data }) => covers(person.streetCode, data.toArea))
      .map(({ data }) => data.movedOn),
  );
  return [...groupBy(leftStreet, ({ data }) => data.movedOn).values()].flatMap(
    ([leading, ...others]): Finding[] => {
      if (!leading) return [];
      const { movedOn } = leading.data;
      return [
        {
          factKey: movedOn,
          raisesOn: movedOn <= asOf ? [movedOn] : [],
          dates: [movedOn],
          firmDate: true,
          severity: 'NORMAL',
          alertClass: classOf(person.streetCode, leading),
          reason: null,
          evidence: [leading, ...others],
          endedOn: firstAfter(cameBack, movedOn),
          withdrawn: null,
          whenDateGone: 'SUPERSEDED',
        },
      ];
    },
  );
}

function classOf(streetCode: string, { data }: StandingFact<MigrationFact>): string {
  return districtOf(data.toArea) === districtOf(streetCode) ? 'TRANSFER' : 'EXIT';
}

function firstAfter(days: readonly PlainDate[], day: PlainDate): PlainDate | null {
  return days.find((other) => other > day) ?? null;
}

function tellMove({ data }: StandingFact<MigrationFact>): string {
  const reason = data.moveReason ? `，迁移原因 ${data.moveReason}` : '';
  return `公安机关户籍登记：${data.movedOn} 户口迁入 ${data.toAddress}（区划代码 ${data.toArea}）${reason}。`;
}
