import { ALERT_SEVERITY } from './alert.labels.ts';
import { builder } from './builder.ts';
import type { ConfirmedShare } from './confirmed-share.ts';
import { enumValues } from './enum-values.ts';
import type { Rule } from './rule.ts';
import { sourceTitle } from './source-title.ts';

export const AlertSeverity = builder.enumType('AlertSeverity', {
  description: '预警级别',
  values: enumValues(ALERT_SEVERITY),
});

const ConfirmedShareType = builder.objectRef<ConfirmedShare>('ConfirmedShare').implement({
  description: '核实率：已办结预警中属实的比例及其 95% 区间（Wilson）。',
  fields: (t) => ({
    confirmed: t.exposeInt('confirmed', { description: '属实数' }),
    disposed: t.exposeInt('disposed', { description: '已办结数' }),
    share: t.exposeFloat('share', { nullable: true, description: '比例，0 至 1；无办结时为空' }),
    low: t.exposeFloat('low', { description: '区间下限' }),
    high: t.exposeFloat('high', { description: '区间上限' }),
  }),
});

const RuleSwitchType = builder
  .objectRef<{ enabled: boolean; note: string | null; changedAt: Date }>('RuleSwitch')
  .implement({
    description: '规则开关的最近一次变更',
    fields: (t) => ({
      enabled: t.exposeBoolean('enabled', { description: '是否启用' }),
      note: t.exposeString('note', { nullable: true, description: '说明' }),
      changedAt: t.expose('changedAt', { type: 'DateTime', description: '变更时刻' }),
    }),
  });

export const RuleType = builder.objectRef<Rule>('Rule').implement({
  description: '比对规则：编号不变，名称与条文可修订。',
  fields: (t) => ({
    id: t.exposeID('id', { description: '规则编号' }),
    title: t.exposeString('title', { description: '名称' }),
    severity: t.field({
      type: AlertSeverity,
      description: '级别',
      resolve: ({ severity }) => severity,
    }),
    severityLabel: t.string({
      description: '级别名称',
      resolve: ({ severity }) => ALERT_SEVERITY[severity],
    }),
    article: t.exposeString('article', { description: '依据条文' }),
    text: t.exposeString('text', { description: '规则内容' }),
    sources: t.stringList({ description: '数据来源代码', resolve: ({ sources }) => [...sources] }),
    sourceTitles: t.stringList({
      description: '数据来源名称',
      resolve: ({ sources }) => sources.map(sourceTitle),
    }),
    needsAuthorisation: t.boolean({
      description: '是否须有有效授权书方可比对',
      resolve: ({ comparison }) => comparison === 'ECONOMIC',
    }),
    enabled: t.boolean({
      description: '是否启用；停用时既不产生也不撤回预警',
      resolve: async ({ id }, _args, { loaders }) =>
        (await loaders.ruleSwitch.load(id))?.enabled ?? true,
    }),
    lastSwitch: t.field({
      type: RuleSwitchType,
      nullable: true,
      description: '开关的最近一次变更',
      resolve: ({ id }, _args, { loaders }) => loaders.ruleSwitch.load(id),
    }),
    confirmedShare: t.field({
      type: ConfirmedShareType,
      nullable: true,
      description: '全区核实率；办结不足 5 件的不向分析员显示',
      authScopes: { can: 'STATISTICS_READ' },
      resolve: ({ id }, _args, { loaders }) => loaders.confirmedShare.load(id),
    }),
  }),
});

const RuleSwitchInput = builder.inputType('RuleSwitchInput', {
  fields: (t) => ({
    ruleId: t.id({ required: true, description: '规则编号' }),
    enabled: t.boolean({ required: true, description: '是否启用' }),
    note: t.string({ required: true, description: '变更理由' }),
  }),
});

builder.queryFields((t) => ({
  rules: t.field({
    type: [RuleType],
    description: '全部比对规则',
    authScopes: { can: 'RULE_READ' },
    resolve: (_, _args, { services }) => [...services.rules.list()],
  }),
  rule: t.field({
    type: RuleType,
    nullable: true,
    description: '按编号查比对规则',
    authScopes: { can: 'RULE_READ' },
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, { services }) => services.rules.find(id),
  }),
}));

builder.mutationFields((t) => ({
  setRuleSwitch: t.field({
    type: RuleType,
    description: '启用或停用一条规则（区民政局）',
    authScopes: { can: 'RULE_SWITCH' },
    args: { input: t.arg({ type: RuleSwitchInput, required: true }) },
    resolve: (_, { input }, context) => context.services.rules.setSwitch(context, input),
  }),
}));
