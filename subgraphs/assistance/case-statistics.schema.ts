import type { StatisticsRow } from '../../kernel/statistics/answer.ts';
import { STATISTICS_BUCKET } from '../../kernel/statistics/buckets.ts';
import { builder } from './builder.ts';
import type { SharedRows } from './case-statistics.service.ts';
import { CASE_STATUS_LABELS, caseStatus } from './case-status.ts';
import { CASE_DIMENSION } from './case-statistics.ts';
import { CaseStatusEnum, Subdistrict } from './case.schema.ts';
import { Programme } from './programme.schema.ts';
import { NOT_OPENED, SharedFieldEnum } from './shared.schema.ts';

const Bucket = builder.enumType('StatisticsBucket', {
  description: '统计周期，按北京时间的日历',
  values: {
    MONTH: { description: STATISTICS_BUCKET.MONTH },
    QUARTER: { description: STATISTICS_BUCKET.QUARTER },
    YEAR: { description: STATISTICS_BUCKET.YEAR },
  } as const,
});

const Dimension = builder.enumType('CaseDimension', {
  description: '案件统计的分组',
  values: {
    STREET: { description: CASE_DIMENSION.STREET },
    PROGRAMME: { description: CASE_DIMENSION.PROGRAMME },
    STATUS: { description: CASE_DIMENSION.STATUS },
  } as const,
});

const CaseStatistic = builder.objectRef<StatisticsRow>('CaseStatistic').implement({
  description:
    '案件统计的一行：每月台账发布一次，此后不变；户数过少的，以及可由此推算的，不予显示。',
  fields: (t) => ({
    bucket: t.exposeString('bucket', { description: '周期：2026-03、2026-Q1 或 2026' }),
    streetCode: t.string({
      nullable: true,
      description: '街道区划代码；未作为分组的为空',
      resolve: ({ at }) => at['STREET'] ?? null,
    }),
    street: t.field({
      type: Subdistrict,
      nullable: true,
      description: '街道（乡镇）',
      resolve: ({ at: { STREET: code } }) => (code === undefined ? null : { code }),
    }),
    programmeCode: t.string({
      nullable: true,
      description: '项目代码；未作为分组的为空',
      resolve: ({ at }) => at['PROGRAMME'] ?? null,
    }),
    programme: t.field({
      type: Programme,
      nullable: true,
      description: '救助项目',
      resolve: ({ at: { PROGRAMME: code } }, _args, { loaders }) =>
        code === undefined ? null : loaders.programme.load(code),
    }),
    status: t.field({
      type: CaseStatusEnum,
      nullable: true,
      description: '案件状态；未作为分组的为空',
      resolve: ({ at: { STATUS: status } }) => (status === undefined ? null : caseStatus(status)),
    }),
    statusLabel: t.string({
      nullable: true,
      description: '案件状态名称',
      resolve: ({ at: { STATUS: status } }) =>
        status === undefined ? null : CASE_STATUS_LABELS[caseStatus(status)],
    }),
    count: t.exposeInt('count', {
      nullable: true,
      description: '案件数；不予显示或尚未发布的为空',
    }),
    people: t.int({
      nullable: true,
      description: '保障人数；只在按项目和状态分组时给出',
      resolve: ({ measures }) => measures['people'] ?? null,
    }),
    amountFen: t.field({
      type: 'Fen',
      nullable: true,
      description: '月保障金额合计（分）；只在按项目和状态分组时给出',
      resolve: ({ measures }) => measures['amountFen'] ?? null,
    }),
    suppressed: t.exposeBoolean('suppressed', { description: '是否为防止辨认家庭而不予显示' }),
    asOf: t.expose('asOf', {
      type: 'Date',
      nullable: true,
      description: '台账日期；尚未发布的为空',
    }),
    source: t.exposeString('source', { nullable: true, description: '台账文件' }),
  }),
});

builder.queryField('caseStatistics', (t) =>
  t.field({
    type: [CaseStatistic],
    description:
      '案件统计：已发布的各期，分组以外没有的为零；季、年取其最后一个月的台账。有街道的只答本街道。',
    authScopes: { can: 'STATISTICS_READ' },
    args: {
      year: t.arg.int({ required: true, description: '年份' }),
      bucket: t.arg({ type: Bucket, required: true, defaultValue: 'MONTH' }),
      groupBy: t.arg({ type: [Dimension], required: true, defaultValue: [] }),
      streetCode: t.arg.string({ description: '只看一个街道' }),
      programmeCode: t.arg.string({ description: '只看一个救助项目' }),
      status: t.arg({ type: CaseStatusEnum, description: '只看一种案件状态' }),
    },
    resolve: (_, question, { actor, services }) => services.caseStatistics.ofYear(actor, question),
  }),
);

const SharedCaseStatistics = builder.objectRef<SharedRows>('SharedCaseStatistics').implement({
  description: '依共享协议开放的案件统计',
  fields: (t) => ({
    rows: t.field({
      type: [CaseStatistic],
      description: '各期各组',
      resolve: ({ rows }) => [...rows],
    }),
    notOpened: t.field({
      type: [SharedFieldEnum],
      description: NOT_OPENED,
      resolve: ({ notOpened }) => [...notOpened],
    }),
  }),
});

builder.queryField('sharedCaseStatistics', (t) =>
  t.field({
    type: SharedCaseStatistics,
    description: '标准问题：已发布的案件统计（依共享协议，联络员）；分组和筛选都须是协议开放的',
    authScopes: { can: 'QUESTION_ASK' },
    args: {
      purpose: t.arg.string({ required: true, description: '用途代码，须在协议之内' }),
      year: t.arg.int({ required: true, description: '年份' }),
      bucket: t.arg({ type: Bucket, required: true, defaultValue: 'MONTH' }),
      groupBy: t.arg({ type: [Dimension], required: true, defaultValue: [] }),
      streetCode: t.arg.string({ description: '只看一个街道' }),
      programmeCode: t.arg.string({ description: '只看一个救助项目' }),
      status: t.arg({ type: CaseStatusEnum, description: '只看一种案件状态' }),
    },
    resolve: (_, { purpose, ...question }, context) =>
      context.services.caseStatistics.ofYearShared(context, question, purpose),
  }),
);
