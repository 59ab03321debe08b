import { resolveCursorConnection } from '@pothos/plugin-relay';
import { SET_ASIDE_LABELS } from '../../kernel/tabular/contract.ts';
import { BATCH_ORDER } from './extract-batch.service.ts';
import { builder } from './builder.ts';
import { timeConnection, totalOf } from './connection.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { Department } from './department.schema.ts';
import { BatchStatus, ExtractBatch, SetAsideReason } from './extract-batch.schema.ts';
import { CodeFilter } from './filter.schema.ts';
import type { SetAsidePlace } from './set-aside-row.service.ts';

const SetAsideRow = builder.objectRef<SetAsidePlace>('SetAsideRow').implement({
  description: '被搁置的行：只列行号与原因，内容须按模板下载。',
  fields: (t) => ({
    rowNo: t.exposeInt('rowNo', { description: '行号，首个数据行为 1' }),
    reason: t.field({ type: SetAsideReason, description: '原因', resolve: ({ code }) => code }),
    reasonLabel: t.string({
      description: '原因名称',
      resolve: ({ code }) => SET_ASIDE_LABELS[code],
    }),
    column: t.exposeString('column', { nullable: true, description: '所在列' }),
  }),
});

const BatchStatusFilter = builder.inputType('BatchStatusFilter', {
  description: '按批次状态筛选',
  fields: (t) => ({
    eq: t.field({ type: BatchStatus, description: '等于' }),
    in: t.field({ type: [BatchStatus], description: '属于其中之一' }),
  }),
});

const ExtractBatchFilter = builder.inputType('ExtractBatchFilter', {
  description: '批次的筛选条件；须同时满足。',
  fields: (t) => ({
    departmentCode: t.field({ type: CodeFilter, description: '部门代码' }),
    source: t.field({ type: CodeFilter, description: '数据来源代码' }),
    period: t.field({ type: CodeFilter, description: '数据期间' }),
    status: t.field({ type: BatchStatusFilter, description: '状态' }),
  }),
});

const ExtractBatchConnection = builder.connectionObject(
  {
    type: ExtractBatch,
    name: 'ExtractBatchConnection',
    description: '部门数据批次的一页',
    fields: (t) => ({ totalCount: t.int({ description: '共几批', resolve: totalOf }) }),
  },
  { name: 'ExtractBatchEdge' },
);

builder.queryFields((t) => ({
  extractBatch: t.field({
    type: ExtractBatch,
    nullable: true,
    description: '按批次编号查部门数据批次',
    authScopes: { can: 'BATCH_READ' },
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, { loaders }) => loaders.batch.load(id),
  }),
  extractBatches: t.connection(
    {
      type: ExtractBatch,
      description: '部门数据批次，新接收的在前；联络员只见本单位',
      authScopes: { can: 'BATCH_READ' },
      args: { filter: t.arg({ type: ExtractBatchFilter }) },
      resolve: (_, { filter, ...args }, { actor, services }) =>
        timeConnection(
          BATCH_ORDER,
          args,
          (stretch) => services.batches.list(actor, filter ?? {}, stretch),
          () => services.batches.count(actor, filter ?? {}),
        ),
    },
    ExtractBatchConnection,
  ),
}));

builder.prismaObjectFields(ExtractBatch, (t) => ({
  supersededBy: t.field({
    type: ExtractBatch,
    nullable: true,
    description: '取代它的更正批次',
    resolve: ({ supersededById }, _args, { loaders }) =>
      supersededById === null ? null : loaders.batch.load(supersededById),
  }),
  setAsideRows: t.connection(
    {
      type: SetAsideRow,
      description: '被搁置的行，按行号',
      resolve: async ({ id }, args, { loaders }) => ({
        ...(await resolveCursorConnection<Promise<SetAsidePlace[]>>(
          { args, toCursor: (row) => toCursor(String(row.rowNo)) },
          ({ after, before, limit, inverted }) =>
            loaders
              .setAsideRows({
                after: rowOf('after', after),
                before: rowOf('before', before),
                limit,
                inverted,
              })
              .load(id),
        )),
        totalCount: (await loaders.setAsideCount.load(id)) ?? 0,
      }),
    },
    {
      name: 'SetAsideRowConnection',
      description: '被搁置的行的一页',
      fields: (c) => ({ totalCount: c.exposeInt('totalCount', { description: '共几行' }) }),
    },
    { name: 'SetAsideRowEdge' },
  ),
}));

builder.prismaObjectField(Department, 'batches', (t) =>
  t.connection(
    {
      type: ExtractBatch,
      description: '报送的批次，新接收的在前',
      authScopes: { can: 'BATCH_READ' },
      resolve: ({ code }, args, { loaders }) =>
        timeConnection(
          BATCH_ORDER,
          args,
          (stretch) => loaders.departmentBatches(stretch).load(code),
          async () => (await loaders.departmentBatchCount.load(code)) ?? 0,
        ),
    },
    ExtractBatchConnection,
  ),
);

function rowOf(argument: string, cursor: string | null | undefined): number | null {
  return fromCursor(argument, cursor, ([row = '', ...rest]) =>
    rest.length === 0 && /^\d{1,9}$/.test(row) ? Number(row) : null,
  );
}
