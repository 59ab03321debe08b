import { Alert, Disposition } from './alert.schema.ts';
import { builder } from './builder.ts';

const CorrectionInput = builder.inputType('CorrectionInput', {
  description: '请来源部门更正的内容；写给对方部门看，不写救助情况。',
  fields: (t) => ({
    statement: t.string({ required: true, description: '错在哪里' }),
    source: t.string({ description: '哪个来源的记录有误；不填则为所据的全部记录' }),
    field: t.string({ description: '哪一列有误，照来源文件的表头填写' }),
  }),
});

const DispositionInput = builder.inputType('DispositionInput', {
  fields: (t) => ({
    alertNo: t.id({ required: true, description: '预警编号' }),
    disposition: t.field({ type: Disposition, required: true, description: '核查反馈' }),
    note: t.string({ description: '核查情况；不得填写身份号码' }),
    correction: t.field({
      type: CorrectionInput,
      description: '来源数据有误时必填，其他情形不填',
    }),
  }),
});

const ReassignInput = builder.inputType('ReassignInput', {
  fields: (t) => ({
    alertNo: t.id({ required: true, description: '预警编号' }),
    assignee: t.string({ required: true, description: '改派给哪个账号' }),
  }),
});

builder.mutationFields((t) => ({
  claimAlert: t.field({
    type: Alert,
    description: '认领预警；已被他人认领的返回 CONFLICT',
    authScopes: { can: 'ALERT_CLAIM' },
    args: { alertNo: t.arg.id({ required: true }) },
    resolve: (_, { alertNo }, context) => context.services.alertActs.claim(context, alertNo),
  }),
  reassignAlert: t.field({
    type: Alert,
    description: '改派预警（所长）',
    authScopes: { can: 'ALERT_REASSIGN' },
    args: { input: t.arg({ type: ReassignInput, required: true }) },
    resolve: (_, { input }, context) => context.services.alertActs.reassign(context, input),
  }),
  recordDisposition: t.field({
    type: Alert,
    description: '登记核查反馈并办结预警；只有认领人可以。只记录结论，不改变待遇',
    authScopes: { can: 'ALERT_DISPOSE' },
    args: { input: t.arg({ type: DispositionInput, required: true }) },
    resolve: (_, { input }, context) => context.services.alertActs.dispose(context, input),
  }),
}));
