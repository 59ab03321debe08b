import { builder } from './builder.ts';

export const Department = builder.prismaObject('Department', {
  description: '成员单位：数据来源部门。',
  fields: (t) => ({
    code: t.exposeID('code', { description: '部门代码' }),
    name: t.exposeString('nameZh', { description: '名称' }),
  }),
});

builder.asEntity(Department, {
  key: builder.selection<{ code: string }>('code'),
  resolveReference: ({ code }, { loaders }) => loaders.department.load(code),
});

builder.queryFields((t) => ({
  departments: t.field({
    type: [Department],
    description: '成员单位；联络员只见本单位',
    authScopes: { can: 'BATCH_READ' },
    resolve: (_, _args, { actor, services }) => services.departments.list(actor),
  }),
}));
