import { builder } from './builder.ts';
import { codeIn, labelOf } from './codes.ts';
import { AlertEvidence } from './evidence.schema.ts';
import { Person } from './external.schema.ts';
import { MATCH_DECISION } from './match-review.labels.ts';
import { MatchDecisionCode } from './match-review-comparison.schema.ts';
import { OutreachTask } from './outreach-task.schema.ts';
import { sourceTitle } from './source-title.ts';

const PersonLinkType = builder.prismaObject('PersonLink', {
  name: 'PersonLink',
  description: '人工认定的关联：一条部门记录是否为本人的。不显示作出认定的人。',
  authScopes: { can: 'SUBJECT_READ' },
  fields: (t) => ({
    source: t.exposeString('source', { description: '数据来源代码' }),
    sourceTitle: t.string({
      description: '数据来源名称',
      resolve: ({ source }) => sourceTitle(source),
    }),
    decision: t.field({
      type: MatchDecisionCode,
      description: '认定',
      resolve: ({ decision }) => codeIn(MATCH_DECISION, decision),
    }),
    decisionLabel: t.string({
      description: '认定名称',
      resolve: ({ decision }) => labelOf(MATCH_DECISION, decision),
    }),
    decidedAt: t.expose('decidedAt', { type: 'DateTime', description: '认定时刻' }),
  }),
});

builder.objectFields(Person, (t) => ({
  records: t.field({
    type: [AlertEvidence],
    description: '持有的与本人对应的部门记录，无论是否产生预警；用于本人信息报告',
    authScopes: { can: 'SUBJECT_READ' },
    resolve: ({ id }, _args, { actor, services }) => services.subjectRecords.records(actor, id),
  }),
  links: t.field({
    type: [PersonLinkType],
    description: '对记录是否为本人的认定；用于本人信息报告',
    authScopes: { can: 'SUBJECT_READ' },
    resolve: ({ id }, _args, { actor, services }) => services.subjectRecords.links(actor, id),
  }),
  outreachTasks: t.field({
    type: [OutreachTask],
    description: '以本人为对象的走访任务；用于本人信息报告',
    authScopes: { can: 'SUBJECT_READ' },
    resolve: ({ id }, _args, { actor, services }) => services.subjectRecords.outreach(actor, id),
  }),
}));
