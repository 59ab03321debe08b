import {
  SHARED_QUESTIONS,
  SHARING_REFUSALS,
  type SharedField,
  type SharedQuestion,
  type SharingRefusal,
} from '../../kernel/sharing.ts';
import {
  AGREEMENT_STATE,
  CHANGES,
  type AgreementChange,
  type AgreementState,
} from './agreement.labels.ts';
import type { AgreementUse } from './agreement.service.ts';
import { builder } from './builder.ts';
import { SharedFieldEnum, SharedQuestionEnum } from './shared.schema.ts';

/** The department's own fields are the crossmatch subgraph's. */
const Department = builder
  .externalRef('Department', builder.selection<{ code: string }>('code'))
  .implement({ fields: (t) => ({ code: t.exposeID('code', { description: '部门代码' }) }) });

const StateEnum = builder.enumType('AgreementState', {
  description: '共享协议状态',
  values: {
    PROPOSED: { description: AGREEMENT_STATE.PROPOSED },
    OPEN: { description: AGREEMENT_STATE.OPEN },
    SUSPENDED: { description: AGREEMENT_STATE.SUSPENDED },
    ENDED: { description: AGREEMENT_STATE.ENDED },
  } as const,
});

const Purpose = builder.prismaObject('SharingPurpose', {
  description: '查询用途：共享协议逐项列明。',
  fields: (t) => ({
    code: t.exposeID('code', { description: '用途代码' }),
    label: t.exposeString('nameZh', { description: '用途名称' }),
  }),
});

const Event = builder.prismaObject('SharingAgreementEvent', {
  name: 'AgreementEvent',
  description: '共享协议的一次变更，只增不改。',
  fields: (t) => ({
    changeLabel: t.string({
      description: '变更',
      resolve: ({ change }) => CHANGES[change as AgreementChange].label,
    }),
    reason: t.exposeString('reason', { description: '理由' }),
    changedBy: t.exposeString('changedBy', { description: '变更人账号' }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: '变更时刻' }),
  }),
});

const Use = builder.objectRef<AgreementUse>('AgreementUse').implement({
  description: '近 30 天的使用情况',
  fields: (t) => ({
    answered: t.exposeInt('answered', { description: '已答复的查询' }),
    refused: t.exposeInt('refused', { description: '被拒绝的查询' }),
    persons: t.exposeInt('persons', { description: '查询涉及的人次' }),
    told: t.exposeInt('told', { description: '其中查到并告知的' }),
    unauthorised: t.exposeInt('unauthorised', {
      description: '其中因家庭没有有效授权书而答“没有找到”的',
    }),
  }),
});

const Agreement = builder.prismaObject('SharingAgreement', {
  description: '共享协议：哪个成员单位、问什么、开放哪些字段、为何用途、到何时；未开放的一律不答。',
  fields: (t) => ({
    id: t.exposeID('id', { description: '协议编号' }),
    department: t.field({
      type: Department,
      nullable: true,
      description: '成员单位',
      resolve: ({ departmentCode }) => ({ code: departmentCode }),
    }),
    departmentCode: t.exposeString('departmentCode', { description: '部门代码' }),
    question: t.field({
      type: SharedQuestionEnum,
      description: '标准问题',
      resolve: ({ question }) => question as SharedQuestion,
    }),
    questionLabel: t.string({
      description: '标准问题名称',
      resolve: ({ question }) => SHARED_QUESTIONS[question as SharedQuestion].title,
    }),
    fields: t.field({
      type: [SharedFieldEnum],
      description: '开放的字段',
      resolve: ({ fields }) => fields as SharedField[],
    }),
    purposes: t.field({
      type: [Purpose],
      description: '允许的用途',
      resolve: async ({ purposes }, _args, { services }) => {
        const known = await services.agreements.purposes();
        return purposes.flatMap((code) => known.get(code) ?? []);
      },
    }),
    validFrom: t.expose('validFrom', { type: 'Date', description: '生效日期' }),
    validTo: t.expose('validTo', { type: 'Date', description: '失效日期，当日仍有效' }),
    needsAuthorisation: t.exposeBoolean('needsAuthorisation', {
      description: '是否须有家庭有效的授权书',
    }),
    dailyPersons: t.exposeInt('dailyPersons', { description: '每日可查人次' }),
    basis: t.exposeString('basis', { description: '依据' }),
    state: t.field({
      type: StateEnum,
      description: '状态',
      resolve: ({ state }) => state as AgreementState,
    }),
    stateLabel: t.string({
      description: '状态名称',
      resolve: ({ state }) => AGREEMENT_STATE[state as AgreementState],
    }),
    proposedAt: t.expose('proposedAt', { type: 'DateTime', description: '提出时刻' }),
    confirmedAt: t.expose('confirmedAt', {
      type: 'DateTime',
      nullable: true,
      description: '确认时刻',
    }),
    events: t.field({
      type: [Event],
      nullable: true,
      description: '变更记录；只给数据主管单位和审计',
      authScopes: { can: 'EXCHANGE_READ' },
      resolve: ({ id }, _args, { loaders }) => loaders.agreementEvents.load(id),
    }),
    use: t.field({
      type: Use,
      nullable: true,
      description: '近 30 天的使用情况；只给数据主管单位和审计',
      authScopes: { can: 'EXCHANGE_READ' },
      resolve: ({ id }, _args, { loaders }) => loaders.agreementUse.load(id),
    }),
  }),
});

