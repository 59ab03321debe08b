import { REVIEW_ORDER } from './match-review.service.ts';
import { builder } from './builder.ts';
import { timeConnection, totalOf } from './connection.ts';
import { codeIn, labelOf } from './codes.ts';
import { enumValues } from './enum-values.ts';
import { evidenceItems } from './evidence.labels.ts';
import { EvidenceItemType } from './evidence.schema.ts';
import { Household, Person, Subdistrict } from './external.schema.ts';
import { CodeFilter } from './filter.schema.ts';
import type { ScorePart } from './match/review-candidate.ts';
import { MATCH_REVIEW_REASON, MATCH_REVIEW_STATUS } from './match-review.labels.ts';
import {
  FieldComparisonType,
  MatchDecision,
  ScorePartType,
} from './match-review-comparison.schema.ts';
import { sourceTitle } from './source-title.ts';

const MatchReviewStatus = builder.enumType('MatchReviewStatus', {
  description: '待人工复核状态',
  values: enumValues(MATCH_REVIEW_STATUS),
});

const MatchReviewReason = builder.enumType('MatchReviewReason', {
  description: '为何需要人工复核',
  values: enumValues(MATCH_REVIEW_REASON),
});

export const MatchReview = builder.prismaObject('MatchReview', {
  description: '待人工复核：一条记录与一名救助对象，须由人判断是否同一人。',
  authScopes: { can: 'REVIEW_READ' },
  fields: (t) => ({
    id: t.exposeID('id'),
    source: t.exposeString('source', { description: '数据来源代码' }),
    sourceTitle: t.string({
      description: '数据来源名称',
      resolve: ({ source }) => sourceTitle(source),
    }),
    batchId: t.exposeID('batchId', { description: '批次编号' }),
    rowNo: t.exposeInt('rowNo', { description: '行号，首个数据行为 1' }),
    reason: t.field({
      type: MatchReviewReason,
      description: '原因',
      resolve: ({ reason }) => codeIn(MATCH_REVIEW_REASON, reason),
    }),
    reasonLabel: t.string({
      description: '原因名称',
      resolve: ({ reason }) => labelOf(MATCH_REVIEW_REASON, reason),
    }),
    recordName: t.exposeString('recordName', { description: '记录中的姓名' }),
    score: t.float({
      nullable: true,
      description: '证据强度；号码一致的不打分',
      resolve: ({ score }) => (score === null ? null : score.toNumber()),
    }),
    parts: t.field({
      type: [ScorePartType],
      description: '证据强度的各部分；不打分的没有',
      resolve: ({ parts }) => parts as ScorePart[],
    }),
    modelVersion: t.exposeString('modelVersion', {
      nullable: true,
      description: '打分所用模型的版本',
    }),
    comparison: t.field({
      type: [FieldComparisonType],
      description: '记录与救助对象逐项对照；记录已清理或对象已不在册的为空',
      resolve: ({ id }, _args, { loaders }) => loaders.reviewComparison.load(id),
    }),
    decisions: t.field({
      type: [MatchDecision],
      description: '复核意见；判定之前不向复核员显示',
      resolve: ({ id }, _args, { loaders }) => loaders.reviewDecisions.load(id),
    }),
    data: t.field({
      type: [EvidenceItemType],
      description: '记录内容',
      resolve: ({ data }) => evidenceItems(data),
    }),
    status: t.field({
      type: MatchReviewStatus,
      description: '状态',
      resolve: ({ status }) => codeIn(MATCH_REVIEW_STATUS, status),
    }),
    statusLabel: t.string({
      description: '状态名称',
      resolve: ({ status }) => labelOf(MATCH_REVIEW_STATUS, status),
    }),
    raisedOn: t.expose('raisedOn', { type: 'Date', description: '产生日期' }),
    person: t.field({
      type: Person,
      nullable: true,
      description: '救助对象',
      resolve: ({ personId }) => ({ id: personId }),
    }),
    household: t.field({
      type: Household,
      nullable: true,
      description: '救助家庭',
      resolve: ({ householdNo }) => ({ householdNo }),
    }),
    householdNo: t.exposeString('householdNo', { description: '家庭编号' }),
    street: t.field({
      type: Subdistrict,
      nullable: true,
      description: '所在街道（乡镇）',
      resolve: ({ streetCode }) => ({ code: streetCode }),
    }),
  }),
});

const MatchReviewStatusFilter = builder.inputType('MatchReviewStatusFilter', {
  description: '按复核状态筛选',
  fields: (t) => ({
    eq: t.field({ type: MatchReviewStatus, description: '等于' }),
    in: t.field({ type: [MatchReviewStatus], description: '属于其中之一' }),
  }),
});

const ScoreFilter = builder.inputType('ScoreFilter', {
  description: '按证据强度（比特）筛选；不打分的不在其内',
  fields: (t) => ({
    gte: t.float({ description: '不低于' }),
    lte: t.float({ description: '不高于' }),
  }),
});

const MatchReviewFilter = builder.inputType('MatchReviewFilter', {
  description: '待人工复核的筛选条件；须同时满足。',
  fields: (t) => ({
    source: t.field({ type: CodeFilter, description: '数据来源代码' }),
    reason: t.field({ type: CodeFilter, description: '原因代码' }),
    streetCode: t.field({ type: CodeFilter, description: '街道区划代码' }),
    status: t.field({ type: MatchReviewStatusFilter, description: '状态' }),
    score: t.field({ type: ScoreFilter, description: '证据强度' }),
    disputed: t.boolean({ description: '两名复核员意见不一、待裁定的' }),
  }),
});

const MatchReviewConnection = builder.connectionObject(
  {
    type: MatchReview,
    name: 'MatchReviewConnection',
    description: '待人工复核的一页',
    fields: (t) => ({ totalCount: t.int({ description: '共几对', resolve: totalOf }) }),
  },
  { name: 'MatchReviewEdge' },
);

builder.queryFields((t) => ({
  matchReview: t.field({
    type: MatchReview,
    nullable: true,
    description: '按编号查待人工复核的记录',
    authScopes: { can: 'REVIEW_READ' },
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, { actor, services }) => services.reviews.find(actor, id),
  }),
  matchReviews: t.connection(
    {
      type: MatchReview,
      description: '待人工复核，旧的在前',
      authScopes: { can: 'REVIEW_READ' },
      args: { filter: t.arg({ type: MatchReviewFilter }) },
      resolve: (_, { filter, ...args }, { actor, services }) =>
        timeConnection(
          REVIEW_ORDER,
          args,
          (stretch) => services.reviews.list(actor, filter ?? {}, stretch),
          () => services.reviews.count(actor, filter ?? {}),
        ),
    },
    MatchReviewConnection,
  ),
}));
