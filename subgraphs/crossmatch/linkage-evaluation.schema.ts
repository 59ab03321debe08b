import { builder } from './builder.ts';
import type { EvaluationReport } from './linkage/evaluation-report.ts';
import type { Quality, Share } from './linkage/intervals.ts';

const LinkageShare = builder.objectRef<Share>('LinkageShare').implement({
  description: '比例及其 95% 区间；无可计数时为空',
  fields: (t) => ({
    value: t.exposeFloat('value', { nullable: true, description: '比例，0 至 1' }),
    low: t.exposeFloat('low', { nullable: true, description: '区间下限' }),
    high: t.exposeFloat('high', { nullable: true, description: '区间上限' }),
  }),
});

const LinkageQuality = builder.objectRef<Quality>('LinkageQuality').implement({
  description: '判为同一人的记录对与标准答案相比',
  fields: (t) => ({
    truePositives: t.exposeInt('truePositives', { description: '判对的对数' }),
    falsePositives: t.exposeInt('falsePositives', { description: '误判的对数' }),
    falseNegatives: t.exposeInt('falseNegatives', { description: '漏判的对数' }),
    precision: t.field({ type: LinkageShare, description: '查准率', resolve: (q) => q.precision }),
    recall: t.field({ type: LinkageShare, description: '查全率', resolve: (q) => q.recall }),
    f1: t.field({ type: LinkageShare, description: 'F1 值', resolve: (q) => q.f1 }),
  }),
});

const LinkageGroupQuality = builder
  .objectRef<EvaluationReport['groups'][number]>('LinkageGroupQuality')
  .implement({
    description: '某一人群的判别质量，如无证件号码者、老年人、同名同日者',
    fields: (t) => ({
      group: t.string({ description: '人群', resolve: ({ value }) => value }),
      pairs: t.field({ type: LinkageQuality, description: '质量', resolve: ({ pairs }) => pairs }),
    }),
  });

const LinkageThreshold = builder
  .objectRef<EvaluationReport['thresholds'][number]>('LinkageThreshold')
  .implement({
    description: '以某一分数为界时的判别质量',
    fields: (t) => ({
      bits: t.float({ description: '分数（比特）', resolve: ({ weight }) => weight / 1000 }),
      probability: t.exposeFloat('probability', { description: '对应的概率' }),
      pairs: t.field({ type: LinkageQuality, description: '质量', resolve: ({ pairs }) => pairs }),
    }),
  });

const LinkageEvaluatedData = builder
  .objectRef<EvaluationReport['data'][number]>('LinkageEvaluatedData')
  .implement({
    description: '评估所用的一组数据',
    fields: (t) => ({
      description: t.exposeString('description', { description: '数据来历' }),
      records: t.int({ description: '记录数', resolve: ({ left }) => left }),
      persons: t.int({ nullable: true, description: '人员数', resolve: ({ right }) => right }),
      pairs: t.field({ type: LinkageQuality, description: '质量', resolve: ({ pairs }) => pairs }),
    }),
  });

export const LinkageEvaluation = builder
  .objectRef<EvaluationReport>('LinkageEvaluation')
  .implement({
    description: '评估报告：模型在未参与训练的数据上的表现；没有报告的模型不能启用。',
    fields: (t) => ({
      pairs: t.field({ type: LinkageQuality, description: '质量', resolve: ({ pairs }) => pairs }),
      blockingRecall: t.field({
        type: LinkageShare,
        description: '分块查全率：真实的对中有多少进入了打分',
        resolve: ({ blockingRecall }) => blockingRecall,
      }),
      reviewPerThousandRecords: t.exposeFloat('reviewPerThousandRecords', {
        nullable: true,
        description: '每千条记录须人工复核的对数',
      }),
      groups: t.field({
        type: [LinkageGroupQuality],
        description: '分人群的质量',
        resolve: ({ groups }) => groups,
      }),
      thresholds: t.field({
        type: [LinkageThreshold],
        description: '分界对照表',
        resolve: ({ thresholds }) => thresholds,
      }),
      data: t.field({
        type: [LinkageEvaluatedData],
        description: '评估数据',
        resolve: ({ data }) => data,
      }),
    }),
  });
