import { assertCan, type Actor } from '../../kernel/actor.ts';
import { today } from '../../kernel/clock.ts';
import { toDbDate, type PlainDate } from '../../kernel/plain-date.ts';
import {
  pageOf,
  whereText,
  type BoundFilterInput,
  type CodeFilterInput,
  type Page,
} from '../../kernel/runtime/filters.ts';
import { groupBy, indexBy } from '../../kernel/runtime/loader.ts';
import { createRecusals } from '../../kernel/runtime/recusals.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Case, Prisma } from '../../prisma/generated/client/client.ts';
import type { CaseStatus } from './case-status.ts';
import { casesInScope, seesStreet } from './scope.ts';

/** What a list of cases may be narrowed by. */
export type CaseFilter = {
  caseNo?: CodeFilterInput | null;
  householdNo?: CodeFilterInput | null;
  streetCode?: CodeFilterInput | null;
  programmeCode?: CodeFilterInput | null;
  status?: { eq?: CaseStatus | null; in?: readonly CaseStatus[] | null } | null;
  startMonth?: BoundFilterInput<PlainDate> | null;
  lastCheckedOn?: BoundFilterInput<PlainDate> | null;
  authorisationValid?: boolean | null;
};

/** 授权书 of the household for economic verification (003 二(七)). */
export type Authorisation = { number: string; until: Date | null; valid: boolean };

/** 救助案件 */
export function createCaseService({ database, clock }: SubgraphDeps) {
  const { db } = database;
  const recusals = createRecusals(database);
  const now = () => toDbDate(today(clock));
  const inScope = async (actor: Actor) => casesInScope(actor, await recusals.of(actor));

  return {
    /** Cases by number; out of scope is absent, like unknown. */
    async byNos(actor: Actor, caseNos: readonly string[]): Promise<Map<string, Case>> {
      const rows = await db.case.findMany({
        where: { AND: [{ caseNo: { in: [...caseNos] } }, await inScope(actor)] },
      });
      return indexBy(rows, (row) => row.caseNo);
    },

    /** Cases by household number, the ended ones too; newest start first. */
    async ofHouseholds(
      actor: Actor,
      householdNos: readonly string[],
    ): Promise<Map<string, Case[]>> {
      const rows = await db.case.findMany({
        where: { AND: [{ householdNo: { in: [...householdNos] } }, await inScope(actor)] },
        orderBy: [{ startMonth: 'desc' }, { caseNo: 'asc' }],
      });
      return groupBy(rows, (row) => row.householdNo);
    },

    /**
     * One page of cases by case number.
     * @throws HubError FORBIDDEN when the role reads no cases.
     */
    async list(actor: Actor, filter: CaseFilter, page: Page<'caseNo'>): Promise<Case[]> {
      assertCan(actor, 'CASE_READ');
      const { take, beyond } = pageOf('caseNo', page);
      const where = { AND: [await inScope(actor), whereOf(filter, now()), beyond] };
      return db.case.findMany({ where, orderBy: { caseNo: 'asc' }, take });
    },

    /** @throws HubError FORBIDDEN when the role reads no cases. */
    async count(actor: Actor, filter: CaseFilter): Promise<number> {
      assertCan(actor, 'CASE_READ');
      return db.case.count({ where: { AND: [await inScope(actor), whereOf(filter, now())] } });
    },

    /** Cases 在保 per street code; a street out of scope is absent, one without any is 0. */
    async countActiveByStreet(
      actor: Actor,
      streetCodes: readonly string[],
    ): Promise<Map<string, number>> {
      const rows = await db.case.groupBy({
        by: ['streetCode'],
        where: {
          AND: [{ status: 'ACTIVE', streetCode: { in: [...streetCodes] } }, await inScope(actor)],
        },
        _count: true,
      });
      const counted = new Map(rows.map((row) => [row.streetCode, row._count]));
      return new Map(
        streetCodes
          .filter((code) => seesStreet(actor, code))
          .map((code) => [code, counted.get(code) ?? 0]),
      );
    },

    /** The 授权书 as it stands today; null when the roster names none. */
    authorisation(row: Case): Authorisation | null {
      if (row.authorisationNo === null) return null;
      const { authorisationNo: number, authorisationUntil: until } = row;
      return { number, until, valid: until !== null && until >= now() };
    },
  };
}

function whereOf(filter: CaseFilter, today: Date): Prisma.CaseWhereInput {
  const valid = { authorisationNo: { not: null }, authorisationUntil: { gte: today } };
  return {
    AND: [
      {
        caseNo: whereText(filter.caseNo),
        householdNo: whereText(filter.householdNo),
        streetCode: whereText(filter.streetCode),
        programmeCode: whereText(filter.programmeCode),
        status: whereText(filter.status),
        startMonth: whereBetween(filter.startMonth),
        lastCheckedOn: whereBetween(filter.lastCheckedOn),
      },
      filter.authorisationValid == null ? {} : filter.authorisationValid ? valid : notValid(today),
    ],
  };
}

// NOT(valid) would be unknown, not true, where the end date is null.
function notValid(today: Date): Prisma.CaseWhereInput {
  return {
    OR: [
      { authorisationNo: null },
      { authorisationUntil: null },
      { authorisationUntil: { lt: today } },
    ],
  };
}

function whereBetween(
  bounds: BoundFilterInput<PlainDate> | null | undefined,
): Prisma.DateTimeFilter | undefined {
  if (bounds == null) return undefined;
  return {
    ...(bounds.gte == null ? {} : { gte: toDbDate(bounds.gte) }),
    ...(bounds.lte == null ? {} : { lte: toDbDate(bounds.lte) }),
  };
}
