import type { RuleStateChange } from '../../prisma/generated/client/client.ts';
import { builder } from './builder.ts';
import { codeIn, labelOf } from './codes.ts';
import { RuleState, RuleType } from './rule.schema.ts';
import { RULE_STATE } from './rule-state.labels.ts';

const RuleStateChangeType = builder.objectRef<RuleStateChange>('RuleStateChange').implement({
  description: '规则状态的一次变更：对一条规则、一个数据来源，或一条规则的一个数据来源。',
  fields: (t) => ({
    rule: t.field({
      type: RuleType,
      nullable: true,
      description: '规则；空为该来源的全部规则，或者待走访的未保障人员',
      resolve: ({ ruleId }, _args, { services }) =>
        ruleId === null ? null : services.rules.find(ruleId),
    }),
    ruleId: t.exposeString('ruleId', { nullable: true, description: '规则编号' }),
    source: t.exposeString('source', {
      nullable: true,
      description: '数据来源代码；空为该规则的全部来源',
    }),
    state: t.field({
      type: RuleState,
      description: '变更后的状态',
      resolve: ({ state }) => codeIn(RULE_STATE, state),
    }),
    stateLabel: t.string({
      description: '变更后的状态名称',
      resolve: ({ state }) => labelOf(RULE_STATE, state),
    }),
    reason: t.exposeString('reason', { description: '理由；自动变更的写明数字' }),
    automatic: t.boolean({
      description: '是否由定时任务自动变更',
      resolve: ({ changedBy }) => changedBy.startsWith('job:'),
    }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: '变更时刻' }),
  }),
});

builder.objectField(RuleType, 'stateChanges', (t) =>
  t.field({
    type: [RuleStateChangeType],
    description: '该规则及其来源最近 20 次状态变更，新的在前',
    // A reason may hold small counts of casework.
    authScopes: { can: 'ALERT_READ' },
    resolve: ({ id }, _args, { loaders }) => loaders.ruleStateChanges.load(id),
  }),
);

const RuleStateInput = builder.inputType('RuleStateInput', {
  fields: (t) => ({
    ruleId: t.id({ description: '规则编号；空为该来源的全部规则' }),
    source: t.string({ description: '数据来源代码；空为该规则的全部来源' }),
    state: t.field({ type: RuleState, required: true, description: '状态' }),
    reason: t.string({ required: true, description: '理由' }),
  }),
});

builder.mutationFields((t) => ({
  setRuleState: t.field({
    type: RuleStateChangeType,
    description: '启用、试运行或停用一条规则、一个数据来源，自下一批次起生效（区民政局）',
    authScopes: { can: 'RULE_SWITCH' },
    args: { input: t.arg({ type: RuleStateInput, required: true }) },
    resolve: (_, { input }, context) => context.services.ruleStates.set(context, input),
  }),
}));
