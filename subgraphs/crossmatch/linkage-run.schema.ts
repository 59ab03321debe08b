import { builder } from './builder.ts';
import { driftNote, DRIFT_KIND } from './linkage-drift.labels.ts';
import { enumValues } from './enum-values.ts';
import type { Drift } from './linkage/drift.ts';
import { profileSchema } from './linkage/profile.ts';

const DriftKind = builder.enumType('LinkageDriftKind', {
  description: '漂移种类',
  values: enumValues(DRIFT_KIND),
});

const LinkageDrift = builder.objectRef<Drift>('LinkageDrift').implement({
  description: '模型漂移：一个批次在某一方面与该来源以往批次明显不同，宜查明原因，必要时重新训练。',
  fields: (t) => ({
    kind: t.field({ type: DriftKind, description: '种类', resolve: ({ kind }) => kind }),
    subject: t.exposeString('subject', { description: '比较项、字段或分块规则' }),
    value: t.exposeFloat('value', { description: '测得的值' }),
    limit: t.exposeFloat('limit', { description: '上限（政策参数）' }),
    text: t.string({ description: '说明', resolve: (drift) => driftNote(drift, 'zh') }),
  }),
});

export const LinkageRun = builder.prismaObject('LinkageRun', {
  description: '打分记录：一个批次用哪个模型打分、数据分布是否漂移；只有计数，不含个人信息。',
  authScopes: { can: 'RUN_READ' },
  fields: (t) => ({
    runId: t.exposeID('runId', { description: '比对任务' }),
    batchId: t.exposeID('batchId', { description: '批次' }),
    modelId: t.exposeID('modelId', { description: '模型' }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: '打分时刻' }),
    records: t.int({
      description: '打分的记录数',
      resolve: ({ profile }) => profileSchema.parse(profile).left.records,
    }),
    drift: t.field({
      type: [LinkageDrift],
      description: '漂移；空为没有',
      resolve: ({ drift }) => drift as Drift[],
    }),
  }),
});
