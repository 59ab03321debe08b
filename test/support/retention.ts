import { createJobRunner } from '../../subgraphs/crossmatch/jobs/run-job.ts';
import type { ClassReport } from '../../subgraphs/crossmatch/retention/purge.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { asOwner } from './as-owner.ts';
import type { FreshDatabase } from './database.ts';

/** Runs the retention job for a day and tells what it purged, by class. */
export async function runRetention(
  deps: SubgraphDeps,
  asOf: string,
): Promise<{ filesRemoved: number; classes: Record<string, ClassReport> }> {
  const { report } = await createJobRunner(deps).run('retention', { asOf: plainDate(asOf) });
  const { filesRemoved, classes } = report as { filesRemoved: number; classes: ClassReport[] };
  return { filesRemoved, classes: Object.fromEntries(classes.map((one) => [one.class, one])) };
}

export type StoredCertificate = {
  classCode: string;
  before: string;
  counts: Record<string, number>;
  keys: number;
  held: number;
  keyDigest: string;
  instrument: string;
};

/** The certificates of a class, the oldest first. */
export async function certificatesOf(
  { database }: Pick<SubgraphDeps, 'database'>,
  code: string,
): Promise<StoredCertificate[]> {
  const { rows } = await database.pool.query<StoredCertificate>(
    `SELECT class_code AS "classCode", before, counts, keys, held, key_digest AS "keyDigest", instrument
       FROM retention_certificate WHERE class_code = $1 ORDER BY issued_at, id`,
    [code],
  );
  return rows;
}

/** A hold as if a supervisor had placed it. */
export async function hold(database: FreshDatabase, scope: string, target: string): Promise<void> {
  await asOwner(
    database,
    `SET ROLE yikou_crossmatch_jobs;
     INSERT INTO crossmatch.legal_hold (id, scope, target, reason, placed_by, placed_at)
     VALUES (gen_random_uuid(), '${scope}', '${target}', '信访核查', 'supervisor-1', now())`,
  );
}

/** Every hold is lifted, by another account. */
export async function liftAll(database: FreshDatabase): Promise<void> {
  await asOwner(
    database,
    `SET ROLE yikou_crossmatch_jobs;
     UPDATE crossmatch.legal_hold SET lifted_by = 'auditor-1', lifted_at = now(), lifted_reason = '核查结束'
      WHERE lifted_at IS NULL`,
  );
}