const Refused = builder.prismaObject('SharingExchange', {
  name: 'RefusedQuestion',
  description: '被拒绝的一次查询；不含被查人。',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: '时刻' }),
    departmentCode: t.exposeString('departmentCode', { description: '部门代码' }),
    questionLabel: t.string({
      description: '标准问题名称',
      resolve: ({ question }) => SHARED_QUESTIONS[question as SharedQuestion].title,
    }),
    purpose: t.exposeString('purpose', { description: '所称用途代码' }),
    handlingNo: t.exposeString('handlingNo', { nullable: true, description: '对方办件编号' }),
    persons: t.exposeInt('persons', { description: '涉及人次' }),
    reasonLabel: t.string({
      nullable: true,
      description: '拒绝原因',
      resolve: ({ refusal }) =>
        refusal === null ? null : SHARING_REFUSALS[refusal as SharingRefusal],
    }),
  }),
});

builder.queryFields((t) => ({
  sharingAgreements: t.field({
    type: [Agreement],
    description: '共享协议，新的在前；联络员只见本单位的',
    authScopes: { can: 'AGREEMENT_READ' },
    resolve: (_, _args, { actor, services }) => services.agreements.list(actor),
  }),
  sharingPurposes: t.field({
    type: [Purpose],
    description: '可以写入协议的用途',
    authScopes: { can: 'AGREEMENT_READ' },
    resolve: async (_, _args, { services }) => [...(await services.agreements.purposes()).values()],
  }),
  refusedQuestions: t.field({
    type: [Refused],
    description: '最近被拒绝的 100 次部门查询，新的在前',
    authScopes: { can: 'EXCHANGE_READ' },
    resolve: (_, _args, { actor, services }) => services.agreements.refusals(actor),
  }),
}));

const Proposal = builder.inputType('AgreementProposal', {
  description: '拟订的共享协议；经另一人确认后开放',
  fields: (t) => ({
    departmentCode: t.string({ required: true, description: '部门代码' }),
    question: t.field({ type: SharedQuestionEnum, required: true, description: '标准问题' }),
    fields: t.field({ type: [SharedFieldEnum], required: true, description: '开放的字段' }),
    purposes: t.stringList({ required: true, description: '允许的用途代码' }),
    validFrom: t.field({ type: 'Date', required: true, description: '生效日期' }),
    validTo: t.field({ type: 'Date', required: true, description: '失效日期，当日仍有效' }),
    needsAuthorisation: t.boolean({
      required: true,
      description: '是否须有家庭有效的授权书；开放核查信息的必须',
    }),
    dailyPersons: t.int({ required: true, description: '每日可查人次' }),
    basis: t.string({ required: true, description: '依据：文件名称和条款' }),
  }),
});

builder.mutationFields((t) => ({
  proposeAgreement: t.field({
    type: Agreement,
    description: '拟订共享协议（区民政局）；经另一人确认前不开放任何查询',
    authScopes: { can: 'AGREEMENT_GRANT' },
    args: { input: t.arg({ type: Proposal, required: true }) },
    resolve: (_, { input }, context) => context.services.agreements.propose(context, input),
  }),
  confirmAgreement: t.field({
    type: Agreement,
    description: '确认并开放共享协议，取代该单位同一问题的原协议；须由提出人以外的人（区民政局）',
    authScopes: { can: 'AGREEMENT_GRANT' },
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, context) => context.services.agreements.confirm(context, id),
  }),
  suspendAgreement: t.field({
    type: Agreement,
    description: '暂停共享协议，下一次查询起生效（区民政局）',
    authScopes: { can: 'AGREEMENT_GRANT' },
    args: { id: t.arg.id({ required: true }), reason: t.arg.string({ required: true }) },
    resolve: (_, { id, reason }, context) =>
      context.services.agreements.switch(context, id, 'SUSPENDED', reason),
  }),
  resumeAgreement: t.field({
    type: Agreement,
    description: '恢复已暂停的共享协议（区民政局）',
    authScopes: { can: 'AGREEMENT_GRANT' },
    args: { id: t.arg.id({ required: true }), reason: t.arg.string({ required: true }) },
    resolve: (_, { id, reason }, context) =>
      context.services.agreements.switch(context, id, 'RESUMED', reason),
  }),
  endAgreement: t.field({
    type: Agreement,
    description: '终止共享协议，不能再恢复（区民政局）',
    authScopes: { can: 'AGREEMENT_GRANT' },
    args: { id: t.arg.id({ required: true }), reason: t.arg.string({ required: true }) },
    resolve: (_, { id, reason }, context) =>
      context.services.agreements.switch(context, id, 'ENDED', reason),
  }),
}));
