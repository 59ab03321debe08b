import { assertCan, type Actor } from '../../kernel/actor.ts';
import { today } from '../../kernel/clock.ts';
import type { PlainDate } from '../../kernel/plain-date.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Prisma, RetentionCertificate } from '../../prisma/generated/client/client.ts';
import { inTransaction } from './match/transaction.ts';
import { DUE_CLASSES } from './retention/classes.ts';
import { dueKeys, type DueCount } from './retention/due-keys.ts';
import { loadSchedule, type ScheduledClass } from './retention/schedule.ts';
import { stretchArgs, UUID, type TimeOrder, type TimeStretch } from './time-order.ts';

/** Certificates, the newest first. */
export const CERTIFICATE_ORDER: TimeOrder<RetentionCertificate> = {
  at: 'issuedAt',
  key: 'id',
  direction: 'desc',
  shape: UUID,
};

/** A class with what a run would purge of it now; null: it has no term, or no rows of its own. */
export type PreviewedClass = ScheduledClass & { now: DueCount | null };

/** 留存: the schedule, what is due by it, and the certificates of what went. */
export function createRetentionService({ database: { db, pool }, clock }: SubgraphDeps) {
  return {
    /** The schedule as of today. */
    schedule(actor: Actor): Promise<ScheduledClass[]> {
      assertCan(actor, 'RETENTION_READ');
      return loadSchedule(pool, today(clock));
    },

    /** What a run as of that day would purge. For the hub's own commands: no request may look that far. */
    async preview(actor: Actor, asOf: PlainDate): Promise<PreviewedClass[]> {
      assertCan(actor, 'RETENTION_READ');
      const schedule = await loadSchedule(pool, asOf);
      return inTransaction(
        pool,
        async (client) => {
          await client.query('SET LOCAL ROLE yikou_retention_jobs');
          const previewed: PreviewedClass[] = [];
          for (const own of schedule) {
            const due = DUE_CLASSES.find(({ code }) => code === own.code);
            const range = { after: '', most: 0 };
            const now = own.term && due ? await dueKeys(client, due, own.term.before, range) : null;
            previewed.push({ ...own, now: now && { due: now.due, held: now.held } });
          }
          return previewed;
        },
        'BEGIN READ ONLY',
      );
    },

    /** One stretch of the certificates, the newest first. */
    certificates(
      actor: Actor,
      classCode: string | null,
      stretch: TimeStretch,
    ): Promise<RetentionCertificate[]> {
      assertCan(actor, 'RETENTION_READ');
      const { within, orderBy, take } = stretchArgs(CERTIFICATE_ORDER, stretch);
      const where: Prisma.RetentionCertificateWhereInput = { AND: [ofClass(classCode), within] };
      return db.retentionCertificate.findMany({ where, orderBy, take });
    },

    /** How many certificates there are. */
    countCertificates(actor: Actor, classCode: string | null): Promise<number> {
      assertCan(actor, 'RETENTION_READ');
      return db.retentionCertificate.count({ where: ofClass(classCode) });
    },
  };
}

function ofClass(classCode: string | null): Prisma.RetentionCertificateWhereInput {
  return classCode === null ? {} : { classCode };
}
