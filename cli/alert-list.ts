import { fromDbDate } from '../kernel/plain-date.ts';
import type { CodeFilterInput } from '../kernel/runtime/filters.ts';
import type { Alert, MatchReview, OutreachTask } from '../prisma/generated/client/client.ts';
import type { Hub } from './hub.ts';

/** An alert as the command line tells it: joined with the person's name, the number masked. */
export type AlertLine = {
  alertNo: string;
  status: 'open' | 'closed' | 'withdrawn';
  claimed: boolean;
  withdrawnReason: string | null;
  disposition: string | null;
  rule: string;
  class: string | null;
  householdNo: string;
  caseNo: string;
  name: string;
  idNumberMasked: string;
  effectiveDate: string;
  severity: string;
  tier: string;
  reason: string | null;
  sources: string[];
  street: string;
  streetName: string;
  raisedDate: string;
  dueDate: string | null;
  factEndedOn: string | null;
  notListedSince: string | null;
  explanation: string;
};

/** A record pair that waits for a person. */
export type ReviewLine = {
  id: string;
  source: string;
  householdNo: string;
  idNumberMasked: string;
  name: string;
  recordName: string;
  reason: string;
  score: number | null;
  street: string;
};

/** Somebody who may need aid and is on none: to be visited. */
export type OutreachLine = {
  source: string;
  name: string;
  idNumberMasked: string;
  recognisedDate: string;
  street: string;
  streetName: string;
  raisedDate: string;
  status: string;
  outcome: string | null;
  closedDate: string | null;
};

/** What waits for a visit, or for its result. */
const TO_BE_VISITED = ['OPEN', 'CLAIMED'];

const PAGE = 500;

/** Every alert of a filter, the nearest due day first. */
export async function listAlerts(
  hub: Hub,
  filter: { streetCode?: CodeFilterInput; ruleId?: CodeFilterInput; open: boolean },
): Promise<AlertLine[]> {
  const { open, ...codes } = filter;
  const where = open ? { ...codes, status: { in: ['OPEN', 'CLAIMED'] } } : codes;
  const alerts: Alert[] = [];
  for (let page: Alert[] = [], last: Alert | undefined; ; last = page.at(-1)) {
    const after = last && { day: last.dueOn && fromDbDate(last.dueOn), alertNo: last.alertNo };
    page = await hub.crossmatch.alerts.list(hub.actor, where, 'DUE_ON_ASC', {
      after: after ?? null,
      before: null,
      limit: PAGE,
      inverted: false,
    });
    alerts.push(...page);
    if (page.length < PAGE) break;
  }
  const persons = await personsOf(hub, alerts);
  const streets = await streetNames(hub);
  return alerts.map((alert) => ({
    alertNo: alert.alertNo,
    status: statusOf(alert),
    claimed: alert.status === 'CLAIMED',
    withdrawnReason: alert.withdrawnReason,
    disposition: alert.disposition,
    rule: alert.ruleId,
    class: alert.alertClass,
    householdNo: alert.householdNo,
    caseNo: alert.caseNo,
    name: persons.get(alert.personId)?.name ?? '',
    idNumberMasked: persons.get(alert.personId)?.idNumberMasked ?? '',
    effectiveDate: fromDbDate(alert.effectiveOn),
    severity: alert.severity.toLowerCase(),
    tier: alert.tier,
    reason: alert.reason,
    sources: [...alert.sources].sort(),
    street: alert.streetCode,
    streetName: streets.get(alert.streetCode) ?? alert.streetCode,
    raisedDate: fromDbDate(alert.raisedOn),
    dueDate: alert.dueOn && fromDbDate(alert.dueOn),
    factEndedOn: alert.factEndedOn && fromDbDate(alert.factEndedOn),
    notListedSince: alert.notListedSince && fromDbDate(alert.notListedSince),
    explanation: alert.explanation,
  }));
}

/** Every pair that waits for a person, the oldest first. */
export async function listReviews(hub: Hub): Promise<ReviewLine[]> {
  const reviews: MatchReview[] = [];
  for (let page: MatchReview[] = []; ;) {
    const last = page.at(-1);
    const after = last === undefined ? null : { at: last.raisedOn, key: last.id };
    page = await hub.crossmatch.reviews.list(
      hub.actor,
      { status: { eq: 'OPEN' } },
      { after, before: null, limit: PAGE, inverted: false },
    );
    reviews.push(...page);
    if (page.length < PAGE) break;
  }
  const persons = await personsOf(hub, reviews);
  return reviews.map((review) => ({
    id: review.id,
    source: review.source,
    householdNo: review.householdNo,
    idNumberMasked: persons.get(review.personId)?.idNumberMasked ?? '',
    name: persons.get(review.personId)?.name ?? '',
    recordName: review.recordName,
    reason: review.reason,
    score: review.score === null ? null : Number(review.score),
    street: review.streetCode,
  }));
}

/** The outreach tasks of a filter, the oldest first; without a status those that are not over. */
export async function listOutreach(
  hub: Hub,
  filter: { streetCode?: CodeFilterInput; status?: CodeFilterInput },
): Promise<OutreachLine[]> {
  const tasks: OutreachTask[] = [];
  for (let page: OutreachTask[] = []; ;) {
    const last = page.at(-1);
    const after = last === undefined ? null : { at: last.raisedOn, key: last.id };
    page = await hub.crossmatch.outreach.list(
      hub.actor,
      { status: { in: TO_BE_VISITED }, ...filter },
      { after, before: null, limit: PAGE, inverted: false },
    );
    tasks.push(...page);
    if (page.length < PAGE) break;
  }
  const streets = await streetNames(hub);
  return tasks.map((task) => ({
    source: task.source,
    name: task.name,
    idNumberMasked: hub.crossmatch.outreach.idNumberMasked(task),
    recognisedDate: fromDbDate(task.recognisedOn),
    street: task.streetCode,
    streetName: streets.get(task.streetCode) ?? task.streetCode,
    raisedDate: fromDbDate(task.raisedOn),
    status: task.status,
    outcome: task.outcome,
    closedDate: task.closedOn && fromDbDate(task.closedOn),
  }));
}

/** The names of the streets by code. */
export async function streetNames(hub: Hub): Promise<Map<string, string>> {
  const streets = await hub.households.areas.ofLevel('SUBDISTRICT');
  return new Map(streets.map(({ code, name }) => [code, name]));
}

type Named = { name: string; idNumberMasked: string };

async function personsOf(
  hub: Hub,
  rows: readonly { personId: string }[],
): Promise<Map<string, Named>> {
  const ids = [...new Set(rows.map((row) => row.personId))];
  const named = new Map<string, Named>();
  for (let from = 0; from < ids.length; from += PAGE) {
    const persons = await hub.households.persons.byIds(hub.actor, ids.slice(from, from + PAGE));
    for (const [id, person] of persons) {
      const idNumberMasked = hub.households.persons.idNumberMasked(person);
      named.set(id, { name: person.name, idNumberMasked });
    }
  }
  return named;
}

function statusOf({ status }: Alert): AlertLine['status'] {
  if (status === 'WITHDRAWN') return 'withdrawn';
  return status === 'CLOSED' ? 'closed' : 'open';
}
