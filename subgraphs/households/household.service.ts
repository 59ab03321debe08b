import { assertCan, type Actor } from '../../kernel/actor.ts';
import {
  pageOf,
  whereText,
  type CodeFilterInput,
  type Page,
  type TextFilterInput,
} from '../../kernel/runtime/filters.ts';
import { indexBy } from '../../kernel/runtime/loader.ts';
import { createRecusals } from '../../kernel/runtime/recusals.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Household, Prisma } from '../../prisma/generated/client/client.ts';
import { householdsInScope, seesStreet } from './scope.ts';

/** What a list of households may be narrowed by. */
export type HouseholdFilter = {
  householdNo?: CodeFilterInput | null;
  streetCode?: CodeFilterInput | null;
  committeeCode?: CodeFilterInput | null;
  category?: TextFilterInput | null;
  hasCoveredMembers?: boolean | null;
  /** false (the default): listed now; true: no longer listed. */
  ended?: boolean | null;
};

/** 救助家庭 as the street keeps it. */
export function createHouseholdService({ database }: SubgraphDeps) {
  const { db } = database;
  const recusals = createRecusals(database);
  const inScope = async (actor: Actor) => householdsInScope(actor, await recusals.of(actor));

  return {
    /** Households by number; out of scope is absent, like unknown. */
    async byNos(actor: Actor, householdNos: readonly string[]): Promise<Map<string, Household>> {
      const rows = await db.household.findMany({
        where: { AND: [{ householdNo: { in: [...householdNos] } }, await inScope(actor)] },
      });
      return indexBy(rows, (row) => row.householdNo);
    },

    /**
     * One page of households by household number.
     * @throws HubError FORBIDDEN when the role reads no households.
     */
    async list(
      actor: Actor,
      filter: HouseholdFilter,
      page: Page<'householdNo'>,
    ): Promise<Household[]> {
      assertCan(actor, 'HOUSEHOLD_READ');
      const { take, beyond } = pageOf('householdNo', page);
      const where = { AND: [await inScope(actor), whereOf(filter), beyond] };
      return db.household.findMany({ where, orderBy: { householdNo: 'asc' }, take });
    },

    /** @throws HubError FORBIDDEN when the role reads no households. */
    async count(actor: Actor, filter: HouseholdFilter): Promise<number> {
      assertCan(actor, 'HOUSEHOLD_READ');
      return db.household.count({ where: { AND: [await inScope(actor), whereOf(filter)] } });
    },

    /** Households listed now per area code (9 or 12 digits); an area out of scope is absent. */
    async countByArea(actor: Actor, codes: readonly string[]): Promise<Map<string, number>> {
      const visible = { endedOn: null, ...(await inScope(actor)) };
      const streets = codes.filter((code) => code.length === 9);
      const committees = codes.filter((code) => code.length === 12);
      const [byStreet, byCommittee] = await Promise.all([
        streets.length === 0
          ? []
          : db.household.groupBy({
              by: ['streetCode'],
              where: { AND: [visible, { streetCode: { in: streets } }] },
              _count: true,
            }),
        committees.length === 0
          ? []
          : db.household.groupBy({
              by: ['committeeCode'],
              where: { AND: [visible, { committeeCode: { in: committees } }] },
              _count: true,
            }),
      ]);
      const seen = codes.filter((code) => seesStreet(actor, code.slice(0, 9)));
      return new Map([
        ...seen.map((code) => [code, 0] as const),
        ...byStreet.map((row) => [row.streetCode, row._count] as const),
        ...byCommittee.map((row) => [row.committeeCode, row._count] as const),
      ]);
    },
  };
}

function whereOf(filter: HouseholdFilter): Prisma.HouseholdWhereInput {
  const covered = { some: { covered: true, validTo: null } };
  return {
    AND: [
      {
        householdNo: whereText(filter.householdNo),
        streetCode: whereText(filter.streetCode),
        committeeCode: whereText(filter.committeeCode),
        category: whereText(filter.category),
        endedOn: filter.ended === true ? { not: null } : null,
      },
      filter.hasCoveredMembers == null
        ? {}
        : filter.hasCoveredMembers
          ? { memberships: covered }
          : { NOT: { memberships: covered } },
    ],
  };
}
