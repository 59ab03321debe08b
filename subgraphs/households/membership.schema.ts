import { builder } from './builder.ts';
import { Household } from './household.schema.ts';
import { Person } from './person.schema.ts';
import { relationshipLabel } from './relationship.ts';

const Membership = builder.prismaObject('Membership', {
  description: '家庭成员关系：某人自何日起、至何日止属于某救助家庭。',
  authScopes: { can: 'HOUSEHOLD_READ' },
  fields: (t) => ({
    household: t.field({
      type: Household,
      nullable: true,
      description: '救助家庭',
      resolve: (row, _args, context) => context.loaders.household.load(row.householdNo),
    }),
    person: t.field({
      type: Person,
      nullable: true,
      description: '成员；已转到其他街道的不显示',
      resolve: (row, _args, context) => context.loaders.person.load(row.personId),
    }),
    relationship: t.exposeString('relationship', {
      description: '与户主关系，GB/T 4761 两位代码',
    }),
    relationshipLabel: t.string({
      description: '与户主关系名称',
      resolve: (row) => relationshipLabel(row.relationship),
    }),
    covered: t.exposeBoolean('covered', { description: '是否保障对象' }),
    labourCapacity: t.exposeString('labourCapacity', { nullable: true, description: '劳动能力' }),
    disabilityGrade: t.exposeString('disabilityGrade', { nullable: true, description: '残疾等级' }),
    schooling: t.exposeString('schooling', { nullable: true, description: '在校学历' }),
    validFrom: t.expose('validFrom', { type: 'Date', description: '自何日起' }),
    validTo: t.expose('validTo', {
      type: 'Date',
      nullable: true,
      description: '至何日止（该日不含）；空为现在仍是',
    }),
  }),
});

builder.prismaObjectField(Household, 'members', (t) =>
  t.field({
    type: [Membership],
    description: '家庭成员：默认现在的；给出日期则为那一天的',
    args: { asOf: t.arg({ type: 'Date' }) },
    resolve: (row, { asOf }, context) =>
      context.loaders.members(asOf ?? 'CURRENT').load(row.householdNo),
  }),
);

builder.prismaObjectField(Person, 'memberships', (t) =>
  t.field({
    type: [Membership],
    description: '所属救助家庭：默认现在的；给出日期则为那一天的；ever 为历次全部',
    args: { asOf: t.arg({ type: 'Date' }), ever: t.arg.boolean({ defaultValue: false }) },
    resolve: (person, { asOf, ever }, context) =>
      context.loaders.memberships(asOf ?? (ever === true ? 'EVER' : 'CURRENT')).load(person.id),
  }),
);
