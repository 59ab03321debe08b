import type { ClientBase } from 'pg';
import type { Prisma } from '../../prisma/generated/client/client.ts';
import type { Actor } from '../actor.ts';
import { AuditEvent } from '../audit-events.ts';
import { HubError } from '../errors.ts';
import type { DatabaseRole } from './db.ts';

const OVERDUE = 'YK001';

/** What a person's access log is made of: it names the reader's office beside the role. */
const OF_A_PERSON: ReadonlySet<string> = new Set([
  'PERSONS_READ',
  'PERSON_SEARCHED',
  'ID_NUMBER_UNMASKED',
  'ACTION_DENIED',
  'SUBJECT_REPORTED',
  'PERSON_ASKED_ABOUT',
] satisfies AuditEvent['kind'][]);

/** A Prisma transaction, or a raw client inside BEGIN … COMMIT. */
export type AuditTransaction = Pick<Prisma.TransactionClient, 'auditEvent'> | ClientBase;

/** Where an act happened and who acted. */
export type AuditScope = {
  /** Purges sign as the retention job, whichever subgraph's rows went. */
  subgraph: DatabaseRole | 'retention';
  actor: Actor;
  requestId: string | null;
  purpose?: string | null;
};

/**
 * Writes one audit row in the caller's transaction: the change or the sensitive read and its trace stand
 * or fall together.
 * @throws ZodError for an event that holds more than its kind allows; HubError AUDIT_OVERDUE for a sensitive
 *   read while rows are no longer sealed; whatever the database says when the row cannot be written. The
 *   caller's transaction then fails.
 */
export async function recordAudit(
  tx: AuditTransaction,
  scope: AuditScope,
  event: AuditEvent,
): Promise<void> {
  try {
    await insertEvent(tx, scope, event);
  } catch (error) {
    throw isOverdue(error) ? new HubError('AUDIT_OVERDUE', {}, { cause: error }) : error;
  }
}

/** The same for several rows of one act, in one statement. */
export async function recordAudits(
  tx: Pick<Prisma.TransactionClient, 'auditEvent'>,
  scope: AuditScope,
  events: readonly AuditEvent[],
): Promise<void> {
  try {
    // createMany, not create: create reads the row back, and no role may read the audit trail.
    await tx.auditEvent.createMany({ data: events.map((event) => rowOf(scope, event)) });
  } catch (error) {
    throw isOverdue(error) ? new HubError('AUDIT_OVERDUE', {}, { cause: error }) : error;
  }
}

async function insertEvent(
  tx: AuditTransaction,
  scope: AuditScope,
  event: AuditEvent,
): Promise<void> {
  if ('auditEvent' in tx) {
    await recordAudits(tx, scope, [event]);
    return;
  }
  const { subgraph, subject, role, purpose, requestId, kind, detail } = rowOf(scope, event);
  await tx.query(
    `INSERT INTO audit.event (subgraph, subject, role, purpose, request_id, kind, detail)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [subgraph, subject, role, purpose, requestId, kind, JSON.stringify(detail)],
  );
}

function rowOf({ subgraph, actor, requestId, purpose = null }: AuditScope, event: AuditEvent) {
  const { kind, ...told } = AuditEvent.parse(event);
  const { subject, role } = actor;
  const detail = OF_A_PERSON.has(kind) ? { ...told, office: officeOf(actor) } : told;
  return { subgraph, subject, role, purpose, requestId, kind, detail };
}

/** The street or department the actor belongs to; null for the bureau and the district's own. */
function officeOf({ streetCode, departmentCode }: Actor): string | null {
  return streetCode ?? departmentCode;
}

/** What audit.refuse_unsealed_reads raises, as the driver gives it or within Prisma's error. */
function isOverdue(error: unknown): boolean {
  const { code, meta } = error as {
    code?: unknown;
    meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } };
  };
  return code === OVERDUE || meta?.driverAdapterError?.cause?.originalCode === OVERDUE;
}
