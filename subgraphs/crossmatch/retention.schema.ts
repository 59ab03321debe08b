import { builder } from './builder.ts';
import { timeConnection, totalOf } from './connection.ts';
import { CERTIFICATE_ORDER } from './retention.service.ts';
import type { ScheduledClass } from './retention/schedule.ts';

const RetentionClass = builder.objectRef<ScheduledClass>('RetentionClass').implement({
  description: '留存类别：一类数据保存多久、自何日起算、依据什么。',
  fields: (t) => ({
    code: t.exposeID('code', { description: '类别代码' }),
    title: t.exposeString('title', { description: '类别名称' }),
    covers: t.exposeStringList('covers', { description: '包括的数据表、审计种类与文件' }),
    runsFrom: t.exposeString('runsFrom', { description: '自何日起算' }),
    term: t.int({
      nullable: true,
      description: '期限；空为长期保存',
      resolve: ({ term }) => term?.value ?? null,
    }),
    unit: t.string({
      nullable: true,
      description: '期限单位',
      resolve: ({ term }) => term?.unit ?? null,
    }),
    instrument: t.string({
      nullable: true,
      description: '依据文件',
      resolve: ({ term }) => term?.instrument ?? null,
    }),
    article: t.string({
      nullable: true,
      description: '条款',
      resolve: ({ term }) => term?.article ?? null,
    }),
  }),
});

const PurgedCount = builder
  .objectRef<{ relation: string; count: number }>('PurgedCount')
  .implement({
    description: '一张表或一类文件清理的数目',
    fields: (t) => ({
      relation: t.exposeString('relation', { description: '数据表或文件' }),
      count: t.exposeInt('count', { description: '数目' }),
    }),
  });

const RetentionCertificate = builder.prismaObject('RetentionCertificate', {
  description: '清理凭证：一次清理的类别、依据、数目与摘要，不含任何人的信息。',
  authScopes: { can: 'RETENTION_READ' },
  fields: (t) => ({
    id: t.exposeID('id'),
    classCode: t.exposeString('classCode', { description: '留存类别代码' }),
    before: t.expose('before', { type: 'Date', description: '此日之前起算的已到期' }),
    instrument: t.exposeString('instrument', { description: '依据文件' }),
    article: t.exposeString('article', { description: '条款' }),
    counts: t.field({
      type: [PurgedCount],
      description: '各表、各类文件清理的数目',
      resolve: ({ counts }) =>
        Object.entries(counts as Record<string, number>).map(([relation, count]) => ({
          relation,
          count,
        })),
    }),
    keys: t.exposeInt('keys', { description: '清理的事项数' }),
    held: t.exposeInt('held', { description: '到期而封存未清理的事项数' }),
    keyDigest: t.exposeString('keyDigest', { description: '所清理事项的带密钥摘要' }),
    auditEventId: t.string({
      nullable: true,
      description: '审计清理凭证号，核验程序以此报告',
      resolve: ({ auditEventId }) => auditEventId?.toString() ?? null,
    }),
    job: t.exposeString('job', { description: '任务' }),
    issuedAt: t.expose('issuedAt', { type: 'DateTime', description: '时刻' }),
  }),
});

const CertificateConnection = builder.connectionObject(
  {
    type: RetentionCertificate,
    name: 'RetentionCertificateConnection',
    description: '清理凭证的一页',
    fields: (t) => ({ totalCount: t.int({ description: '共几份', resolve: totalOf }) }),
  },
  { name: 'RetentionCertificateEdge' },
);

builder.queryFields((t) => ({
  retentionSchedule: t.field({
    type: [RetentionClass],
    description: '留存期限表（区民政局、审计）',
    authScopes: { can: 'RETENTION_READ' },
    resolve: (_, _args, { actor, services }) => services.retention.schedule(actor),
  }),
  retentionCertificates: t.connection(
    {
      type: RetentionCertificate,
      description: '清理凭证，新的在前（区民政局、审计）',
      authScopes: { can: 'RETENTION_READ' },
      args: { classCode: t.arg.string({ description: '留存类别代码' }) },
      resolve: (_, { classCode, ...args }, { actor, services }) =>
        timeConnection(
          CERTIFICATE_ORDER,
          args,
          (stretch) => services.retention.certificates(actor, classCode ?? null, stretch),
          () => services.retention.countCertificates(actor, classCode ?? null),
        ),
    },
    CertificateConnection,
  ),
}));
