import { builder } from './builder.ts';
import { ExtractBatch } from './extract-batch.schema.ts';

builder.mutationFields((t) => ({
  releaseHeldBatch: t.field({
    type: ExtractBatch,
    nullable: true,
    description: '放行待人工确认的批次，照常接收（区民政局）',
    authScopes: { can: 'BATCH_RELEASE' },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_, { id }, { actor, requestId, services }) => {
      await services.extracts.releaseHeld(actor, id, requestId);
      return services.batches.find(actor, id);
    },
  }),
  discardHeldBatch: t.field({
    type: ExtractBatch,
    nullable: true,
    description: '弃用待人工确认的批次，等候重新报送（区民政局）',
    authScopes: { can: 'BATCH_RELEASE' },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_, { id }, { actor, requestId, services }) => {
      await services.extracts.discardHeld(actor, id, requestId);
      return services.batches.find(actor, id);
    },
  }),
}));
