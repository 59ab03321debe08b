import type { ShadowFinding } from '../../prisma/generated/client/client.ts';
import { ALERT_SEVERITY } from './alert.labels.ts';
import { builder } from './builder.ts';
import { codeIn } from './codes.ts';
import { Subdistrict } from './external.schema.ts';
import type { TrialChange, TrialCount } from './match/trial.ts';
import { AlertSeverity, RuleType } from './rule.schema.ts';
import type { RuleTrial } from './rule-trial.service.ts';
import type { ShadowCount, ShadowFindings } from './shadow-finding.service.ts';

const TrialChangeKind = builder.enumType('TrialChangeKind', {
  description: '试算结果的一种',
  values: {
    RAISE: { description: '将新增预警' },
    UPDATE: { description: '将补充线索' },
    WITHDRAW: { description: '将撤回预警' },
  },
});

const RuleTrialCount = builder.objectRef<TrialCount>('RuleTrialCount').implement({
  description: '试算件数',
  fields: (t) => ({
    wouldRaise: t.exposeInt('wouldRaise', { description: '将新增' }),
    wouldUpdate: t.exposeInt('wouldUpdate', { description: '将补充线索' }),
    wouldWithdraw: t.exposeInt('wouldWithdraw', { description: '将撤回' }),
    unchanged: t.exposeInt('unchanged', { description: '不变' }),
  }),
});

const RuleTrialStreet = builder
  .objectRef<RuleTrial['streets'][number]>('RuleTrialStreet')
  .implement({
    description: '一个街道的试算件数',
    fields: (t) => ({
      street: t.field({
        type: Subdistrict,
        description: '街道（乡镇）',
        resolve: ({ streetCode }) => ({ code: streetCode }),
      }),
      counts: t.field({ type: RuleTrialCount, description: '件数', resolve: (counts) => counts }),
    }),
  });

const RuleTrialExample = builder.objectRef<TrialChange>('RuleTrialExample').implement({
  description: '试算结果的一例；不含姓名与号码。',
  fields: (t) => ({
    kind: t.field({ type: TrialChangeKind, description: '种类', resolve: ({ kind }) => kind }),
    alertNo: t.exposeString('alertNo', { nullable: true, description: '预警编号；新增的没有' }),
    personId: t.exposeID('personId', { description: '人员内部编号' }),
    streetCode: t.exposeString('streetCode', { description: '街道区划代码' }),
    effectiveOn: t.expose('effectiveOn', { type: 'Date', description: '事实日期' }),
    severity: t.field({
      type: AlertSeverity,
      description: '级别',
      resolve: ({ severity }) => codeIn(ALERT_SEVERITY, severity),
    }),
  }),
});

const RuleTrialType = builder.objectRef<RuleTrial>('RuleTrial').implement({
  description: '规则试算：按现有记录与预警，规则启用后会改变什么；不写入任何结果。',
  fields: (t) => ({
    rule: t.field({
      type: RuleType,
      nullable: true,
      description: '规则',
      resolve: ({ ruleId }, _args, { services }) => services.rules.find(ruleId),
    }),
    asOf: t.expose('asOf', { type: 'Date', description: '比对基准日' }),
    persons: t.exposeInt('persons', { description: '涉及人数' }),
    total: t.field({ type: RuleTrialCount, description: '合计', resolve: ({ total }) => total }),
    streets: t.field({
      type: [RuleTrialStreet],
      description: '按街道',
      resolve: ({ streets }) => streets,
    }),
    examples: t.field({
      type: [RuleTrialExample],
      description: '至多 20 例',
      resolve: ({ examples }) => examples,
    }),
    resultHash: t.exposeString('resultHash', { description: '结果校验值：相同输入，相同结果' }),
  }),
});

const TrialParameterInput = builder.inputType('TrialParameterInput', {
  description: '试算时改用的政策参数',
  fields: (t) => ({
    code: t.string({ required: true, description: '参数代码' }),
    value: t.float({ required: true, description: '值' }),
  }),
});

