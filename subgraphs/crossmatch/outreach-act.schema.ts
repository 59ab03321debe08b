import { builder } from './builder.ts';
import { OutreachOutcomeCode, OutreachTask } from './outreach-task.schema.ts';

const OutreachVisitInput = builder.inputType('OutreachVisitInput', {
  fields: (t) => ({
    taskId: t.id({ required: true, description: '走访任务编号' }),
    outcome: t.field({ type: OutreachOutcomeCode, required: true, description: '走访结果' }),
    note: t.string({ required: true, description: '走访情况；不得填写身份号码' }),
  }),
});

builder.mutationFields((t) => ({
  claimOutreachTask: t.field({
    type: OutreachTask,
    description: '领取走访任务；已被他人领取的返回 CONFLICT',
    authScopes: { can: 'OUTREACH_VISIT' },
    args: { taskId: t.arg.id({ required: true }) },
    resolve: (_, { taskId }, context) => context.services.outreachActs.claim(context, taskId),
  }),
  recordOutreachVisit: t.field({
    type: OutreachTask,
    description: '登记走访结果并办结任务；只有领取人可以。只记录结果，不改变任何人的待遇',
    authScopes: { can: 'OUTREACH_VISIT' },
    args: { input: t.arg({ type: OutreachVisitInput, required: true }) },
    resolve: (_, { input }, context) => context.services.outreachActs.recordVisit(context, input),
  }),
}));
