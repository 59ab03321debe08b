import type { Actor } from '../../kernel/actor.ts';
import { toDbDate, type PlainDate } from '../../kernel/plain-date.ts';
import { groupBy } from '../../kernel/runtime/loader.ts';
import { createRecusals } from '../../kernel/runtime/recusals.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Membership, Prisma } from '../../prisma/generated/client/client.ts';
import { householdsInScope } from './scope.ts';

/** Which memberships are meant: those standing now, those standing on a day, or all there ever were. */
export type MembershipTime = 'CURRENT' | 'EVER' | PlainDate;

/** 家庭成员 over time; a membership runs from `validFrom` up to, not including, `validTo`. */
export function createMembershipService({ database }: SubgraphDeps) {
  const recusals = createRecusals(database);

  async function find(
    actor: Actor,
    time: MembershipTime,
    where: Prisma.MembershipWhereInput,
  ): Promise<Membership[]> {
    const household = householdsInScope(actor, await recusals.of(actor));
    return database.db.membership.findMany({
      where: { AND: [where, standing(time), { household }] },
      orderBy: [{ relationship: 'asc' }, { validFrom: 'asc' }, { id: 'asc' }],
    });
  }

  return {
    /** Members of households, by household number; the head first. */
    async ofHouseholds(
      actor: Actor,
      time: MembershipTime,
      householdNos: readonly string[],
    ): Promise<Map<string, Membership[]>> {
      const rows = await find(actor, time, { householdNo: { in: [...householdNos] } });
      return groupBy(rows, (row) => row.householdNo);
    },

    /** Memberships of persons, by person id; those in another street's households are left out. */
    async ofPersons(
      actor: Actor,
      time: MembershipTime,
      personIds: readonly string[],
    ): Promise<Map<string, Membership[]>> {
      const rows = await find(actor, time, { personId: { in: [...personIds] } });
      return groupBy(rows, (row) => row.personId);
    },
  };
}

function standing(time: MembershipTime): Prisma.MembershipWhereInput {
  if (time === 'EVER') return {};
  if (time === 'CURRENT') return { validTo: null };
  const day = toDbDate(time);
  return { validFrom: { lte: day }, OR: [{ validTo: null }, { validTo: { gt: day } }] };
}