const RuleTrialInput = builder.inputType('RuleTrialInput', {
  fields: (t) => ({
    ruleId: t.id({ required: true, description: '规则编号；停用或试运行的也可' }),
    asOf: t.field({ type: 'Date', required: true, description: '比对基准日' }),
    from: t.field({ type: 'Date', description: '批次所属期末日，起；空为不限' }),
    to: t.field({ type: 'Date', description: '批次所属期末日，止；空为不限' }),
    parameters: t.field({ type: [TrialParameterInput], description: '改用的政策参数' }),
  }),
});

const ShadowFindingType = builder.objectRef<ShadowFinding>('ShadowFinding').implement({
  description: '试运行线索的一例；不含姓名与号码，不发街道。',
  fields: (t) => ({
    personId: t.exposeID('personId', { description: '人员内部编号' }),
    streetCode: t.exposeString('streetCode', { description: '街道区划代码' }),
    effectiveOn: t.expose('effectiveOn', { type: 'Date', description: '事实日期' }),
    severity: t.field({
      type: AlertSeverity,
      description: '级别',
      resolve: ({ severity }) => codeIn(ALERT_SEVERITY, severity),
    }),
    sources: t.exposeStringList('sources', { description: '数据来源代码' }),
    foundOn: t.expose('foundOn', { type: 'Date', description: '首次发现日期' }),
  }),
});

const ShadowCountType = builder.objectRef<ShadowCount>('ShadowCount').implement({
  description: '一个街道一日的试运行线索数',
  fields: (t) => ({
    street: t.field({
      type: Subdistrict,
      description: '街道（乡镇）',
      resolve: ({ streetCode }) => ({ code: streetCode }),
    }),
    foundOn: t.expose('foundOn', { type: 'Date', description: '日期' }),
    count: t.exposeInt('count', { description: '件数' }),
  }),
});

const ShadowFindingsType = builder.objectRef<ShadowFindings>('ShadowFindings').implement({
  description: '试运行线索：规则试运行期间本会产生的预警。',
  fields: (t) => ({
    total: t.exposeInt('total', { description: '发现件数' }),
    standing: t.exposeInt('standing', { description: '其中记录仍在的件数' }),
    byStreetAndDay: t.field({
      type: [ShadowCountType],
      description: '按街道与首次发现日期',
      resolve: ({ byStreetAndDay }) => byStreetAndDay,
    }),
    sample: t.field({
      type: [ShadowFindingType],
      description: '仍在的至多 20 例，新的在前',
      resolve: ({ sample }) => sample,
    }),
  }),
});

builder.queryFields((t) => ({
  ruleTrial: t.field({
    type: RuleTrialType,
    description: '规则试算（区民政局）',
    authScopes: { can: 'RULE_TRY' },
    args: { input: t.arg({ type: RuleTrialInput, required: true }) },
    resolve: (_, { input }, { services, ...request }) => {
      const { ruleId, asOf, parameters } = input;
      const window = { from: input.from ?? null, to: input.to ?? null };
      return services.ruleTrials.run(request, {
        ruleId,
        asOf,
        window,
        parameters: parameters ?? [],
      });
    },
  }),
  shadowFindings: t.field({
    type: ShadowFindingsType,
    description: '一条规则的试运行线索，按首次发现日期（区民政局）',
    authScopes: { can: 'RULE_TRY' },
    args: {
      ruleId: t.arg.id({ required: true, description: '规则编号' }),
      from: t.arg({ type: 'Date', description: '起；空为不限' }),
      to: t.arg({ type: 'Date', description: '止；空为不限' }),
    },
    resolve: (_, { ruleId, from, to }, { actor, services }) =>
      services.shadowFindings.ofRule(actor, ruleId, { from: from ?? null, to: to ?? null }),
  }),
}));
