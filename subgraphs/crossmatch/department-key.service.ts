import { assertCan, type Actor } from '../../kernel/actor.ts';
import { HubError } from '../../kernel/errors.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { DepartmentKey } from '../../prisma/generated/client/client.ts';
import { registeredForm } from './extract/manifest.ts';

const KEY_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** A department's public key as the operator registers it. */
export type KeyRegistration = {
  keyId: string;
  department: string;
  /** PEM of an Ed25519 public key. */
  publicKey: string;
  validFrom: Date;
  validTo: Date;
};

/** 部门公钥: registered and revoked on the command line, by whoever runs the hub. */
export function createDepartmentKeyService({ database: { db }, clock }: SubgraphDeps) {
  return {
    /** All keys, also those that have ended. */
    list: (): Promise<DepartmentKey[]> =>
      db.departmentKey.findMany({ orderBy: [{ departmentCode: 'asc' }, { keyId: 'asc' }] }),

    /**
     * From now on the department's extracts must be signed.
     * @throws HubError FORBIDDEN, INVALID_INPUT, NOT_FOUND for an unknown department, CONFLICT for an id in use
     */
    async register(actor: Actor, given: KeyRegistration): Promise<void> {
      assertCan(actor, 'BATCH_RELEASE');
      const { keyId, department, validFrom, validTo } = given;
      if (!KEY_ID.test(keyId)) throw new HubError('INVALID_INPUT', { field: 'id' });
      if (validTo <= validFrom) throw new HubError('INVALID_INPUT', { field: 'to' });
      const publicKey = registeredForm(given.publicKey);
      await db.$transaction(async (tx) => {
        if ((await tx.department.count({ where: { code: department } })) === 0)
          throw new HubError('NOT_FOUND', { department });
        if ((await tx.departmentKey.count({ where: { keyId } })) > 0)
          throw new HubError('CONFLICT');
        const by = { registeredBy: actor.subject, registeredAt: clock.now() };
        const key = { keyId, departmentCode: department, publicKey, validFrom, validTo, ...by };
        await tx.departmentKey.createMany({ data: [key] });
        const scope = { subgraph: 'crossmatch', actor, requestId: null } as const;
        await recordAudit(tx, scope, { kind: 'DEPARTMENT_KEY_REGISTERED', keyId, department });
      });
    },

    /** The key ends at once. @throws HubError FORBIDDEN, NOT_FOUND for an unknown or revoked one */
    async revoke(actor: Actor, keyId: string): Promise<void> {
      assertCan(actor, 'BATCH_RELEASE');
      await db.$transaction(async (tx) => {
        const { count } = await tx.departmentKey.updateMany({
          where: { keyId, revokedAt: null },
          data: { revokedAt: clock.now() },
        });
        if (count === 0) throw new HubError('NOT_FOUND', { keyId });
        const scope = { subgraph: 'crossmatch', actor, requestId: null } as const;
        await recordAudit(tx, scope, { kind: 'DEPARTMENT_KEY_REVOKED', keyId });
      });
    },
  };
}
