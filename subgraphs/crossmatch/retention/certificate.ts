import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { recordAudit } from '../../../kernel/runtime/audit.ts';
import type { IdNumberVault } from '../../../kernel/runtime/id-number-vault.ts';
import type { JobContext } from '../jobs/job.ts';
import type { ScheduledClass } from './schedule.ts';

/** What one transaction purged of a class. */
export type Purged = {
  keys: readonly string[];
  /** By table or folder. */
  counts: Readonly<Record<string, number>>;
  held: number;
  /** The sealed certificate of a purge of audit rows. */
  auditEventId: number | null;
};

/** A class with a term. */
export type TermedClass = ScheduledClass & { term: NonNullable<ScheduledClass['term']> };

const ISSUE = `
  INSERT INTO crossmatch.retention_certificate
         (id, class_code, as_of, before, parameter, term, unit, instrument, article, counts, keys, held, key_digest,
          audit_event_id, job, job_window, issued_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`;

/** Writes the certificate of a purge, and the audit row of the certificate, in the purge's own transaction. */
export async function issueCertificate(
  client: pg.ClientBase,
  { deps, actor, asOf, fence }: JobContext,
  { code, term }: TermedClass,
  { keys, counts, held, auditEventId }: Purged,
): Promise<void> {
  const id = randomUUID();
  const told = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  await client.query(ISSUE, [
    ...[id, code, asOf, term.before, term.code, term.value, term.unit, term.instrument],
    ...[term.article, JSON.stringify(told), keys.length, held],
    ...[digestOfKeys(deps.vault, code, keys), auditEventId, fence.job, fence.window],
    deps.clock.now(),
  ]);
  await recordAudit(
    client,
    { subgraph: 'retention', actor, requestId: null },
    {
      kind: 'RECORDS_PURGED',
      certificate: id,
      class: code,
      before: term.before,
      rows: keys.length,
      held,
    },
  );
}

/** Keyed, over the sorted keys: to be shown with the hub's keys, and to tell nobody else who was among them. */
export function digestOfKeys(vault: IdNumberVault, code: string, keys: readonly string[]): string {
  const text = JSON.stringify(['retention', code, ...[...keys].sort()]);
  return Buffer.from(vault.index(text)).toString('hex');
}
