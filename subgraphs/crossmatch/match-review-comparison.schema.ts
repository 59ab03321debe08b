import { builder } from './builder.ts';
import { codeIn, labelOf } from './codes.ts';
import { enumValues } from './enum-values.ts';
import type { ScorePart } from './match/review-candidate.ts';
import { FIELD_DIFFERENCE, MATCH_DECISION, REVIEW_FIELD } from './match-review.labels.ts';
import type { FieldComparison } from './review-comparison.ts';

const ReviewField = builder.enumType('ReviewField', {
  description: '复核时对照的项目',
  values: enumValues(REVIEW_FIELD),
});

const FieldDifference = builder.enumType('FieldDifference', {
  description: '记录与救助对象在一项上有何不同',
  values: enumValues(FIELD_DIFFERENCE),
});

export const MatchDecisionCode = builder.enumType('MatchDecisionCode', {
  description: '复核结论',
  values: enumValues(MATCH_DECISION),
});

export const FieldComparisonType = builder.objectRef<FieldComparison>('FieldComparison').implement({
  description: '记录与救助对象在一项上的对照',
  fields: (t) => ({
    field: t.field({
      type: ReviewField,
      description: '项目',
      resolve: ({ field }) => field,
    }),
    label: t.string({ description: '项目名称', resolve: ({ field }) => REVIEW_FIELD[field] }),
    recordValue: t.exposeString('recordValue', {
      nullable: true,
      description: '记录所写；号码与电话已遮盖',
    }),
    personValue: t.exposeString('personValue', {
      nullable: true,
      description: '救助对象档案所载；号码与电话已遮盖',
    }),
    agrees: t.exposeBoolean('agrees', {
      nullable: true,
      description: '是否一致；空为无从比较',
    }),
    difference: t.field({
      type: FieldDifference,
      description: '不同之处的种类',
      resolve: ({ difference }) => difference,
    }),
    differenceLabel: t.string({
      description: '不同之处的名称',
      resolve: ({ difference }) => FIELD_DIFFERENCE[difference],
    }),
    positions: t.exposeIntList('positions', {
      description: '第几个字符不同，自 1 起；只标出双方都显示的字符',
    }),
    hiddenDifferences: t.exposeInt('hiddenDifferences', {
      description: '遮盖部分有几个字符不同；不指明是哪几个',
    }),
  }),
});

export const ScorePartType = builder.objectRef<ScorePart>('ScorePart').implement({
  description: '证据强度的一部分；各部分之和即总强度',
  fields: (t) => ({
    comparison: t.exposeString('comparison', { description: '比较项代码' }),
    title: t.string({ description: '说明', resolve: ({ title }) => title.zh }),
    titleEn: t.string({ description: '英文说明', resolve: ({ title }) => title.en }),
    weight: t.exposeFloat('weight', { description: '比特；正为支持，负为反对' }),
    left: t.exposeString('left', { nullable: true, description: '记录所写，已遮盖' }),
    right: t.exposeString('right', { nullable: true, description: '档案所载，已遮盖' }),
  }),
});

export const MatchDecision = builder.prismaObject('MatchDecision', {
  description: '复核意见：只增不改。',
  fields: (t) => ({
    round: t.exposeInt('round', { description: '1 首次，2 另一人独立复核，3 裁定' }),
    decision: t.field({
      type: MatchDecisionCode,
      description: '结论',
      resolve: ({ decision }) => codeIn(MATCH_DECISION, decision),
    }),
    decisionLabel: t.string({
      description: '结论名称',
      resolve: ({ decision }) => labelOf(MATCH_DECISION, decision),
    }),
    reason: t.exposeString('reason', { description: '理由' }),
    decidedBy: t.exposeString('decidedBy', { description: '账号' }),
    decidedAt: t.expose('decidedAt', { type: 'DateTime', description: '时刻' }),
  }),
});
