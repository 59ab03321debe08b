import type { PlainDate } from '../../kernel/plain-date.ts';
import { toDbDate } from '../../kernel/plain-date.ts';
import { whereText, type CodeFilterInput } from '../../kernel/runtime/filters.ts';
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
  dueBefore?: PlainDate | null | undefined;
  raisedFrom?: PlainDate | null | undefined;
  overdue?: boolean | null | undefined;
};

/** The statuses in which an alert still waits for an officer. */
export const UNFINISHED = ['OPEN', 'CLAIMED'];

/**
 * The where clause of a filter.
 *
 * @param today the day that decides what is overdue: an unfinished alert whose due day has passed
 */
export function alertFilterWhere(
  filter: AlertFilter | null | undefined,
  today: PlainDate,
): Prisma.AlertWhereInput {
  if (!filter) return {};
  const days: Prisma.AlertWhereInput[] = [];
  if (filter.dueBefore) days.push({ dueOn: { lt: toDbDate(filter.dueBefore) } });
  if (filter.raisedFrom) days.push({ raisedOn: { gte: toDbDate(filter.raisedFrom) } });
  if (filter.overdue === true) days.push(overdueWhere(today));
  if (filter.overdue === false) days.push({ NOT: overdueWhere(today) });
  return {
    AND: days,
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
  return { status: { in: UNFINISHED }, dueOn: { not: null, lt: toDbDate(today) } };
}

/** A filter on the members of a list; `startsWith` has no meaning there. */
function whereMember(
  filter: CodeFilterInput | null | undefined,
): Prisma.StringNullableListFilter | undefined {
  if (filter == null) return undefined;
  return {
    ...(filter.eq == null ? {} : { has: filter.eq }),
    ...(filter.in == null ? {} : { hasSome: [...filter.in] }),
  };
}
