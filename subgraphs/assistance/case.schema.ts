import { builder } from './builder.ts';
import { CASE_STATUS_LABELS, caseStatus } from './case-status.ts';
import type { Authorisation } from './case.service.ts';
import { CodeFilter, DateFilter } from './filter.schema.ts';
import { Programme } from './programme.schema.ts';

export const CaseStatusEnum = builder.enumType('CaseStatus', {
  description: '案件状态',
  values: {
    ACTIVE: { description: '在保' },
    IN_PUBLICITY: { description: '公示中' },
    UNDER_REVIEW: { description: '审核中' },
    ENDED: { description: '停保' },
  } as const,
});

const AuthorisationType = builder.objectRef<Authorisation>('Authorisation').implement({
  description: '授权书：家庭对经济状况核对的授权。无有效授权不比对经济信息。',
  authScopes: { can: 'CASE_READ' },
  fields: (t) => ({
    number: t.exposeString('number', { description: '授权书编号' }),
    until: t.expose('until', { type: 'Date', nullable: true, description: '授权有效期止' }),
    valid: t.exposeBoolean('valid', { description: '今天是否有效' }),
  }),
});

/** The household's own fields are the households subgraph's; this one adds its cases. */
const Household = builder
  .externalRef('Household', builder.selection<{ householdNo: string }>('householdNo'))
  .implement({
    fields: (t) => ({ householdNo: t.exposeID('householdNo', { description: '家庭编号' }) }),
  });

/** The street's own fields are the households subgraph's; this one adds what its cases amount to. */
export const Subdistrict = builder
  .externalRef('Subdistrict', builder.selection<{ code: string }>('code'))
  .implement({
    fields: (t) => ({ code: t.exposeID('code', { description: '区划代码（9 位）' }) }),
  });

export const Case = builder.prismaObject('Case', {
  description: '救助案件：一户家庭的一项救助。',
  authScopes: { can: 'CASE_READ' },
  fields: (t) => ({
    caseNo: t.exposeID('caseNo', { description: '案件编号' }),
    household: t.field({
      type: Household,
      nullable: true,
      description: '救助家庭',
      resolve: ({ householdNo }) => ({ householdNo }),
    }),
    householdNo: t.exposeString('householdNo', { description: '家庭编号' }),
    street: t.field({
      type: Subdistrict,
      nullable: true,
      description: '所在街道（乡镇）',
      resolve: ({ streetCode }) => ({ code: streetCode }),
    }),
    streetCode: t.exposeString('streetCode', { description: '街道区划代码' }),
    programme: t.field({
      type: Programme,
      nullable: true,
      description: '救助项目',
      resolve: (row, _args, context) => context.loaders.programme.load(row.programmeCode),
    }),
    status: t.field({
      type: CaseStatusEnum,
      description: '案件状态',
      resolve: (row) => caseStatus(row.status),
    }),
    statusLabel: t.string({
      description: '案件状态名称',
      resolve: (row) => CASE_STATUS_LABELS[caseStatus(row.status)],
    }),
    startMonth: t.expose('startMonth', {
      type: 'Date',
      description: '起保年月，以当月首日表示',
    }),
    monthlyAmountFen: t.expose('monthlyAmountFen', {
      type: 'Fen',
      description: '月保障金额（分）',
    }),
    coveredCount: t.exposeInt('coveredCount', { description: '保障人口数' }),
    lastCheckedOn: t.expose('lastCheckedOn', {
      type: 'Date',
      nullable: true,
      description: '最近核查日期',
    }),
    authorisation: t.field({
      type: AuthorisationType,
      nullable: true,
      description: '授权书',
      resolve: (row, _args, context) => context.services.cases.authorisation(row),
    }),
    rosterDate: t.expose('rosterDate', { type: 'Date', description: '所据台账日期' }),
    notListedSince: t.expose('notListedSince', {
      type: 'Date',
      nullable: true,
      description: '自何日起不再列入台账',
    }),
  }),
});

builder.asEntity(Case, {
  key: builder.selection<{ caseNo: string }>('caseNo'),
  resolveReference: ({ caseNo }, context) => context.loaders.case.load(caseNo),
});

builder.objectField(Household, 'cases', (t) =>
  t.field({
    type: [Case],
    description: '救助案件，含已停保的；起保晚的在前',
    resolve: ({ householdNo }, _args, context) =>
      context.loaders.casesOfHousehold.load(householdNo),
  }),
);

builder.objectField(Subdistrict, 'activeCaseCount', (t) =>
  t.int({
    nullable: true,
    description: '在保案件数；辖区以外不显示',
    resolve: ({ code }, _args, context) => context.loaders.activeCaseCount.load(code),
  }),
);

const CaseStatusFilter = builder.inputType('CaseStatusFilter', {
  description: '按案件状态筛选',
  fields: (t) => ({
    eq: t.field({ type: CaseStatusEnum, description: '等于' }),
    in: t.field({ type: [CaseStatusEnum], description: '属于其中之一' }),
  }),
});

const CaseFilter = builder.inputType('CaseFilter', {
  description: '救助案件的筛选条件；须同时满足。',
  fields: (t) => ({
    caseNo: t.field({ type: CodeFilter, description: '案件编号' }),
    householdNo: t.field({ type: CodeFilter, description: '家庭编号' }),
    streetCode: t.field({ type: CodeFilter, description: '街道区划代码' }),
    programmeCode: t.field({ type: CodeFilter, description: '救助项目代码' }),
    status: t.field({ type: CaseStatusFilter, description: '案件状态' }),
    startMonth: t.field({ type: DateFilter, description: '起保年月' }),
    lastCheckedOn: t.field({ type: DateFilter, description: '最近核查日期' }),
    authorisationValid: t.boolean({ description: '授权书今天是否有效' }),
  }),
});

builder.queryFields((t) => ({
  case: t.field({
    type: Case,
    nullable: true,
    description: '按案件编号查救助案件',
    authScopes: { can: 'CASE_READ' },
    args: { caseNo: t.arg.id({ required: true }) },
    resolve: (_, { caseNo }, context) => context.loaders.case.load(caseNo),
  }),
  cases: t.prismaConnection(
    {
      type: Case,
      cursor: 'caseNo',
      description: '救助案件列表，按案件编号排列',
      authScopes: { can: 'CASE_READ' },
      args: { filter: t.arg({ type: CaseFilter }) },
      resolve: (page, _, { filter }, { actor, services }) =>
        services.cases.list(actor, filter ?? {}, page),
      totalCount: (_, { filter }, { actor, services }) => services.cases.count(actor, filter ?? {}),
    },
    { name: 'CaseConnection', description: '救助案件列表的一页' },
    { name: 'CaseEdge' },
  ),
}));
