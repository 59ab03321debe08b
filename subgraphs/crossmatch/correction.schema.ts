import { Alert } from './alert.schema.ts';
import { builder } from './builder.ts';
import { codeIn, codeOrNull, labelOf, labelOrNull } from './codes.ts';
import { CORRECTION_OUTCOME, CORRECTION_STATUS } from './correction.labels.ts';
import { Department } from './department.schema.ts';
import { enumValues } from './enum-values.ts';
import { ExtractBatch } from './extract-batch.schema.ts';
import { sourceTitle } from './source-title.ts';

export const CorrectionStatus = builder.enumType('CorrectionStatus', {
  description: '数据更正单状态',
  values: enumValues(CORRECTION_STATUS),
});

export const CorrectionOutcome = builder.enumType('CorrectionOutcome', {
  description: '来源部门答复',
  values: enumValues(CORRECTION_OUTCOME),
});

export const CorrectionTicket = builder.prismaObject('CorrectionTicket', {
  description: '数据更正单：请来源部门核对自己的一条记录。对联络员不显示救助对象与预警。',
  authScopes: { can: 'CORRECTION_READ' },
  fields: (t) => ({
    ticketNo: t.exposeID('ticketNo', { description: '更正单编号' }),
    department: t.field({
      type: Department,
      nullable: true,
      description: '来源部门',
      resolve: ({ departmentCode }, _args, { loaders }) => loaders.department.load(departmentCode),
    }),
    source: t.exposeString('source', { description: '数据来源代码' }),
    sourceTitle: t.string({
      description: '数据来源名称',
      resolve: ({ source }) => sourceTitle(source),
    }),
    batchId: t.exposeID('batchId', { description: '批次编号' }),
    batch: t.field({
      type: ExtractBatch,
      nullable: true,
      description: '批次；无权查看批次的岗位不显示',
      resolve: ({ batchId }, _args, { loaders }) => loaders.batch.load(batchId),
    }),
    rowNo: t.exposeInt('rowNo', { description: '行号，首个数据行为 1' }),
    field: t.exposeString('field', { nullable: true, description: '疑似有误的列' }),
    statement: t.exposeString('statement', { description: '错在哪里' }),
    status: t.field({
      type: CorrectionStatus,
      description: '状态',
      resolve: ({ status }) => codeIn(CORRECTION_STATUS, status),
    }),
    statusLabel: t.string({
      description: '状态名称',
      resolve: ({ status }) => labelOf(CORRECTION_STATUS, status),
    }),
    outcome: t.field({
      type: CorrectionOutcome,
      nullable: true,
      description: '答复',
      resolve: ({ outcome }) => codeOrNull(CORRECTION_OUTCOME, outcome),
    }),
    outcomeLabel: t.string({
      nullable: true,
      description: '答复名称',
      resolve: ({ outcome }) => labelOrNull(CORRECTION_OUTCOME, outcome),
    }),
    answer: t.exposeString('answer', { nullable: true, description: '答复说明' }),
    openedAt: t.expose('openedAt', { type: 'DateTime', description: '开具时刻' }),
    answeredAt: t.expose('answeredAt', {
      type: 'DateTime',
      nullable: true,
      description: '答复时刻',
    }),
    alert: t.field({
      type: Alert,
      nullable: true,
      description: '所涉预警；由异议开具的没有；来源部门不显示',
      resolve: ({ alertNo }, _args, { loaders }) =>
        alertNo === null ? null : loaders.alert.load(alertNo),
    }),
  }),
});

builder.prismaObjectField(Alert, 'corrections', (t) =>
  t.field({
    type: [CorrectionTicket],
    description: '由此开具的数据更正单',
    resolve: ({ alertNo }, _args, { loaders }) => loaders.corrections.load(alertNo),
  }),
);
