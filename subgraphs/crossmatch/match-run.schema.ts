import { RUN_ORDER } from './match-run.service.ts';
import { builder } from './builder.ts';
import { LinkageRun } from './linkage-run.schema.ts';
import { timeConnection, totalOf } from './connection.ts';
import { matchCounts, MatchCountsType } from './match-counts.schema.ts';

export const MatchRun = builder.prismaObject('MatchRun', {
  description: '比对任务：一次把已接收的批次与救助对象底册相比对。',
  authScopes: { can: 'RUN_READ' },
  fields: (t) => ({
    id: t.exposeID('id'),
    asOf: t.expose('asOf', { type: 'Date', description: '比对基准日' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: '开始时刻' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: '完成时刻；空为未完成',
    }),
    startedBy: t.exposeString('startedBy', { description: '发起者（账号或任务）' }),
    rosterVersion: t.exposeString('rosterVersion', { description: '底册版本' }),
    batchCount: t.exposeInt('batchCount', { description: '比对的批次数' }),
    counts: t.field({
      type: MatchCountsType,
      description: '计数',
      resolve: (run) => matchCounts(run.counts),
    }),
    linkageModel: t.string({
      nullable: true,
      description:
        '任务结束时启用中的人员比对模型；空为没有启用中的，无可用号码的记录未打分（早期任务未记录，亦为空）',
      resolve: ({ counts }) => linkageModelIn(counts),
    }),
    linkage: t.field({
      type: [LinkageRun],
      description: '各批次的打分记录；空为没有打分（无须打分，或没有启用中的模型）',
      resolve: ({ id }, _args, { loaders }) => loaders.linkageRuns.load(id),
    }),
    resultHash: t.exposeString('resultHash', {
      nullable: true,
      description: '结果校验值：相同输入，相同结果',
    }),
  }),
});

function linkageModelIn(counts: unknown): string | null {
  const stored = (counts as { linkageModel?: unknown } | null)?.linkageModel;
  return typeof stored === 'string' ? stored : null;
}

const MatchRunConnection = builder.connectionObject(
  {
    type: MatchRun,
    name: 'MatchRunConnection',
    description: '比对任务的一页',
    fields: (t) => ({ totalCount: t.int({ description: '共几次', resolve: totalOf }) }),
  },
  { name: 'MatchRunEdge' },
);

builder.queryFields((t) => ({
  matchRuns: t.connection(
    {
      type: MatchRun,
      description: '比对任务，新的在前',
      authScopes: { can: 'RUN_READ' },
      resolve: (_, args, { actor, services }) =>
        timeConnection(
          RUN_ORDER,
          args,
          (stretch) => services.runs.list(actor, stretch),
          () => services.runs.count(actor),
        ),
    },
    MatchRunConnection,
  ),
}));
