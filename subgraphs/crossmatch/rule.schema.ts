import { ALERT_SEVERITY } from './alert.labels.ts';
import { builder } from './builder.ts';
import type { ConfirmedShare } from './confirmed-share.ts';
import { enumValues } from './enum-values.ts';
import type { Rule } from './rule.ts';
import { RULE_STATE } from './rule-state.labels.ts';
import type { StatesOfRule } from './rule-state.service.ts';
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

export const RuleState = builder.enumType('RuleState', {
  description:
    '规则状态：启用的产生并撤回预警；试运行的只记数、不产生预警；停用的既不产生也不撤回。',
  values: enumValues(RULE_STATE),
});

const RuleSourceState = builder
  .objectRef<StatesOfRule['sources'][number]>('RuleSourceState')
  .implement({
    description: '规则在一个数据来源上的状态',
    fields: (t) => ({
      source: t.exposeString('source', { description: '数据来源代码' }),
      sourceTitle: t.string({
        description: '数据来源名称',
        resolve: ({ source }) => sourceTitle(source),
      }),
      state: t.field({ type: RuleState, description: '状态', resolve: ({ state }) => state }),
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
    state: t.field({
      type: RuleState,
      description: '状态；各数据来源不同的，取其中最宽的',
      resolve: async ({ id }, _args, { loaders }) => stateOf(await loaders.ruleStates.load(id)),
    }),
    stateLabel: t.string({
      description: '状态名称',
      resolve: async ({ id }, _args, { loaders }) =>
        RULE_STATE[stateOf(await loaders.ruleStates.load(id))],
    }),
    sourceStates: t.field({
      type: [RuleSourceState],
      description: '在各数据来源上的状态',
      resolve: async ({ id }, _args, { loaders }) =>
        (await loaders.ruleStates.load(id))?.sources ?? [],
    }),
    confirmedShare: t.field({
      type: ConfirmedShareType,
      nullable: true,
      description: '全区核实率，随办结变化；分析员用已发布的预警统计',
      authScopes: { can: 'ALERT_READ' },
      resolve: ({ id }, _args, { loaders }) => loaders.confirmedShare.load(id),
    }),
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

function stateOf(states: StatesOfRule | null): StatesOfRule['state'] {
  return states?.state ?? 'ACTIVE';
}
