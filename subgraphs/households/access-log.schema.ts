import { builder } from './builder.ts';
import type { AccessLogEntry } from './access-log.service.ts';
import { Person } from './person.schema.ts';

const AccessLogEntryType = builder.objectRef<AccessLogEntry>('AccessLogEntry').implement({
  description: '查询记录：谁在何时以何种岗位、为何事由查看过本人的哪些信息，被拒绝的也在内。',
  authScopes: { can: 'SUBJECT_READ' },
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: '时刻' }),
    kind: t.exposeString('kind', { description: '审计记录的种类' }),
    role: t.exposeString('role', { description: '岗位代码' }),
    office: t.exposeString('office', {
      nullable: true,
      description: '街道或部门代码；区级岗位为空',
    }),
    subject: t.exposeString('subject', {
      nullable: true,
      description: '账号；对其他街道和部门的人员只显示单位与岗位',
    }),
    purpose: t.exposeString('purpose', { nullable: true, description: '查询事由' }),
    caseNo: t.exposeString('caseNo', { nullable: true, description: '案件编号' }),
    fields: t.exposeStringList('fields', { description: '查看的项目：类型.项目' }),
    refused: t.exposeBoolean('refused', { description: '是否被拒绝，或查而未得' }),
  }),
});

builder.prismaObjectField(Person, 'accessLog', (t) =>
  t.field({
    type: [AccessLogEntryType],
    description: '查询记录，新的在前，至多一千条；须写明事由，每次查看都留痕',
    authScopes: { can: 'SUBJECT_READ' },
    args: { purpose: t.arg.string({ required: true, description: '事由' }) },
    resolve: (person, { purpose }, context) =>
      context.services.accessLogs.of(context, person.id, purpose),
  }),
);
