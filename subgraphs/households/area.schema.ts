import { builder } from './builder.ts';

export const Subdistrict = builder.prismaObject('Area', {
  variant: 'Subdistrict',
  description: '街道（乡镇）：区划代码 9 位。',
  fields: (t) => ({
    code: t.exposeID('code', { description: '区划代码（9 位）' }),
    name: t.exposeString('name', { description: '名称' }),
  }),
});

builder.asEntity(Subdistrict, {
  key: builder.selection<{ code: string }>('code'),
  resolveReference: async ({ code }, context) => context.loaders.area.load(code),
});

builder.queryFields((t) => ({
  subdistricts: t.field({
    type: [Subdistrict],
    description: '本区全部街道（乡镇）',
    resolve: (_, _args, context) => context.services.areas.ofLevel('SUBDISTRICT'),
  }),
}));
