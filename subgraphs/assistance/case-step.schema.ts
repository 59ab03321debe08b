import { builder } from './builder.ts';
import { CASE_STEP_LABELS, type CaseStepKind } from './case-step.ts';
import { Case } from './case.schema.ts';

const CaseStepKindEnum = builder.enumType('CaseStepKind', {
  description: '案件环节',
  values: {
    ACCEPT: { description: '受理' },
    REVIEW: { description: '审核' },
    APPROVE: { description: '审批' },
  } as const,
});

const CaseStep = builder.prismaObject('CaseStep', {
  description: '案件环节：受理、审核、审批各由何人办理（001 四(四)：三分离）。',
  authScopes: { can: 'CASE_READ' },
  fields: (t) => ({
    round: t.exposeInt('round', { description: '第几轮' }),
    step: t.field({
      type: CaseStepKindEnum,
      description: '环节',
      resolve: ({ step }) => step as CaseStepKind,
    }),
    stepLabel: t.string({
      description: '环节名称',
      resolve: ({ step }) => CASE_STEP_LABELS[step as CaseStepKind],
    }),
    recordedBy: t.exposeString('recordedBy', { description: '办理账号' }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: '登记时刻' }),
  }),
});

builder.prismaObjectField(Case, 'steps', (t) =>
  t.field({
    type: [CaseStep],
    description: '受理、审核、审批的登记，按先后',
    resolve: ({ caseNo }, _args, context) => context.loaders.steps.load(caseNo),
  }),
);

const LEAVES_ALL_ELSE = '只留下由何人办理，不改变案件状态和待遇：这些以台账为准';

builder.mutationFields((t) => ({
  acceptCase: t.field({
    type: Case,
    description: `登记受理；${LEAVES_ALL_ELSE}`,
    authScopes: { can: 'CASE_ACCEPT' },
    args: { caseNo: t.arg.id({ required: true }) },
    resolve: (_, { caseNo }, context) =>
      context.services.caseSteps.record(context, caseNo, 'ACCEPT'),
  }),
  reviewCase: t.field({
    type: Case,
    description: `登记审核，须在受理之后、由另一人；${LEAVES_ALL_ELSE}`,
    authScopes: { can: 'CASE_REVIEW' },
    args: { caseNo: t.arg.id({ required: true }) },
    resolve: (_, { caseNo }, context) =>
      context.services.caseSteps.record(context, caseNo, 'REVIEW'),
  }),
  approveCase: t.field({
    type: Case,
    description: `登记审批，须在审核之后、由第三人；${LEAVES_ALL_ELSE}`,
    authScopes: { can: 'CASE_APPROVE' },
    args: { caseNo: t.arg.id({ required: true }) },
    resolve: (_, { caseNo }, context) =>
      context.services.caseSteps.record(context, caseNo, 'APPROVE'),
  }),
}));
