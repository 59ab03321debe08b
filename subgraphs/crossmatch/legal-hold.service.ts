import { randomUUID } from 'node:crypto';
import { assertCan, type Actor } from '../../kernel/actor.ts';
import { HubError } from '../../kernel/errors.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { LegalHold, Prisma } from '../../prisma/generated/client/client.ts';
import { auditScope } from './alert-write.ts';
import { assertStatement } from './free-text.ts';
import type { HOLD_SCOPE } from './legal-hold.labels.ts';
import { DUE_CLASSES } from './retention/classes.ts';
import { UUID } from './time-order.ts';

export type HoldInput = { scope: keyof typeof HOLD_SCOPE; target: string; reason: string };

const MOST_HOLDS = 500;
const REFERENCE = /^(?=.*\d)[\p{L}\p{N}\p{P}]{1,80}$/u;

/** 封存保全: what a hold names is passed over by the retention job until another account lifts it. */
export function createLegalHoldService({ database: { db }, clock }: SubgraphDeps) {
  return {
    /** The newest holds, the standing ones alone or all. */
    list(actor: Actor, { standing }: { standing: boolean }): Promise<LegalHold[]> {
      assertCan(actor, 'RETENTION_READ');
      return db.legalHold.findMany({
        where: standing ? { liftedAt: null } : {},
        orderBy: [{ placedAt: 'desc' }, { id: 'asc' }],
        take: MOST_HOLDS,
      });
    },

    /**
     * Places a hold. It stands from its commit on: a purge that is under way ends first.
     * @throws HubError FORBIDDEN; INVALID_INPUT without a reason or for a target that cannot be one; NOT_FOUND for an
     *   alert or a batch that does not exist; CONFLICT when the actor's hold on it stands already
     */
    async place(request: RequestContext, { scope, target, reason }: HoldInput): Promise<LegalHold> {
      assertCan(request.actor, 'HOLD_PLACE');
      assertStatement('reason', reason);
      const placedBy = request.actor.subject;
      return db.$transaction(async (tx) => {
        await assertTarget(tx, scope, target);
        if (await tx.legalHold.findFirst({ where: { scope, target, placedBy, liftedAt: null } }))
          throw new HubError('CONFLICT');
        const placedAt = clock.now();
        const id = randomUUID();
        const hold = await tx.legalHold.create({
          data: { id, scope, target, reason, placedBy, placedAt },
        });
        await recordAudit(tx, auditScope(request), { kind: 'HOLD_PLACED', holdId: id, scope });
        return hold;
      });
    },

    /**
     * Lifts a hold that another account has placed.
     * @throws HubError FORBIDDEN; INVALID_INPUT without a reason; NOT_FOUND; CONFLICT when it is lifted already; HOLD_OWN
     */
    async lift(request: RequestContext, id: string, reason: string): Promise<LegalHold> {
      assertCan(request.actor, 'HOLD_PLACE');
      assertStatement('reason', reason);
      if (!UUID.test(id)) throw new HubError('NOT_FOUND', { holdId: id });
      const liftedBy = request.actor.subject;
      return db.$transaction(async (tx) => {
        const hold = await tx.legalHold.findUnique({ where: { id } });
        if (hold === null) throw new HubError('NOT_FOUND', { holdId: id });
        if (hold.placedBy === liftedBy) throw new HubError('HOLD_OWN');
        const lifted = { liftedBy, liftedAt: clock.now(), liftedReason: reason };
        const { count } = await tx.legalHold.updateMany({
          where: { id, liftedAt: null },
          data: lifted,
        });
        if (count === 0) throw new HubError('CONFLICT');
        const { scope } = hold;
        await recordAudit(tx, auditScope(request), { kind: 'HOLD_LIFTED', holdId: id, scope });
        return { ...hold, ...lifted };
      });
    },
  };
}

/** Persons and households belong to another subgraph, and may have left the roster: their shape must do. */
async function assertTarget(
  tx: Prisma.TransactionClient,
  scope: HoldInput['scope'],
  target: string,
): Promise<void> {
  const invalid = new HubError('INVALID_INPUT', { field: 'target' });
  switch (scope) {
    case 'PERSON':
      if (!UUID.test(target)) throw invalid;
      return;
    case 'HOUSEHOLD':
      if (!REFERENCE.test(target)) throw invalid;
      return;
    case 'ALERT':
      if ((await tx.alert.count({ where: { alertNo: target } })) === 0)
        throw new HubError('NOT_FOUND', { alertNo: target });
      return;
    case 'BATCH':
      if (!UUID.test(target)) throw invalid;
      if ((await tx.extractBatch.count({ where: { id: target } })) === 0)
        throw new HubError('NOT_FOUND', { batchId: target });
      return;
    case 'CLASS':
      if (!DUE_CLASSES.some(({ code }) => code === target)) throw invalid;
  }
}
