import { TASK_ORDER } from './authorisation-task.service.ts';
import { builder } from './builder.ts';
import { timeConnection, totalOf } from './connection.ts';
import { Household, Subdistrict } from './external.schema.ts';
import { CodeFilter } from './filter.schema.ts';

const AuthorisationTask = builder.prismaObject('AuthorisationTask', {
  description: '授权续签任务：家庭没有有效授权书，经济信息暂不比对，请街道办理续签。',
  authScopes: { can: 'ALERT_READ' },
  fields: (t) => ({
    householdNo: t.exposeString('householdNo', { description: '家庭编号' }),
    household: t.field({
      type: Household,
      nullable: true,
      description: '救助家庭',
      resolve: ({ householdNo }) => ({ householdNo }),
    }),
    street: t.field({
      type: Subdistrict,
      nullable: true,
      description: '负责的街道（乡镇）',
      resolve: ({ streetCode }) => ({ code: streetCode }),
    }),
    blockedRows: t.exposeInt('blockedRows', { description: '因此未比对的记录数' }),
    raisedOn: t.expose('raisedOn', { type: 'Date', description: '产生日期' }),
    closedOn: t.expose('closedOn', {
      type: 'Date',
      nullable: true,
      description: '办结日期；空为待办',
    }),
  }),
});

const AuthorisationTaskFilter = builder.inputType('AuthorisationTaskFilter', {
  description: '授权续签任务的筛选条件；须同时满足。',
  fields: (t) => ({
    streetCode: t.field({ type: CodeFilter, description: '街道区划代码' }),
    householdNo: t.field({ type: CodeFilter, description: '家庭编号' }),
    open: t.boolean({ description: '是否待办' }),
  }),
});

const AuthorisationTaskConnection = builder.connectionObject(
  {
    type: AuthorisationTask,
    name: 'AuthorisationTaskConnection',
    description: '授权续签任务的一页',
    fields: (t) => ({ totalCount: t.int({ description: '共几件', resolve: totalOf }) }),
  },
  { name: 'AuthorisationTaskEdge' },
);

builder.queryFields((t) => ({
  authorisationTasks: t.connection(
    {
      type: AuthorisationTask,
      description: '授权续签任务，旧的在前；街道岗位只见本街道',
      authScopes: { can: 'ALERT_READ' },
      args: { filter: t.arg({ type: AuthorisationTaskFilter }) },
      resolve: (_, { filter, ...args }, { actor, services }) =>
        timeConnection(
          TASK_ORDER,
          args,
          (stretch) => services.authorisationTasks.list(actor, filter ?? {}, stretch),
          () => services.authorisationTasks.count(actor, filter ?? {}),
        ),
    },
    AuthorisationTaskConnection,
  ),
}));
