import type { LinkageModel as StoredModel } from '../../prisma/generated/client/client.ts';
import { builder } from './builder.ts';
import { enumValues } from './enum-values.ts';
import { LinkageEvaluation } from './linkage-evaluation.schema.ts';
import { MODEL_STATUS, modelStatus } from './linkage-model.labels.ts';
import { LinkageRun } from './linkage-run.schema.ts';
import { evaluationReportSchema } from './linkage/evaluation-report.ts';
import { modelSchema } from './linkage/model.ts';
import { planLinkage } from './linkage/plan.ts';
import { parseLinkageSpec } from './linkage/spec.ts';
import { versionName } from './match/active-model.ts';

const ModelStatus = builder.enumType('LinkageModelStatus', {
  description: '模型状态',
  values: enumValues(MODEL_STATUS),
});

type Level = { title: string; m: number; u: number; bits: number };

const LinkageLevel = builder.objectRef<Level>('LinkageLevel').implement({
  description: '比较项的一档及其分数',
  fields: (t) => ({
    title: t.exposeString('title', { description: '档次' }),
    m: t.exposeFloat('m', { description: '同一人的记录对出现此档的概率' }),
    u: t.exposeFloat('u', { description: '不同人的记录对出现此档的概率' }),
    bits: t.exposeFloat('bits', { description: '分数（比特），log2(m/u)' }),
  }),
});

const LinkageComparison = builder
  .objectRef<{ title: string; trained: boolean; levels: Level[] }>('LinkageComparison')
  .implement({
    description: '比较项',
    fields: (t) => ({
      title: t.exposeString('title', { description: '名称' }),
      trained: t.exposeBoolean('trained', { description: '是否由数据训练得出' }),
      levels: t.field({
        type: [LinkageLevel],
        description: '各档，一致程度高的在前',
        resolve: ({ levels }) => levels,
      }),
    }),
  });

const LinkageModel = builder.prismaObject('LinkageModel', {
  description:
    '比对模型：用于给无有效证件号码的记录打分，供人工复核；版本不可更改，须经第二人启用。',
  authScopes: { can: 'MODEL_READ' },
  fields: (t) => ({
    id: t.exposeID('id'),
    spec: t.exposeString('spec', { description: '比对方案' }),
    version: t.exposeInt('version', { description: '版本号' }),
    name: t.string({
      description: '方案与版本号，如 chinese-person@1',
      resolve: ({ spec, version }) => versionName(spec, version),
    }),
    status: t.field({ type: ModelStatus, description: '状态', resolve: modelStatus }),
    specHash: t.exposeString('specHash', { description: '方案校验值' }),
    modelHash: t.exposeString('modelHash', { description: '模型校验值' }),
    codeVersion: t.exposeString('codeVersion', { description: '引擎版本' }),
    seed: t.string({ description: '随机种子', resolve: ({ seed }) => String(seed) }),
    training: t.exposeString('training', { description: '训练数据的来历' }),
    prior: t.float({
      description: '先验：任取一条记录与一名人员，为同一人的概率；随模型冻结',
      resolve: ({ modelJson }) => modelSchema.parse(modelJson).prior,
    }),
    comparisons: t.field({
      type: [LinkageComparison],
      description: '比较项及各档分数',
      resolve: comparisonsOf,
    }),
    evaluation: t.field({
      type: LinkageEvaluation,
      nullable: true,
      description: '评估报告；空则不能启用',
      resolve: ({ evaluation }) =>
        evaluation === null ? null : evaluationReportSchema.parse(evaluation),
    }),
    runs: t.field({
      type: [LinkageRun],
      description: '最近用此模型打分的批次，新的在前，至多 100 个',
      authScopes: { can: 'RUN_READ' },
      resolve: ({ id }, _args, { services }) => services.linkageModels.runsOfModel(id),
    }),
    proposedBy: t.exposeString('proposedBy', { description: '提出人账号' }),
    proposedAt: t.expose('proposedAt', { type: 'DateTime', description: '提出时刻' }),
    activatedBy: t.exposeString('activatedBy', { nullable: true, description: '启用人账号' }),
    activatedAt: t.expose('activatedAt', {
      type: 'DateTime',
      nullable: true,
      description: '启用时刻',
    }),
    retiredBy: t.exposeString('retiredBy', { nullable: true, description: '停用人账号' }),
    retiredAt: t.expose('retiredAt', { type: 'DateTime', nullable: true, description: '停用时刻' }),
  }),
});

function comparisonsOf({ specJson, modelJson }: StoredModel) {
  const plan = planLinkage(parseLinkageSpec(specJson));
  const model = modelSchema.parse(modelJson);
  return plan.comparisons.map(({ title, levels }, at) => {
    const learnt = model.comparisons[at];
    return {
      title: title.zh,
      trained: learnt?.trained ?? false,
      levels: levels.map((level, place) => {
        const { m, u } = learnt?.levels[place] ?? { m: 0.5, u: 0.5 };
        return { title: level.title.zh, m, u, bits: Math.log2(m / u) };
      }),
    };
  });
}

builder.queryFields((t) => ({
  linkageModels: t.field({
    type: [LinkageModel],
    description: '全部比对模型，按方案，新版本在前',
    authScopes: { can: 'MODEL_READ' },
    resolve: (_, _args, { actor, services }) => services.linkageModels.list(actor),
  }),
  linkageModel: t.field({
    type: LinkageModel,
    nullable: true,
    description: '按编号查比对模型',
    authScopes: { can: 'MODEL_READ' },
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, { actor, services }) => services.linkageModels.find(actor, id),
  }),
}));

builder.mutationFields((t) => ({
  activateLinkageModel: t.field({
    type: LinkageModel,
    description: '启用一个有评估报告的模型版本，取代原版本；须由提出人以外的人（区民政局）',
    authScopes: { can: 'MODEL_ACTIVATE' },
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, context) => context.services.linkageModels.activate(context, id),
  }),
  retireLinkageModel: t.field({
    type: LinkageModel,
    description: '停用启用中的模型，不另启用；此后不打分（区民政局）',
    authScopes: { can: 'MODEL_ACTIVATE' },
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, context) => context.services.linkageModels.retire(context, id),
  }),
}));
