import { DISPOSITION } from './alert.labels.ts';
import { Disposition } from './alert.schema.ts';
import { builder } from './builder.ts';
import { RuleType } from './rule.schema.ts';
import type { RulePrecision } from './rule-precision.ts';
import { sourceTitle } from './source-title.ts';

const DispositionCount = builder
  .objectRef<RulePrecision['byDisposition'][number]>('DispositionCount')
  .implement({
    description: '一种核查反馈的件数',
    fields: (t) => ({
      disposition: t.field({
        type: Disposition,
        description: '核查反馈',
        resolve: ({ disposition }) => disposition,
      }),
      label: t.string({
        description: '核查反馈名称',
        resolve: ({ disposition }) => DISPOSITION[disposition],
      }),
      count: t.exposeInt('count', { description: '件数' }),
    }),
  });

const RulePrecisionType = builder.objectRef<RulePrecision>('RulePrecision').implement({
  description: '规则在一段时间内的核实情况：已核查预警中属实的比例及其 95% 区间（Wilson）。',
  fields: (t) => ({
    rule: t.field({
      type: RuleType,
      nullable: true,
      description: '规则',
      resolve: ({ ruleId }, _args, { services }) => services.rules.find(ruleId),
    }),
    source: t.exposeString('source', { nullable: true, description: '数据来源代码；空为全部' }),
    sourceTitle: t.string({
      nullable: true,
      description: '数据来源名称',
      resolve: ({ source }) => (source === null ? null : sourceTitle(source)),
    }),
    from: t.expose('from', { type: 'Date', nullable: true, description: '起' }),
    to: t.expose('to', { type: 'Date', nullable: true, description: '止' }),
    decided: t.exposeInt('decided', { description: '已核查件数' }),
    confirmed: t.exposeInt('confirmed', { description: '属实件数' }),
    share: t.exposeFloat('share', { nullable: true, description: '比例，0 至 1；无核查时为空' }),
    low: t.exposeFloat('low', { description: '区间下限' }),
    high: t.exposeFloat('high', { description: '区间上限' }),
    byDisposition: t.field({
      type: [DispositionCount],
      description: '按核查反馈',
      resolve: ({ byDisposition }) => byDisposition,
    }),
    withdrawnBeforeDecision: t.exposeInt('withdrawnBeforeDecision', {
      description: '未及核查即撤回的件数',
    }),
    medianDays: t.exposeInt('medianDays', {
      nullable: true,
      description: '从产生到核查反馈的日历日数，中位数',
    }),
    p90Days: t.exposeInt('p90Days', { nullable: true, description: '同上，第 90 百分位' }),
  }),
});

builder.queryField('rulePrecision', (t) =>
  t.field({
    type: RulePrecisionType,
    description: '规则核实情况：按核查反馈（或撤回）的日期计，全区合计',
    authScopes: { can: 'ALERT_READ' },
    args: {
      ruleId: t.arg.id({ required: true, description: '规则编号' }),
      source: t.arg.string({ description: '只计依据该数据来源的预警' }),
      from: t.arg({ type: 'Date', description: '起；空为不限' }),
      to: t.arg({ type: 'Date', description: '止；空为不限' }),
    },
    resolve: (_, { ruleId, source, from, to }, { actor, services }) =>
      services.rulePrecision.of(actor, {
        ruleId,
        source: source ?? null,
        from: from ?? null,
        to: to ?? null,
      }),
  }),
);
