import type { StatisticsRow } from '../../kernel/statistics/answer.ts';
import { STATISTICS_BUCKET } from '../../kernel/statistics/buckets.ts';
import { ALERT_OUTCOME, RELEASED_DIMENSION } from './alert-release.ts';
import type { SharedRows } from './alert-release.service.ts';
import { builder } from './builder.ts';
import { codeOrNull, labelOrNull } from './codes.ts';
import { enumValues } from './enum-values.ts';
import { Subdistrict } from './external.schema.ts';
import { RuleType } from './rule.schema.ts';
import { NOT_OPENED, SharedFieldEnum } from './shared.schema.ts';

const Bucket = builder.enumType('StatisticsBucket', {
  description: '统计周期，按北京时间的日历',
  values: enumValues(STATISTICS_BUCKET),
});

const Dimension = builder.enumType('ReleasedAlertDimension', {
  description: '已发布预警统计的分组',
  values: enumValues(RELEASED_DIMENSION),
});

const Outcome = builder.enumType('AlertOutcome', {
  description: '预警到发布日为止的结果',
  values: enumValues(ALERT_OUTCOME),
});

const ReleasedAlertStatistic = builder
  .objectRef<StatisticsRow>('ReleasedAlertStatistic')
  .implement({
    description:
      '已发布预警统计的一行：每季发布一次，此后不变；户数过少的，以及可由此推算的，不予显示。',
    fields: (t) => ({
      bucket: t.exposeString('bucket', {
        description: '周期，按产生日期：2026-03、2026-Q1 或 2026',
      }),
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
      ruleId: t.string({
        nullable: true,
        description: '规则编号；未作为分组的为空',
        resolve: ({ at }) => at['RULE'] ?? null,
      }),
      rule: t.field({
        type: RuleType,
        nullable: true,
        description: '规则',
        resolve: ({ at: { RULE: id } }, _args, { services }) =>
          id === undefined ? null : services.rules.find(id),
      }),
      outcome: t.field({
        type: Outcome,
        nullable: true,
        description: '结果；未作为分组的为空',
        resolve: ({ at }) => codeOrNull(ALERT_OUTCOME, at['OUTCOME'] ?? null),
      }),
      outcomeLabel: t.string({
        nullable: true,
        description: '结果名称',
        resolve: ({ at }) => labelOrNull(ALERT_OUTCOME, at['OUTCOME'] ?? null),
      }),
      count: t.exposeInt('count', {
        nullable: true,
        description: '件数；不予显示或尚未发布的为空',
      }),
      suppressed: t.exposeBoolean('suppressed', { description: '是否为防止辨认家庭而不予显示' }),
      asOf: t.expose('asOf', {
        type: 'Date',
        nullable: true,
        description: '发布日，结果截至该日；尚未发布的为空',
      }),
      source: t.exposeString('source', { nullable: true, description: '来源' }),
    }),
  });

builder.queryField('releasedAlertStatistics', (t) =>
  t.field({
    type: [ReleasedAlertStatistic],
    description:
      '已发布的预警统计：分组以外没有的为零；分组、筛选和按月合计不超过两项。有街道的只答本街道。',
    authScopes: { can: 'STATISTICS_READ' },
    args: {
      year: t.arg.int({ required: true, description: '年份' }),
      bucket: t.arg({ type: Bucket, required: true, defaultValue: 'QUARTER' }),
      groupBy: t.arg({ type: [Dimension], required: true, defaultValue: [] }),
      streetCode: t.arg.string({ description: '只看一个街道' }),
      ruleId: t.arg.string({ description: '只看一条规则' }),
      outcome: t.arg({ type: Outcome, description: '只看一种结果' }),
    },
    resolve: (_, question, { actor, services }) => services.alertReleases.ofYear(actor, question),
  }),
);

const SharedAlertStatistics = builder.objectRef<SharedRows>('SharedAlertStatistics').implement({
  description: '依共享协议开放的预警统计',
  fields: (t) => ({
    rows: t.field({
      type: [ReleasedAlertStatistic],
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

builder.queryField('sharedAlertStatistics', (t) =>
  t.field({
    type: SharedAlertStatistics,
    description: '标准问题：已发布的预警统计（依共享协议，联络员）；分组和筛选都须是协议开放的',
    authScopes: { can: 'QUESTION_ASK' },
    args: {
      purpose: t.arg.string({ required: true, description: '用途代码，须在协议之内' }),
      year: t.arg.int({ required: true, description: '年份' }),
      bucket: t.arg({ type: Bucket, required: true, defaultValue: 'QUARTER' }),
      groupBy: t.arg({ type: [Dimension], required: true, defaultValue: [] }),
      streetCode: t.arg.string({ description: '只看一个街道' }),
      ruleId: t.arg.string({ description: '只看一条规则' }),
      outcome: t.arg({ type: Outcome, description: '只看一种结果' }),
    },
    resolve: (_, { purpose, ...question }, context) =>
      context.services.alertReleases.ofYearShared(context, question, purpose),
  }),
);
