import { builder } from './builder.ts';
import { CASE_STATUS_LABELS, caseStatus } from './case-status.ts';
import { CaseStatusEnum, Subdistrict } from './case.schema.ts';
import { Programme } from './programme.schema.ts';
import type { StreetStatistics } from './street-statistics.service.ts';

const DimensionEnum = builder.enumType('StatisticsDimension', {
  description: '统计口径',
  values: {
    STREET: { description: '按街道' },
    PROGRAMME: { description: '按救助项目' },
    STATUS: { description: '按案件状态' },
  } as const,
});

const StreetStatisticsType = builder.objectRef<StreetStatistics>('StreetStatistics').implement({
  description: '街道统计：某月台账的案件数、保障人数和金额；不含个人信息。',
  fields: (t) => ({
    month: t.expose('month', { type: 'Date', description: '月份，以当月首日表示' }),
    streetCode: t.exposeString('streetCode', { nullable: true, description: '街道区划代码' }),
    street: t.field({
      type: Subdistrict,
      nullable: true,
      description: '街道（乡镇）',
      resolve: ({ streetCode }) => (streetCode === null ? null : { code: streetCode }),
    }),
    programmeCode: t.exposeString('programmeCode', { nullable: true, description: '项目代码' }),
    programme: t.field({
      type: Programme,
      nullable: true,
      description: '救助项目',
      resolve: ({ programmeCode }, _args, context) =>
        programmeCode === null ? null : context.loaders.programme.load(programmeCode),
    }),
    status: t.field({
      type: CaseStatusEnum,
      nullable: true,
      description: '案件状态',
      resolve: ({ status }) => (status === null ? null : caseStatus(status)),
    }),
    label: t.string({
      description: '本行的名称',
      resolve: async ({ streetCode, programmeCode, status }, _args, context) => {
        const programme =
          programmeCode === null ? null : await context.loaders.programme.load(programmeCode);
        const parts = [
          streetCode,
          programme?.nameZh ?? programmeCode,
          status === null ? null : CASE_STATUS_LABELS[caseStatus(status)],
        ];
        return parts.filter((part) => part !== null).join(' · ') || '合计';
      },
    }),
    cases: t.exposeInt('cases', { description: '案件数' }),
    people: t.exposeInt('people', { description: '保障人数' }),
    amountFen: t.expose('amountFen', {
      type: 'Fen',
      description: '月保障金额合计（分）',
    }),
    asOf: t.expose('asOf', { type: 'Date', description: '台账日期' }),
    source: t.exposeString('source', { description: '台账文件' }),
  }),
});

builder.queryField('streetStatistics', (t) =>
  t.field({
    type: [StreetStatisticsType],
    description: '街道统计：该月台账现在的数字；不给月份则取最近一次台账。分析员用案件统计',
    authScopes: { can: 'CASE_READ' },
    args: {
      month: t.arg({ type: 'Date', description: '该月任一天' }),
      groupBy: t.arg({
        type: [DimensionEnum],
        required: true,
        defaultValue: ['STREET', 'PROGRAMME'],
      }),
    },
    resolve: (_, args, context) => context.services.streetStatistics.ofMonth(context.actor, args),
  }),
);
