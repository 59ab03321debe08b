import { toDbDate, type PlainDate } from '../../kernel/plain-date.ts';
import {
  listed,
  whereText,
  type BoundFilterInput,
  type CodeFilterInput,
} from '../../kernel/runtime/filters.ts';
import type { Prisma } from '../../prisma/generated/client/client.ts';

export type AlertFilter = {
  streetCode?: CodeFilterInput | null | undefined;
  householdNo?: CodeFilterInput | null | undefined;
  caseNo?: CodeFilterInput | null | undefined;
  ruleId?: CodeFilterInput | null | undefined;
  severity?: CodeFilterInput | null | undefined;
  status?: CodeFilterInput | null | undefined;
  source?: CodeFilterInput | null | undefined;
  claimedBy?: CodeFilterInput | null | undefined;
  dueOn?: BoundFilterInput<PlainDate> | null | undefined;
  raisedOn?: BoundFilterInput<PlainDate> | null | undefined;
  overdue?: boolean | null | undefined;
};

/** The statuses in which an alert still waits for an officer. */
export const UNFINISHED = ['OPEN', 'CLAIMED'];

/**
 * The where clause of a filter.
 *
 * @param today the day that decides what is overdue: an unfinished alert whose due day has passed
 */
export function alertFilterWhere(filter: AlertFilter, today: PlainDate): Prisma.AlertWhereInput {
  return {
    AND: whereOverdue(filter.overdue, today),
    dueOn: whereDays(filter.dueOn),
    raisedOn: whereDays(filter.raisedOn),
    streetCode: whereText(filter.streetCode),
    householdNo: whereText(filter.householdNo),
    caseNo: whereText(filter.caseNo),
    ruleId: whereText(filter.ruleId),
    severity: whereText(filter.severity),
    status: whereText(filter.status),
    claimedBy: whereText(filter.claimedBy),
    sources: whereMember(filter.source),
  };
}

/** Unfinished alerts whose due day lies before `today`. */
export function overdueWhere(today: PlainDate): Prisma.AlertWhereInput {
  return { status: { in: UNFINISHED }, dueOn: { lt: toDbDate(today) } };
}

function whereOverdue(
  overdue: boolean | null | undefined,
  today: PlainDate,
): Prisma.AlertWhereInput {
  if (overdue == null) return {};
  // Negated by hand: SQL's NOT would lose the alerts without a due day.
  return overdue
    ? overdueWhere(today)
    : {
        OR: [
          { dueOn: null },
          { dueOn: { gte: toDbDate(today) } },
          { status: { notIn: UNFINISHED } },
        ],
      };
}

/** Both ends of a span of days, as a condition on a date column. */
export function whereDays(
  days: BoundFilterInput<PlainDate> | null | undefined,
): { gte?: Date; lte?: Date } | undefined {
  if (days == null) return undefined;
  return {
    ...(days.gte == null ? {} : { gte: toDbDate(days.gte) }),
    ...(days.lte == null ? {} : { lte: toDbDate(days.lte) }),
  };
}

/** A filter on the members of a list; `startsWith` has no meaning there. */
function whereMember(
  filter: CodeFilterInput | null | undefined,
): Prisma.StringNullableListFilter | undefined {
  if (filter == null) return undefined;
  return {
    ...(filter.eq == null ? {} : { has: filter.eq }),
    ...(filter.in == null ? {} : { hasSome: listed(filter.in) }),
  };
}
