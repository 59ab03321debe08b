import { builder } from './builder.ts';
import { codeIn, labelOf } from './codes.ts';
import { timeConnection, totalOf } from './connection.ts';
import { enumValues } from './enum-values.ts';
import { Subdistrict } from './external.schema.ts';
import { CodeFilter } from './filter.schema.ts';
import { OUTREACH_OUTCOME, OUTREACH_STATUS } from './outreach-task.labels.ts';
import { OUTREACH_ORDER } from './outreach-task.service.ts';
import { UNCOVERED_PERSON } from './rules/uncovered-person.ts';
import { sourceTitle } from './source-title.ts';

const OutreachTaskStatus = builder.enumType('OutreachTaskStatus', {
  description: '走访任务状态',
  values: enumValues(OUTREACH_STATUS),
});

export const OutreachOutcomeCode = builder.enumType('OutreachOutcome', {
  description: '走访结果',
  values: enumValues(OUTREACH_OUTCOME),
});

export const OutreachTask = builder.prismaObject('OutreachTask', {
  description:
    '走访任务：重病、重残、失业名单上的本区居民，不在任何现有救助案件中，请街道主动走访；不是预警，不影响任何人的待遇。',
  authScopes: { can: 'ALERT_READ' },
  fields: (t) => ({
    id: t.exposeID('id'),
    source: t.exposeString('source', { description: '名单来源代码' }),
    sourceTitle: t.string({
      description: '名单来源名称',
      resolve: ({ source }) => sourceTitle(source),
    }),
    name: t.exposeString('name', { description: '姓名' }),
    idNumberMasked: t.string({
      description: '身份号码（遮蔽）',
      resolve: (task, _args, { services }) => services.outreach.idNumberMasked(task),
    }),
    recognisedOn: t.expose('recognisedOn', { type: 'Date', description: '认定日期' }),
    street: t.field({
      type: Subdistrict,
      nullable: true,
      description: '居住的街道（乡镇）',
      resolve: ({ streetCode }) => ({ code: streetCode }),
    }),
    status: t.field({
      type: OutreachTaskStatus,
      description: '状态',
      resolve: ({ status }) => codeIn(OUTREACH_STATUS, status),
    }),
    statusLabel: t.string({
      description: '状态名称',
      resolve: ({ status }) => labelOf(OUTREACH_STATUS, status),
    }),
    article: t.string({ description: '依据条文', resolve: () => UNCOVERED_PERSON.article }),
    text: t.string({ description: '说明', resolve: () => UNCOVERED_PERSON.text }),
    raisedOn: t.expose('raisedOn', { type: 'Date', description: '产生日期' }),
    closedOn: t.expose('closedOn', {
      type: 'Date',
      nullable: true,
      description: '结束日期；空为待走访或走访中',
    }),
    claimedBy: t.exposeString('claimedBy', { nullable: true, description: '领取人的账号' }),
    claimedAt: t.expose('claimedAt', {
      type: 'DateTime',
      nullable: true,
      description: '领取时刻',
    }),
    outcome: t.field({
      type: OutreachOutcomeCode,
      nullable: true,
      description: '走访结果；未走访的为空',
      resolve: ({ outcome }) => (outcome === null ? null : codeIn(OUTREACH_OUTCOME, outcome)),
    }),
    outcomeLabel: t.string({
      nullable: true,
      description: '走访结果名称',
      resolve: ({ outcome }) => (outcome === null ? null : labelOf(OUTREACH_OUTCOME, outcome)),
    }),
    note: t.exposeString('note', { nullable: true, description: '走访情况' }),
  }),
});

const OutreachTaskStatusFilter = builder.inputType('OutreachTaskStatusFilter', {
  description: '按走访任务状态筛选',
  fields: (t) => ({
    eq: t.field({ type: OutreachTaskStatus, description: '等于' }),
    in: t.field({ type: [OutreachTaskStatus], description: '属于其中之一' }),
  }),
});

const OutreachTaskFilter = builder.inputType('OutreachTaskFilter', {
  description: '走访任务的筛选条件；须同时满足。',
  fields: (t) => ({
    source: t.field({ type: CodeFilter, description: '名单来源代码' }),
    streetCode: t.field({ type: CodeFilter, description: '街道区划代码' }),
    status: t.field({ type: OutreachTaskStatusFilter, description: '状态' }),
  }),
});

const OutreachTaskConnection = builder.connectionObject(
  {
    type: OutreachTask,
    name: 'OutreachTaskConnection',
    description: '走访任务的一页',
    fields: (t) => ({ totalCount: t.int({ description: '共几件', resolve: totalOf }) }),
  },
  { name: 'OutreachTaskEdge' },
);

builder.queryFields((t) => ({
  outreachTasks: t.connection(
    {
      type: OutreachTask,
      description: '走访任务，旧的在前；街道岗位只见本街道',
      authScopes: { can: 'ALERT_READ' },
      args: { filter: t.arg({ type: OutreachTaskFilter }) },
      resolve: (_, { filter, ...args }, { actor, services }) =>
        timeConnection(
          OUTREACH_ORDER,
          args,
          (stretch) => services.outreach.list(actor, filter ?? {}, stretch),
          () => services.outreach.count(actor, filter ?? {}),
        ),
    },
    OutreachTaskConnection,
  ),
}));
