import { assertCan, type Actor } from '../../kernel/actor.ts';
import { actingAsHub } from '../../kernel/runtime/acting.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { PersonLink } from '../../prisma/generated/client/client.ts';
import type { OutreachTask } from '../../prisma/generated/client/client.ts';
import type { EvidenceRow } from './evidence.service.ts';
import { streetWhere } from './scope.ts';

const IN_REACH = 'SELECT 1 FROM households.person_in_reach WHERE person_id = $1 LIMIT 1';

/**
 * All that the hub holds on one person beyond the alerts, for the person's own report (个人信息保护法 第四十五条).
 * Records without an alert and decided matches are otherwise shown to no street; who sees the person may print them
 * for that person, and nobody else gets any.
 */
export function createSubjectRecordService({ database: { db, pool } }: SubgraphDeps) {
  /** Under the actor's own name, so that row security and recusal decide. */
  async function reaches(actor: Actor, personId: string): Promise<boolean> {
    assertCan(actor, 'SUBJECT_READ');
    return (await pool.query(IN_REACH, [personId])).rowCount === 1;
  }

  return {
    /** Every record that matched the person, whether or not an alert rests on it. */
    async records(actor: Actor, personId: string): Promise<EvidenceRow[]> {
      if (!(await reaches(actor, personId))) return [];
      return actingAsHub(async () =>
        db.matchedFact.findMany({
          where: { personId },
          include: { batch: true },
          orderBy: [{ source: 'asc' }, { periodEnd: 'asc' }, { rowNo: 'asc' }, { id: 'asc' }],
        }),
      );
    },

    /** What was decided about records and this person: the same, or not. */
    async links(actor: Actor, personId: string): Promise<PersonLink[]> {
      if (!(await reaches(actor, personId))) return [];
      return actingAsHub(async () =>
        db.personLink.findMany({
          where: { personId },
          orderBy: [{ decidedAt: 'asc' }, { recordKey: 'asc' }],
        }),
      );
    },

    /** The person's visits, as far as the actor's street has them. */
    async outreach(actor: Actor, personId: string): Promise<OutreachTask[]> {
      if (!(await reaches(actor, personId))) return [];
      return db.outreachTask.findMany({
        where: { AND: [{ personId }, streetWhere(actor, 'ALERT_READ')] },
        orderBy: [{ raisedOn: 'asc' }, { id: 'asc' }],
      });
    },
  };
}
