import { builder } from './builder.ts';
import { timeConnection, totalOf } from './connection.ts';
import { CodeFilter } from './filter.schema.ts';
import { Objection, ObjectionStatus } from './objection.schema.ts';
import { OBJECTION_ORDER } from './objection.service.ts';

const ObjectionStatusFilter = builder.inputType('ObjectionStatusFilter', {
  description: '按异议状态筛选',
  fields: (t) => ({
    eq: t.field({ type: ObjectionStatus, description: '等于' }),
    in: t.field({ type: [ObjectionStatus], description: '属于其中之一' }),
  }),
});

const ObjectionFilter = builder.inputType('ObjectionFilter', {
  description: '异议的筛选条件；须同时满足。',
  fields: (t) => ({
    streetCode: t.field({ type: CodeFilter, description: '街道区划代码' }),
    status: t.field({ type: ObjectionStatusFilter, description: '状态' }),
  }),
});

const ObjectionConnection = builder.connectionObject(
  {
    type: Objection,
    name: 'ObjectionConnection',
    description: '异议的一页',
    fields: (t) => ({ totalCount: t.int({ description: '共几件', resolve: totalOf }) }),
  },
  { name: 'ObjectionEdge' },
);

builder.queryFields((t) => ({
  objection: t.field({
    type: Objection,
    nullable: true,
    description: '按编号查异议',
    authScopes: { can: 'OBJECTION_READ' },
    args: { objectionNo: t.arg.id({ required: true }) },
    resolve: (_, { objectionNo }, { actor, services }) =>
      services.objections.find(actor, objectionNo),
  }),
  objections: t.connection(
    {
      type: Objection,
      description: '异议，先收到的在前；街道岗位只见本街道',
      authScopes: { can: 'OBJECTION_READ' },
      args: { filter: t.arg({ type: ObjectionFilter }) },
      resolve: (_, { filter, ...args }, { actor, services }) =>
        timeConnection(
          OBJECTION_ORDER,
          args,
          (stretch) => services.objections.list(actor, filter ?? {}, stretch),
          () => services.objections.count(actor, filter ?? {}),
        ),
    },
    ObjectionConnection,
  ),
}));
