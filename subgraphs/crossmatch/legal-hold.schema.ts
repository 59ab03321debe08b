import { builder } from './builder.ts';
import { codeIn, labelOf } from './codes.ts';
import { enumValues } from './enum-values.ts';
import { HOLD_SCOPE } from './legal-hold.labels.ts';

const HoldScope = builder.enumType('HoldScope', {
  description: '封存对象的种类',
  values: enumValues(HOLD_SCOPE),
});

const LegalHold = builder.prismaObject('LegalHold', {
  description: '封存保全：所列对象到期也不清理，直至由另一人解除。',
  authScopes: { can: 'RETENTION_READ' },
  fields: (t) => ({
    id: t.exposeID('id'),
    scope: t.field({
      type: HoldScope,
      description: '封存对象的种类',
      resolve: ({ scope }) => codeIn(HOLD_SCOPE, scope),
    }),
    scopeLabel: t.string({
      description: '封存对象的种类名称',
      resolve: ({ scope }) => labelOf(HOLD_SCOPE, scope),
    }),
    target: t.exposeString('target', { description: '封存对象的编号' }),
    reason: t.exposeString('reason', { description: '封存理由' }),
    placedBy: t.exposeString('placedBy', { description: '封存人账号' }),
    placedAt: t.expose('placedAt', { type: 'DateTime', description: '封存时刻' }),
    liftedBy: t.exposeString('liftedBy', { nullable: true, description: '解除人账号' }),
    liftedAt: t.expose('liftedAt', { type: 'DateTime', nullable: true, description: '解除时刻' }),
    liftedReason: t.exposeString('liftedReason', { nullable: true, description: '解除理由' }),
  }),
});

const HoldInput = builder.inputType('LegalHoldInput', {
  description: '要封存的对象与理由',
  fields: (t) => ({
    scope: t.field({ type: HoldScope, required: true, description: '封存对象的种类' }),
    target: t.string({ required: true, description: '封存对象的编号' }),
    reason: t.string({ required: true, description: '封存理由' }),
  }),
});

builder.queryFields((t) => ({
  legalHolds: t.field({
    type: [LegalHold],
    description: '封存，新的在前，至多 500 件（区民政局、审计）',
    authScopes: { can: 'RETENTION_READ' },
    args: { standing: t.arg.boolean({ defaultValue: true, description: '只列未解除的' }) },
    resolve: (_, { standing }, { actor, services }) =>
      services.legalHolds.list(actor, { standing: standing ?? true }),
  }),
}));

builder.mutationFields((t) => ({
  placeLegalHold: t.field({
    type: LegalHold,
    description: '封存：所列对象到期也不清理（区民政局、审计）',
    authScopes: { can: 'HOLD_PLACE' },
    args: { input: t.arg({ type: HoldInput, required: true }) },
    resolve: (_, { input }, context) => context.services.legalHolds.place(context, input),
  }),
  liftLegalHold: t.field({
    type: LegalHold,
    description: '解除封存，须由封存人以外的账号（区民政局、审计）',
    authScopes: { can: 'HOLD_PLACE' },
    args: {
      id: t.arg.id({ required: true }),
      reason: t.arg.string({ required: true, description: '解除理由' }),
    },
    resolve: (_, { id, reason }, context) => context.services.legalHolds.lift(context, id, reason),
  }),
}));
