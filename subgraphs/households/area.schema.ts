import type { Area } from '../../prisma/generated/client/client.ts';
import type { AreaLevel } from './area.service.ts';
import { builder } from './builder.ts';

const District = builder.prismaObject('Area', {
  variant: 'District',
  description: '区（县）：区划代码 6 位；已撤销的旧区划保留失效日期。',
  fields: (t) => ({
    code: t.exposeID('code', { description: '区划代码（6 位）' }),
    name: t.exposeString('name', { description: '名称' }),
    validFrom: t.expose('validFrom', { type: 'Date', nullable: true, description: '生效日期' }),
    validTo: t.expose('validTo', { type: 'Date', nullable: true, description: '失效日期' }),
  }),
});

export const Subdistrict = builder.prismaObject('Area', {
  variant: 'Subdistrict',
  description: '街道（乡镇）：区划代码 9 位。',
  fields: (t) => ({
    code: t.exposeID('code', { description: '区划代码（9 位）' }),
    name: t.exposeString('name', { description: '名称' }),
    district: t.field({
      type: District,
      nullable: true,
      description: '所属区（县）',
      resolve: (area, _args, context) => context.loaders.area.load(area.code.slice(0, 6)),
    }),
    householdCount: t.int({
      nullable: true,
      description: '在册救助家庭户数；辖区以外不显示',
      resolve: (area, _args, context) => context.loaders.householdCount.load(area.code),
    }),
  }),
});

export const ResidentsCommittee = builder.prismaObject('Area', {
  variant: 'ResidentsCommittee',
  description: '居（村）委会：区划代码 12 位。',
  fields: (t) => ({
    code: t.exposeID('code', { description: '区划代码（12 位）' }),
    name: t.exposeString('name', { description: '名称' }),
    subdistrict: t.field({
      type: Subdistrict,
      nullable: true,
      description: '所属街道（乡镇）',
      resolve: (area, _args, context) => context.loaders.area.load(area.code.slice(0, 9)),
    }),
    householdCount: t.int({
      nullable: true,
      description: '在册救助家庭户数；辖区以外不显示',
      resolve: (area, _args, context) => context.loaders.householdCount.load(area.code),
    }),
  }),
});

builder.prismaObjectField(District, 'subdistricts', (t) =>
  t.field({
    type: [Subdistrict],
    description: '下辖街道（乡镇）',
    resolve: (area, _args, context) => context.loaders.subdistricts.load(area.code),
  }),
);

builder.prismaObjectField(Subdistrict, 'committees', (t) =>
  t.field({
    type: [ResidentsCommittee],
    description: '下辖居（村）委会',
    resolve: (area, _args, context) => context.loaders.committees.load(area.code),
  }),
);

builder.asEntity(Subdistrict, {
  key: builder.selection<{ code: string }>('code'),
  resolveReference: async ({ code }, context) =>
    ofLevel('SUBDISTRICT', await context.loaders.area.load(code)),
});

builder.asEntity(ResidentsCommittee, {
  key: builder.selection<{ code: string }>('code'),
  resolveReference: async ({ code }, context) =>
    ofLevel('COMMITTEE', await context.loaders.area.load(code)),
});

builder.queryFields((t) => ({
  districts: t.field({
    type: [District],
    description: '已知的区（县），含已撤销的旧区划',
    resolve: (_, _args, context) => context.services.areas.ofLevel('DISTRICT'),
  }),
  subdistricts: t.field({
    type: [Subdistrict],
    description: '全部街道（乡镇）',
    resolve: (_, _args, context) => context.services.areas.ofLevel('SUBDISTRICT'),
  }),
  subdistrict: t.field({
    type: Subdistrict,
    nullable: true,
    description: '按区划代码（9 位）查街道（乡镇）',
    args: { code: t.arg.id({ required: true }) },
    resolve: async (_, { code }, context) =>
      ofLevel('SUBDISTRICT', await context.loaders.area.load(code)),
  }),
  residentsCommittee: t.field({
    type: ResidentsCommittee,
    nullable: true,
    description: '按区划代码（12 位）查居（村）委会',
    args: { code: t.arg.id({ required: true }) },
    resolve: async (_, { code }, context) =>
      ofLevel('COMMITTEE', await context.loaders.area.load(code)),
  }),
}));

function ofLevel(level: AreaLevel, area: Area | null): Area | null {
  return area?.level === level ? area : null;
}
