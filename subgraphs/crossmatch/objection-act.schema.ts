import { builder } from './builder.ts';
import { enumValues } from './enum-values.ts';
import { OBJECTION_OUTCOME } from './objection.labels.ts';
import { Objection, ObjectionGroundCode } from './objection.schema.ts';

const ObjectionOutcomeCode = builder.enumType('ObjectionOutcome', {
  description: '异议的决定',
  values: enumValues(OBJECTION_OUTCOME),
});

const ObjectionInput = builder.inputType('ObjectionInput', {
  description: '所涉记录或按预警指明，或按人员与批次、行号指明。',
  fields: (t) => ({
    alertNo: t.id({ description: '预警编号：对其所据记录提出异议' }),
    source: t.string({ description: '只对该预警中这一来源的记录；不填则为全部' }),
    personId: t.id({ description: '人员标识；不按预警指明时必填' }),
    batchId: t.id({ description: '批次编号；不按预警指明时必填' }),
    rowNo: t.int({ description: '行号；不按预警指明时必填' }),
    ground: t.field({ type: ObjectionGroundCode, required: true, description: '理由' }),
    statement: t.string({ required: true, description: '本人陈述；不得填写身份号码' }),
    receivedOn: t.field({ type: 'Date', required: true, description: '收到日期' }),
  }),
});

const ObjectionDecisionInput = builder.inputType('ObjectionDecisionInput', {
  fields: (t) => ({
    objectionNo: t.id({ required: true, description: '异议编号' }),
    outcome: t.field({ type: ObjectionOutcomeCode, required: true, description: '决定' }),
    note: t.string({
      required: true,
      description: '决定及理由；记录有误的，成立后即为给来源部门的更正说明，不写救助情况',
    }),
  }),
});

builder.mutationFields((t) => ({
  receiveObjection: t.field({
    type: Objection,
    description: '受理异议；自此至办结，所涉记录不作为认定属实的依据',
    authScopes: { can: 'OBJECTION_RECEIVE' },
    args: { input: t.arg({ type: ObjectionInput, required: true }) },
    resolve: (_, { input }, context) => context.services.objectionActs.receive(context, input),
  }),
  decideObjection: t.field({
    type: Objection,
    description: '对异议作出决定；须由受理人以外的人作出',
    authScopes: { can: 'OBJECTION_DECIDE' },
    args: { input: t.arg({ type: ObjectionDecisionInput, required: true }) },
    resolve: (_, { input }, context) => context.services.objectionActs.decide(context, input),
  }),
  withdrawObjection: t.field({
    type: Objection,
    description: '登记本人撤回异议',
    authScopes: { can: 'OBJECTION_RECEIVE' },
    args: {
      objectionNo: t.arg.id({ required: true, description: '异议编号' }),
      note: t.arg.string({ description: '说明；不得填写身份号码' }),
    },
    resolve: (_, { objectionNo, note }, context) =>
      context.services.objectionActs.withdraw(context, { objectionNo, note }),
  }),
}));
