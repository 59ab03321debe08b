import { builder } from './builder.ts';
import { ResidentsCommittee, Subdistrict } from './area.schema.ts';
import { CodeFilter, TextFilter } from './filter.schema.ts';
import { Person } from './person.schema.ts';

export const Household = builder.prismaObject('Household', {
  description: '救助家庭：街道台账上的一户，不等于户籍上的户。',
  authScopes: { can: 'HOUSEHOLD_READ' },
  fields: (t) => ({
    householdNo: t.exposeID('householdNo', { description: '家庭编号' }),
    category: t.exposeString('category', { nullable: true, description: '家庭类别' }),
    hukouAddress: t.exposeString('hukouAddress', { nullable: true, description: '户籍地址' }),
    residenceAddress: t.exposeString('residenceAddress', {
      nullable: true,
      description: '居住地址',
    }),
    streetCode: t.exposeString('streetCode', { description: '街道区划代码（9 位）' }),
    street: t.field({
      type: Subdistrict,
      nullable: true,
      description: '所在街道（乡镇）',
      resolve: (row, _args, context) => context.loaders.area.load(row.streetCode),
    }),
    committeeCode: t.exposeString('committeeCode', {
      description: '居（村）委会区划代码（12 位）',
    }),
    committeeName: t.exposeString('committeeName', {
      nullable: true,
      description: '居（村）委会名称，照台账所写',
    }),
    committee: t.field({
      type: ResidentsCommittee,
      nullable: true,
      description: '所在居（村）委会',
      resolve: (row, _args, context) => context.loaders.area.load(row.committeeCode),
    }),
    head: t.field({
      type: Person,
      nullable: true,
      description: '户主',
      resolve: ({ headPersonId }, _args, context) =>
        headPersonId === null ? null : context.loaders.person.load(headPersonId),
    }),
    firstSeenOn: t.expose('firstSeenOn', { type: 'Date', description: '首次列入台账的日期' }),
    endedOn: t.expose('endedOn', {
      type: 'Date',
      nullable: true,
      description: '自何日起不再列入台账',
    }),
  }),
});

builder.asEntity(Household, {
  key: builder.selection<{ householdNo: string }>('householdNo'),
  resolveReference: ({ householdNo }, context) => context.loaders.household.load(householdNo),
});

const HouseholdFilter = builder.inputType('HouseholdFilter', {
  description: '救助家庭的筛选条件；须同时满足。',
  fields: (t) => ({
    householdNo: t.field({ type: CodeFilter, description: '家庭编号' }),
    streetCode: t.field({ type: CodeFilter, description: '街道区划代码' }),
    committeeCode: t.field({ type: CodeFilter, description: '居（村）委会区划代码' }),
    category: t.field({ type: TextFilter, description: '家庭类别' }),
    hasCoveredMembers: t.boolean({ description: '是否有保障对象' }),
    ended: t.boolean({ description: '是否已不再列入台账；默认否' }),
  }),
});

builder.queryFields((t) => ({
  household: t.field({
    type: Household,
    nullable: true,
    description: '按家庭编号查救助家庭',
    authScopes: { can: 'HOUSEHOLD_READ' },
    args: { householdNo: t.arg.id({ required: true }) },
    resolve: (_, { householdNo }, context) => context.loaders.household.load(householdNo),
  }),
  households: t.prismaConnection(
    {
      type: Household,
      cursor: 'householdNo',
      description: '救助家庭列表，按家庭编号排列',
      authScopes: { can: 'HOUSEHOLD_READ' },
      args: { filter: t.arg({ type: HouseholdFilter }) },
      resolve: (page, _, { filter }, { actor, services }) =>
        services.households.list(actor, filter ?? {}, page),
      totalCount: (_, { filter }, { actor, services }) =>
        services.households.count(actor, filter ?? {}),
    },
    { name: 'HouseholdConnection', description: '救助家庭列表的一页' },
    { name: 'HouseholdEdge' },
  ),
}));
