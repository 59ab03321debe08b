import { SET_ASIDE_LABELS } from '../../kernel/tabular/contract.ts';
import { builder } from './builder.ts';
import { codeIn, labelOf } from './codes.ts';
import { Department } from './department.schema.ts';
import { enumValues } from './enum-values.ts';
import { BATCH_MODE, BATCH_STATUS } from './extract-batch.labels.ts';
import {
  rejection,
  setAsideCounts,
  textList,
  type Rejection,
  type SetAsideCount,
} from './extract-batch.ts';
import { matchCounts, MatchCountsType } from './match-counts.schema.ts';
import { sourceTitle } from './source-title.ts';

export const BatchStatus = builder.enumType('BatchStatus', {
  description: '批次状态',
  values: enumValues(BATCH_STATUS),
});

const BatchMode = builder.enumType('BatchMode', {
  description: '报送方式',
  values: enumValues(BATCH_MODE),
});

export const SetAsideReason = builder.enumType('SetAsideReason', {
  description: '行被搁置的原因',
  values: enumValues(SET_ASIDE_LABELS),
});

const SetAsideCountType = builder.objectRef<SetAsideCount>('SetAsideCount').implement({
  description: '一种原因搁置的行数',
  fields: (t) => ({
    reason: t.field({ type: SetAsideReason, description: '原因', resolve: ({ code }) => code }),
    reasonLabel: t.string({
      description: '原因名称',
      resolve: ({ code }) => SET_ASIDE_LABELS[code],
    }),
    count: t.exposeInt('count', { description: '行数' }),
  }),
});

const RejectionType = builder.objectRef<Rejection>('Rejection').implement({
  description: '整份文件拒收的原因',
  fields: (t) => ({
    code: t.exposeString('code', { description: '代码' }),
    message: t.exposeString('message', { description: '说明' }),
    column: t.exposeString('column', { nullable: true, description: '列名' }),
    byteOffset: t.exposeInt('byteOffset', { nullable: true, description: '文件中的字节位置' }),
  }),
});

const DeletionRecord = builder.prismaObject('DeletionRecord', {
  description: '删除记录：到期清除的条数，不记内容。',
  fields: (t) => ({
    deletedAt: t.expose('deletedAt', { type: 'DateTime', description: '删除时刻' }),
    deletedRows: t.exposeInt('deletedRows', { description: '删除的行数' }),
    deletedSetAside: t.exposeInt('deletedSetAside', { description: '删除的搁置行数' }),
    // As many as matched: a department that sends a person's record would learn whether they receive assistance.
    keptFacts: t.exposeInt('keptFacts', {
      nullable: true,
      description: '作为预警依据保留的记录数；来源部门不显示',
      authScopes: { can: 'RUN_READ' },
    }),
    basis: t.exposeString('basis', { description: '依据的政策参数' }),
  }),
});

export const ExtractBatch = builder.prismaObject('ExtractBatch', {
  description: '部门数据批次：一个部门一次报送的一个文件。',
  authScopes: { can: 'BATCH_READ' },
  fields: (t) => ({
    id: t.exposeID('id'),
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
    fileName: t.exposeString('fileName', { description: '文件名' }),
    period: t.exposeString('period', { description: '数据期间' }),
    serial: t.exposeInt('serial', { description: '同期第几份' }),
    mode: t.field({
      type: BatchMode,
      description: '报送方式',
      resolve: ({ mode }) => codeIn(BATCH_MODE, mode),
    }),
    modeLabel: t.string({
      description: '报送方式名称',
      resolve: ({ mode }) => labelOf(BATCH_MODE, mode),
    }),
    status: t.field({
      type: BatchStatus,
      description: '状态',
      resolve: ({ status }) => codeIn(BATCH_STATUS, status),
    }),
    statusLabel: t.string({
      description: '状态名称',
      resolve: ({ status }) => labelOf(BATCH_STATUS, status),
    }),
    holdReason: t.exposeString('holdReason', { nullable: true, description: '待人工确认的原因' }),
    rejection: t.field({
      type: RejectionType,
      nullable: true,
      description: '整份拒收的原因；未拒收的为空',
      resolve: ({ error }) => rejection(error),
    }),
    notices: t.stringList({
      description: '接收时的提示',
      resolve: ({ notices }) => textList(notices),
    }),
    rows: t.exposeInt('rows', { description: '数据行数' }),
    accepted: t.exposeInt('accepted', { description: '接收行数' }),
    setAside: t.exposeInt('setAside', { description: '搁置行数' }),
    setAsideByReason: t.field({
      type: [SetAsideCountType],
      description: '搁置行数，按原因',
      resolve: ({ setAsideByCode }) => setAsideCounts(setAsideByCode),
    }),
    asOf: t.expose('asOf', { type: 'Date', description: '接收基准日' }),
    receivedAt: t.expose('receivedAt', { type: 'DateTime', description: '接收时刻' }),
    matchCounts: t.field({
      type: MatchCountsType,
      nullable: true,
      description: '比对计数；尚未比对的为空',
      authScopes: { can: 'RUN_READ' },
      resolve: (batch) => (batch.matchCounts === null ? null : matchCounts(batch.matchCounts)),
    }),
    deletion: t.field({
      type: DeletionRecord,
      nullable: true,
      description: '删除记录；尚未清除的为空',
      resolve: ({ id }, _args, { loaders }) => loaders.deletion.load(id),
    }),
  }),
});

builder.asEntity(ExtractBatch, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, { loaders }) => loaders.batch.load(id),
});
