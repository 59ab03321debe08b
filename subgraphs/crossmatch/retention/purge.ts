import type pg from 'pg';
import type { JobContext } from '../jobs/job.ts';
import { checkFence, lockComparison } from '../match/fence.ts';
import { inTransaction } from '../match/transaction.ts';
import { issueCertificate, type TermedClass } from './certificate.ts';
import type { DueClass } from './due-class.ts';
import { dueKeys } from './due-keys.ts';

/** What a run purged of a class. */
export type ClassReport = {
  class: string;
  keys: number;
  held: number;
  certificates: number;
  counts: Record<string, number>;
};

/** Keys of one transaction: bounded, so that a kill loses little and nobody waits long. */
const MOST_KEYS = 2_000;

const HELD_BEFORE = `
  SELECT held FROM crossmatch.retention_certificate WHERE class_code = $1 ORDER BY issued_at DESC, id LIMIT 1`;

const PURGE_AUDIT = `
  SELECT certificate, purged_ids::text[] AS ids FROM audit.purge_rows($1, $2, $3::bigint[], $4)`;

/** Counts what goes beside the rows, such as files. */
export type CountFiles = (keys: readonly string[]) => Promise<Record<string, number>>;

/**
 * Purges what is due in a class, some keys per transaction, each with its certificate: whoever is killed leaves whole
 * purges behind, and the next run goes on with what is still due. What is held is passed over and counted; a run that
 * finds nothing but held things certifies that when it is news.
 */
export async function purgeClass(
  context: JobContext,
  due: DueClass,
  scheduled: TermedClass,
  countFiles: CountFiles = () => Promise.resolve({}),
): Promise<ClassReport> {
  const report: ClassReport = { class: due.code, keys: 0, held: 0, certificates: 0, counts: {} };
  let after = '';
  for (;;) {
    const next = await retentionTransaction(context, async (client) => {
      const range = { after, most: MOST_KEYS };
      const { keys, persons, held } = await dueKeys(client, due, scheduled.term.before, range);
      report.held = held;
      if (keys.length === 0) {
        if (report.certificates === 0 && held !== (await heldBefore(client, due.code))) {
          const nothing = { keys, counts: {}, held, auditEventId: null };
          await issueCertificate(client, context, scheduled, nothing);
          report.certificates += 1;
        }
        return null;
      }
      const files = await countFiles(keys);
      const purged = await purgeKeys(client, context, { due, scheduled, keys, persons });
      const counts = { ...purged.counts, ...files };
      if (Object.values(counts).some((count) => count > 0)) {
        await issueCertificate(client, context, scheduled, { ...purged, counts, held });
        report.certificates += 1;
        report.keys += purged.keys.length;
        add(report.counts, counts);
      }
      return keys.at(-1) ?? null;
    });
    if (next === null) return report;
    after = next;
  }
}

/** Runs `work` under the one role that may purge, while no comparison runs and no hold is being placed. */
export async function retentionTransaction<T>(
  { deps, fence }: Pick<JobContext, 'deps' | 'fence'>,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return inTransaction(deps.database.pool, async (client) => {
    await lockComparison(client);
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('yikou.retention'))`);
    // Held from here to the commit; the role below may not look at the ledger.
    await checkFence(client, fence);
    await client.query('SET LOCAL ROLE yikou_retention_jobs');
    return work(client);
  });
}

type Chosen = {
  due: DueClass;
  scheduled: TermedClass;
  keys: readonly string[];
  persons: readonly string[];
};
type PurgedKeys = {
  keys: readonly string[];
  counts: Record<string, number>;
  auditEventId: number | null;
};

async function purgeKeys(
  client: pg.ClientBase,
  { actor }: JobContext,
  { due, scheduled, keys, persons }: Chosen,
): Promise<PurgedKeys> {
  if (due.steps.length === 0) {
    type Row = { certificate: number; ids: string[] };
    const { before } = scheduled.term;
    const values = [due.code, before, keys, actor.subject];
    const [row] = (await client.query<Row>(PURGE_AUDIT, values)).rows;
    // A row whose block was sealed late waits for the day that its block is old enough, too.
    const ids = row?.ids ?? [];
    return {
      keys: ids,
      counts: { 'audit.event': ids.length },
      auditEventId: row?.certificate ?? null,
    };
  }
  const counts: Record<string, number> = {};
  for (const { relation, sql, by } of due.steps) {
    const { rows } = await client.query<{ n: number }>(sql, [by === 'KEYS' ? keys : persons]);
    add(counts, { [relation]: Number(rows[0]?.n ?? 0) });
  }
  return { keys, counts, auditEventId: null };
}

async function heldBefore(client: pg.ClientBase, code: string): Promise<number> {
  const { rows } = await client.query<{ held: number }>(HELD_BEFORE, [code]);
  return rows[0]?.held ?? 0;
}

function add(to: Record<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) to[name] = (to[name] ?? 0) + count;
}
