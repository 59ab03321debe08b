import type { Sex } from '../../kernel/id-number.ts';
import { builder } from './builder.ts';

const SEX_LABELS: Readonly<Record<Sex, string>> = { MALE: '男', FEMALE: '女' };

const SexEnum = builder.enumType('Sex', {
  description: '性别',
  values: { MALE: { description: '男' }, FEMALE: { description: '女' } } as const,
});

export const Person = builder.prismaObject('Person', {
  description: '人员：台账上的一个人。身份号码默认遮蔽；只给姓名查不到任何人。',
  authScopes: { can: 'PERSON_READ' },
  fields: (t) => ({
    id: t.exposeID('id', { description: '人员标识，不是身份号码' }),
    idNumberMasked: t.string({
      description: '身份号码（遮蔽）',
      resolve: (person, _args, context) => context.services.persons.idNumberMasked(person),
    }),
    idNumber: t.string({
      nullable: true,
      description: '身份号码（完整）：须写明事由和案件编号，每次查看都留痕',
      args: {
        purpose: t.arg.string({ required: true, description: '查询事由' }),
        caseNo: t.arg.string({ required: true, description: '案件编号' }),
      },
      resolve: (person, reason, context) =>
        context.services.persons.idNumber(context, person, reason),
    }),
    name: t.exposeString('name', { description: '姓名' }),
    formerName: t.exposeString('formerName', { nullable: true, description: '曾用名' }),
    sex: t.field({
      type: SexEnum,
      nullable: true,
      description: '性别',
      resolve: (person) => sexOf(person.sex),
    }),
    sexLabel: t.string({
      nullable: true,
      description: '性别名称',
      resolve: (person) => labelOf(sexOf(person.sex)),
    }),
    birthYear: t.int({
      nullable: true,
      description: '出生年份；月日在完整号码中，与遮盖的号码同列会还原全号',
      resolve: ({ birthDate }) => (birthDate === null ? null : birthDate.getUTCFullYear()),
    }),
  }),
});

builder.asEntity(Person, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => context.loaders.person.load(id),
});

builder.queryFields((t) => ({
  person: t.field({
    type: Person,
    nullable: true,
    description: '按人员标识查人员',
    authScopes: { can: 'PERSON_READ' },
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, context) => context.loaders.person.load(id),
  }),
  personByIdNumber: t.field({
    type: Person,
    nullable: true,
    description: '按身份号码精确查人员：须写明事由，查到与否、准与不准都留痕',
    args: {
      idNumber: t.arg.string({ required: true, description: '身份号码' }),
      purpose: t.arg.string({ required: true, description: '查询事由' }),
    },
    resolve: (_, query, context) => context.services.persons.byIdNumber(context, query),
  }),
}));

function sexOf(stored: string | null): Sex | null {
  return stored === 'MALE' || stored === 'FEMALE' ? stored : null;
}

function labelOf(sex: Sex | null): string | null {
  return sex === null ? null : SEX_LABELS[sex];
}
