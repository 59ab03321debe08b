import { ALERT_SEVERITY, ALERT_STATUS } from './alert.labels.ts';
import { AlertStatus } from './alert.schema.ts';
import { ALERT_DIMENSION, type AlertCell } from './alert-statistics.ts';
import { builder } from './builder.ts';
import { codeOrNull, labelOrNull } from './codes.ts';
import { enumValues } from './enum-values.ts';
import { Subdistrict } from './external.schema.ts';
import { CodeFilter, DateFilter } from './filter.schema.ts';
import { AlertSeverity, RuleType } from './rule.schema.ts';

const AlertDimension = builder.enumType('AlertDimension', {
  description: '预警统计的分组',
  values: enumValues(ALERT_DIMENSION),
});

const AlertStatistic = builder.objectRef<AlertCell>('AlertStatistic').implement({
  description: '预警统计的一格；未作为分组的各项为空。',
  fields: (t) => ({
    streetCode: t.exposeString('streetCode', { nullable: true, description: '街道区划代码' }),
    street: t.field({
      type: Subdistrict,
      nullable: true,
      description: '街道（乡镇）',
      resolve: ({ streetCode }) => (streetCode === null ? null : { code: streetCode }),
    }),
    ruleId: t.exposeString('ruleId', { nullable: true, description: '规则编号' }),
    rule: t.field({
      type: RuleType,
      nullable: true,
      description: '规则',
      resolve: ({ ruleId }, _args, { services }) =>
        ruleId === null ? null : services.rules.find(ruleId),
    }),
    status: t.field({
      type: AlertStatus,
      nullable: true,
      description: '状态',
      resolve: ({ status }) => codeOrNull(ALERT_STATUS, status),
    }),
    statusLabel: t.string({
      nullable: true,
      description: '状态名称',
      resolve: ({ status }) => labelOrNull(ALERT_STATUS, status),
    }),
    severity: t.field({
      type: AlertSeverity,
      nullable: true,
      description: '级别',
      resolve: ({ severity }) => codeOrNull(ALERT_SEVERITY, severity),
    }),
    severityLabel: t.string({
      nullable: true,
      description: '级别名称',
      resolve: ({ severity }) => labelOrNull(ALERT_SEVERITY, severity),
    }),
    month: t.exposeString('month', { nullable: true, description: '产生月份 YYYY-MM' }),
    count: t.exposeInt('count', { description: '件数' }),
  }),
});

const AlertStatisticsFilter = builder.inputType('AlertStatisticsFilter', {
  description: '预警统计的范围；须同时满足。',
  fields: (t) => ({
    streetCode: t.field({ type: CodeFilter, description: '街道区划代码' }),
    ruleId: t.field({ type: CodeFilter, description: '规则编号' }),
    raisedOn: t.field({ type: DateFilter, description: '产生日期' }),
  }),
});

builder.queryFields((t) => ({
  alertStatistics: t.field({
    type: [AlertStatistic],
    description: '预警统计：按所选分组逐格列出此刻的件数；分析员用已发布的预警统计',
    authScopes: { can: 'ALERT_READ' },
    args: {
      groupBy: t.arg({ type: [AlertDimension], required: true }),
      filter: t.arg({ type: AlertStatisticsFilter }),
    },
    resolve: (_, { groupBy, filter }, { actor, services }) =>
      services.alertStatistics.count(actor, groupBy, filter ?? {}),
  }),
}));
