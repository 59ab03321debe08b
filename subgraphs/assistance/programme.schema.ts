import { builder } from './builder.ts';

export const Programme = builder.prismaObject('Programme', {
  description: '救助项目，如最低生活保障、特困人员救助供养。',
  fields: (t) => ({
    code: t.exposeID('code', { description: '项目代码' }),
    label: t.exposeString('nameZh', { description: '项目名称' }),
  }),
});

builder.asEntity(Programme, {
  key: builder.selection<{ code: string }>('code'),
  resolveReference: ({ code }, context) => context.loaders.programme.load(code),
});

builder.queryField('programmes', (t) =>
  t.field({
    type: [Programme],
    description: '全部救助项目',
    resolve: (_, _args, context) => context.services.programmes.all(),
  }),
);
