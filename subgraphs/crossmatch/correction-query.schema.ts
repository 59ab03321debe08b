import { can } from '../../kernel/actor.ts';
import { CORRECTION_ORDER } from './correction.service.ts';
import { builder } from './builder.ts';
import { timeConnection, totalOf } from './connection.ts';
import { CorrectionOutcome, CorrectionStatus, CorrectionTicket } from './correction.schema.ts';
import { Department } from './department.schema.ts';
import { CodeFilter } from './filter.schema.ts';

const CorrectionStatusFilter = builder.inputType('CorrectionStatusFilter', {
  description: '按更正单状态筛选',
  fields: (t) => ({
    eq: t.field({ type: CorrectionStatus, description: '等于' }),
    in: t.field({ type: [CorrectionStatus], description: '属于其中之一' }),
  }),
});

const CorrectionFilter = builder.inputType('CorrectionFilter', {
  description: '数据更正单的筛选条件；须同时满足。',
  fields: (t) => ({
    departmentCode: t.field({ type: CodeFilter, description: '部门代码' }),
    source: t.field({ type: CodeFilter, description: '数据来源代码' }),
    status: t.field({ type: CorrectionStatusFilter, description: '状态' }),
  }),
});

const CorrectionAnswerInput = builder.inputType('CorrectionAnswerInput', {
  fields: (t) => ({
    ticketNo: t.id({ required: true, description: '更正单编号' }),
    outcome: t.field({ type: CorrectionOutcome, required: true, description: '答复' }),
    answer: t.string({ required: true, description: '答复说明；不得填写身份号码' }),
  }),
});

const CorrectionTicketConnection = builder.connectionObject(
  {
    type: CorrectionTicket,
    name: 'CorrectionTicketConnection',
    description: '数据更正单的一页',
    fields: (t) => ({ totalCount: t.int({ description: '共几份', resolve: totalOf }) }),
  },
  { name: 'CorrectionTicketEdge' },
);

builder.queryFields((t) => ({
  correctionTicket: t.field({
    type: CorrectionTicket,
    nullable: true,
    description: '按编号查数据更正单',
    authScopes: { can: 'CORRECTION_READ' },
    args: { ticketNo: t.arg.id({ required: true }) },
    resolve: (_, { ticketNo }, { actor, services }) => services.corrections.find(actor, ticketNo),
  }),
  correctionTickets: t.connection(
    {
      type: CorrectionTicket,
      description: '数据更正单，新开具的在前；联络员只见本单位，街道只见本街道预警的',
      authScopes: { can: 'CORRECTION_READ' },
      args: { filter: t.arg({ type: CorrectionFilter }) },
      resolve: (_, { filter, ...args }, { actor, services }) =>
        timeConnection(
          CORRECTION_ORDER,
          args,
          (stretch) => services.corrections.list(actor, filter ?? {}, stretch),
          () => services.corrections.count(actor, filter ?? {}),
        ),
    },
    CorrectionTicketConnection,
  ),
}));

builder.mutationFields((t) => ({
  answerCorrection: t.field({
    type: CorrectionTicket,
    description: '答复数据更正单（来源部门联络员）',
    authScopes: { can: 'CORRECTION_ANSWER' },
    args: { input: t.arg({ type: CorrectionAnswerInput, required: true }) },
    resolve: (_, { input }, context) => context.services.corrections.answer(context, input),
  }),
}));

builder.prismaObjectField(Department, 'corrections', (t) =>
  t.connection(
    {
      type: CorrectionTicket,
      description: '请该部门更正的单子，新开具的在前；街道岗位请按街道查数据更正单',
      authScopes: (_, _args, { actor }) =>
        can(actor, 'CORRECTION_READ') && can(actor, 'BATCH_READ'),
      resolve: ({ code }, args, { loaders }) =>
        timeConnection(
          CORRECTION_ORDER,
          args,
          (stretch) => loaders.departmentCorrections(stretch).load(code),
          async () => (await loaders.departmentCorrectionCount.load(code)) ?? 0,
        ),
    },
    CorrectionTicketConnection,
  ),
);
