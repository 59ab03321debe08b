import { builder } from './builder.ts';
import { MatchDecisionCode } from './match-review-comparison.schema.ts';
import { MatchReview } from './match-review.schema.ts';
import type { Agreement } from './review-agreement.ts';

const MatchDecisionInput = builder.inputType('MatchDecisionInput', {
  fields: (t) => ({
    reviewId: t.id({ required: true, description: '复核编号' }),
    decision: t.field({ type: MatchDecisionCode, required: true, description: '结论' }),
    reason: t.string({ required: true, description: '理由；不得填写身份号码' }),
  }),
});

builder.mutationFields((t) => ({
  decideMatchReview: t.field({
    type: MatchReview,
    description: '复核：判断记录是否为该救助对象。已由他人判定的返回 CONFLICT',
    authScopes: { can: 'REVIEW_DECIDE' },
    args: { input: t.arg({ type: MatchDecisionInput, required: true }) },
    resolve: (_, { input }, context) => context.services.reviewActs.decide(context, input),
  }),
  settleMatchReview: t.field({
    type: MatchReview,
    description: '裁定：两名复核员意见不一的，由区民政局裁定',
    authScopes: { can: 'REVIEW_SETTLE' },
    args: { input: t.arg({ type: MatchDecisionInput, required: true }) },
    resolve: (_, { input }, context) => context.services.reviewActs.settle(context, input),
  }),
}));

const AgreementType = builder.objectRef<Agreement>('ReviewAgreement').implement({
  description: '复核一致性：抽取的记录由两人各自独立判断，意见相同的程度。',
  fields: (t) => ({
    n: t.exposeInt('n', { description: '两人都判断过的对数' }),
    agreed: t.exposeInt('agreed', { description: '其中意见相同的对数' }),
    share: t.exposeFloat('share', { nullable: true, description: '一致率，0 至 1' }),
    shareLow: t.exposeFloat('shareLow', { nullable: true, description: '一致率 95% 区间下限' }),
    shareHigh: t.exposeFloat('shareHigh', { nullable: true, description: '一致率 95% 区间上限' }),
    kappa: t.exposeFloat('kappa', { nullable: true, description: 'Cohen κ 系数' }),
    kappaLow: t.exposeFloat('kappaLow', { nullable: true, description: 'κ 95% 区间下限' }),
    kappaHigh: t.exposeFloat('kappaHigh', { nullable: true, description: 'κ 95% 区间上限' }),
  }),
});

const AgreementWindow = builder.inputType('AgreementWindow', {
  description: '第二次复核的日期范围，首尾皆含；不填则不限',
  fields: (t) => ({
    from: t.field({ type: 'Date', description: '自' }),
    to: t.field({ type: 'Date', description: '至' }),
  }),
});

builder.queryFields((t) => ({
  reviewAgreement: t.field({
    type: AgreementType,
    description: '复核一致性',
    authScopes: { can: 'REVIEW_READ' },
    args: { window: t.arg({ type: AgreementWindow }) },
    resolve: (_, { window }, { actor, services }) =>
      services.reviewAgreement.measure(actor, window ?? {}),
  }),
}));
