import { builder } from './builder.ts';
import { evidenceItems, type EvidenceItem } from './evidence.labels.ts';
import type { EvidenceRow } from './evidence.service.ts';
import { ExtractBatch } from './extract-batch.schema.ts';
import { sourceTitle } from './source-title.ts';

export const EvidenceItemType = builder.objectRef<EvidenceItem>('EvidenceItem').implement({
  description: '记录中的一项',
  fields: (t) => ({
    name: t.exposeString('name', { description: '项目代码' }),
    label: t.exposeString('label', { description: '项目名称' }),
    value: t.exposeString('value', { description: '内容' }),
  }),
});

export const AlertEvidence = builder.objectRef<EvidenceRow>('AlertEvidence').implement({
  description: '预警所据的一条部门记录：只保留规则用到的几项。',
  fields: (t) => ({
    source: t.exposeString('source', { description: '数据来源代码' }),
    sourceTitle: t.string({
      description: '数据来源名称',
      resolve: ({ source }) => sourceTitle(source),
    }),
    batchId: t.exposeID('batchId', { description: '批次编号' }),
    period: t.string({ description: '数据期间', resolve: ({ batch }) => batch.period }),
    receivedAt: t.field({
      type: 'DateTime',
      description: '批次接收时刻',
      resolve: ({ batch }) => batch.receivedAt,
    }),
    batch: t.field({
      type: ExtractBatch,
      nullable: true,
      description: '批次；无权查看批次的岗位不显示',
      resolve: ({ batchId }, _args, { loaders }) => loaders.batch.load(batchId),
    }),
    rowNo: t.exposeInt('rowNo', { description: '行号，首个数据行为 1' }),
    standing: t.boolean({
      description: '是否仍有效；批次被更正取代后为否',
      // The fact itself holds until the correction is compared.
      resolve: ({ standing, batch }) => standing && batch.status !== 'SUPERSEDED',
    }),
    data: t.field({
      type: [EvidenceItemType],
      description: '记录内容',
      resolve: ({ data }) => evidenceItems(data),
    }),
  }),
});
