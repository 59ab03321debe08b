import { builder } from './builder.ts';
import { codeIn, labelOf } from './codes.ts';
import { CorrectionTicket } from './correction.schema.ts';
import { enumValues } from './enum-values.ts';
import { DueDerivationType } from './explanation.schema.ts';
import { dueDerivation } from './explanation.ts';
import { Household, Person, Subdistrict } from './external.schema.ts';
import { OBJECTION_GROUND, OBJECTION_STATUS } from './objection.labels.ts';
import { sourceTitle } from './source-title.ts';

export const ObjectionStatus = builder.enumType('ObjectionStatus', {
  description: '异议状态',
  values: enumValues(OBJECTION_STATUS),
});

export const ObjectionGroundCode = builder.enumType('ObjectionGround', {
  description: '异议理由',
  values: enumValues(OBJECTION_GROUND),
});

const ObjectionRecord = builder.prismaObject('ObjectionRecord', {
  description: '被提出异议的一条部门记录',
  fields: (t) => ({
    source: t.exposeString('source', { description: '数据来源代码' }),
    sourceTitle: t.string({
      description: '数据来源名称',
      resolve: ({ source }) => sourceTitle(source),
    }),
    batchId: t.exposeID('batchId', { description: '批次编号' }),
    rowNo: t.exposeInt('rowNo', { description: '行号，首个数据行为 1' }),
  }),
});

export const Objection = builder.prismaObject('Objection', {
  description:
    '异议：救助对象认为某条部门记录不是本人的，或内容有误。办结之前该记录不作为认定属实的依据，不产生新的预警。',
  authScopes: { can: 'OBJECTION_READ' },
  fields: (t) => ({
    objectionNo: t.exposeID('objectionNo', { description: '异议编号，可在电话中念出' }),
    person: t.field({
      type: Person,
      nullable: true,
      description: '提出异议的救助对象',
      resolve: ({ personId }) => ({ id: personId }),
    }),
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
      description: '受理的街道（乡镇）',
      resolve: ({ streetCode }) => ({ code: streetCode }),
    }),
    ground: t.field({
      type: ObjectionGroundCode,
      description: '理由',
      resolve: ({ ground }) => codeIn(OBJECTION_GROUND, ground),
    }),
    groundLabel: t.string({
      description: '理由名称',
      resolve: ({ ground }) => labelOf(OBJECTION_GROUND, ground),
    }),
    statement: t.exposeString('statement', { description: '陈述' }),
    receivedOn: t.expose('receivedOn', { type: 'Date', description: '收到日期' }),
    receivedBy: t.exposeString('receivedBy', { description: '受理账号' }),
    dueOn: t.expose('dueOn', {
      type: 'Date',
      nullable: true,
      description: '办结期限；空为工作日历尚未加载',
    }),
    dueDerivation: t.field({
      type: DueDerivationType,
      nullable: true,
      description: '期限的由来',
      resolve: (objection) => dueDerivation(objection.dueDerivation),
    }),
    overdue: t.boolean({
      description: '是否已逾期',
      resolve: (objection, _args, { services }) => services.objections.isOverdue(objection),
    }),
    status: t.field({
      type: ObjectionStatus,
      description: '状态',
      resolve: ({ status }) => codeIn(OBJECTION_STATUS, status),
    }),
    statusLabel: t.string({
      description: '状态名称',
      resolve: ({ status }) => labelOf(OBJECTION_STATUS, status),
    }),
    decidedBy: t.exposeString('decidedBy', { nullable: true, description: '办结账号' }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: '办结时刻',
    }),
    decisionNote: t.exposeString('decisionNote', { nullable: true, description: '决定及理由' }),
    records: t.field({
      type: [ObjectionRecord],
      description: '所涉记录',
      resolve: ({ objectionNo }, _args, { loaders }) => loaders.objectionRecords.load(objectionNo),
    }),
    corrections: t.field({
      type: [CorrectionTicket],
      description: '异议成立后开具的数据更正单',
      resolve: ({ objectionNo }, _args, { loaders }) => loaders.objectionTickets.load(objectionNo),
    }),
  }),
});

builder.objectFields(Person, (t) => ({
  objections: t.field({
    type: [Objection],
    description: '本人提出的异议，旧的在前；辖区以外不显示',
    authScopes: { can: 'OBJECTION_READ' },
    resolve: ({ id }, _args, { loaders }) => loaders.objectionsOfPerson.load(id),
  }),
}));
