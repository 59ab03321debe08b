import { pino } from 'pino';
import type { Actor } from '../../kernel/actor.ts';
import type { DatabaseRole } from '../../kernel/runtime/db.ts';
import { createSubgraphExecutor } from '../../kernel/runtime/subgraph-executor.ts';
import { createAssistance } from '../../subgraphs/assistance/subgraph.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { createHouseholds } from '../../subgraphs/households/subgraph.ts';
import { accessDistrict } from './access-district.ts';
import type { AccessRow, Kind } from './access-oracle.ts';
import { anActor, anId } from './crossmatch-builders.ts';
import { testDeps, type FreshDatabase } from './database.ts';
import { declareRelative, tieAccounts } from './recuse.ts';

/** Why a row is not found; to who asks all three are one. */
export const REASONS = ['unknown', 'otherStreet', 'recused'] as const;
export type Reason = (typeof REASONS)[number];

type Entry = {
  name: string;
  subgraph: DatabaseRole;
  kind: Kind;
  actor: Actor;
  query: string;
  variables: (key: string) => Record<string, unknown>;
};

const RECUSED = 'officer-with-a-brother';
const OFFICER = anActor('CASE_OFFICER', { subject: RECUSED });
const HEAD = anActor('OFFICE_HEAD', { subject: RECUSED });
const REVIEWER = anActor('MATCH_REVIEWER', { subject: RECUSED });

function byKey(
  subgraph: DatabaseRole,
  kind: Kind,
  text: string,
  options: { actor?: Actor; mutation?: boolean } = {},
): Entry {
  const { actor = OFFICER, mutation = false } = options;
  return {
    ...{ name: text.split('(')[0] ?? text, subgraph, kind, actor },
    query: `${mutation ? 'mutation' : 'query'} ($key: ID!) { found: ${text} }`,
    variables: (key) => ({ key }),
  };
}

function byReference(subgraph: DatabaseRole, kind: Kind, type: string, field: string): Entry {
  return {
    ...{ name: `_entities ${type}`, subgraph, kind, actor: OFFICER },
    query: `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${field} } } }`,
    variables: (key) => ({ r: [{ __typename: type, [field.split(' ')[0] ?? field]: key }] }),
  };
}

function byFilter(subgraph: DatabaseRole, kind: Kind, list: string, field: string): Entry {
  return {
    ...{ name: `${list} narrowed to it`, subgraph, kind, actor: OFFICER },
    query: `query ($key: String!) { ${list}(filter: { ${field}: { eq: $key } }) {
              totalCount pageInfo { hasNextPage endCursor } edges { node { ${field} } } } }`,
    variables: (key) => ({ key }),
  };
}

const DISPOSE = 'recordDisposition(input: { alertNo: $key, disposition: NO_EFFECT }) { alertNo }';
const VISIT = 'recordOutreachVisit(input: { taskId: $key, outcome: DECLINED, note: "无" }) { id }';
const DECIDE =
  'decideMatchReview(input: { reviewId: $key, decision: SAME, reason: "一致" }) { id }';
const GIVE = 'reassignAlert(input: { alertNo: $key, assignee: "li" }) { alertNo }';
const act = { mutation: true };

/** Every way in that takes a key of somebody's row. */
export const ENTRIES: readonly Entry[] = [
  byKey('households', 'household', 'household(householdNo: $key) { householdNo }'),
  byKey('households', 'person', 'person(id: $key) { id }'),
  byKey('assistance', 'case', 'case(caseNo: $key) { caseNo }'),
  byKey('crossmatch', 'alert', 'alert(alertNo: $key) { alertNo }'),
  byKey('crossmatch', 'ticket', 'correctionTicket(ticketNo: $key) { ticketNo }'),
  byKey('crossmatch', 'review', 'matchReview(id: $key) { id }', { actor: REVIEWER }),
  byReference('households', 'household', 'Household', 'householdNo members { validFrom }'),
  byReference('households', 'person', 'Person', 'id memberships { validFrom }'),
  byReference('assistance', 'case', 'Case', 'caseNo status'),
  byReference('assistance', 'household', 'Household', 'householdNo cases { caseNo }'),
  byReference('crossmatch', 'alert', 'Alert', 'alertNo status'),
  byReference('crossmatch', 'household', 'Household', 'householdNo alerts { totalCount }'),
  byReference('crossmatch', 'person', 'Person', 'id alerts { totalCount }'),
  byReference('crossmatch', 'case', 'Case', 'caseNo alerts { totalCount }'),
  byFilter('households', 'household', 'households', 'householdNo'),
  byFilter('assistance', 'case', 'cases', 'caseNo'),
  byFilter('crossmatch', 'household', 'alerts', 'householdNo'),
  byFilter('crossmatch', 'household', 'authorisationTasks', 'householdNo'),
  byKey('crossmatch', 'alert', 'claimAlert(alertNo: $key) { alertNo }', act),
  byKey('crossmatch', 'alert', DISPOSE, act),
  byKey('crossmatch', 'alert', GIVE, { ...act, actor: HEAD }),
  byKey('crossmatch', 'outreach', 'claimOutreachTask(taskId: $key) { id }', act),
  byKey('crossmatch', 'outreach', VISIT, act),
  byKey('crossmatch', 'review', DECIDE, { ...act, actor: REVIEWER }),
  byKey('assistance', 'case', 'acceptCase(caseNo: $key) { caseNo }', act),
];

/** Keys of rows that are there, in another street, of a relative, and of none at all. */
export type NotFoundDesk = {
  keyFor(entry: Entry, reason: Reason | 'own'): string | null;
  /** The whole body of the answer, and how long it took in milliseconds. */
  ask(entry: Entry, key: string): Promise<{ body: string; ms: number }>;
};

const UNKNOWN: Partial<Record<Kind, string>> = {
  household: 'HH-9-9',
  case: 'CC-99',
  alert: 'YJ-ZZZZZZZ',
  ticket: 'GZ-ZZZZZZZ',
};

/** The district of the access tests, asked as somebody who is recused from the household HH-0-0. */
export async function notFoundDesk(database: FreshDatabase): Promise<NotFoundDesk> {
  const rows = await accessDistrict(database);
  const of = (household: string, kind: Kind): AccessRow | undefined =>
    rows.find((row) => row.kind === kind && row.households[0] === household);
  const staff = anId();
  await tieAccounts(database, [RECUSED], staff);
  await declareRelative(database, staff, of('HH-0-0', 'person')?.key ?? '');
  const HOMES = { own: 'HH-0-2', otherStreet: 'HH-1-1', recused: 'HH-0-0' } as const;
  const log = pino({ level: 'silent' });
  const executors = {
    households: createSubgraphExecutor(createHouseholds(testDeps(database, 'households')), log),
    assistance: createSubgraphExecutor(createAssistance(testDeps(database, 'assistance')), log),
    crossmatch: createSubgraphExecutor(createCrossmatch(testDeps(database, 'crossmatch')), log),
  };
  return {
    keyFor({ kind, actor }, reason) {
      if (reason === 'unknown') return UNKNOWN[kind] ?? '00000000-0000-8000-8000-ffffffffffff';
      // Reviewers of the district have no other street.
      if (reason === 'otherStreet' && actor.streetCode === null) return null;
      return of(HOMES[reason], kind)?.key ?? null;
    },
    async ask({ subgraph, actor, query, variables }, key) {
      const started = performance.now();
      const answer = await executors[subgraph].execute(
        { query, variables: variables(key) },
        { actor, purpose: null, requestId: 'r' },
      );
      const ms = performance.now() - started;
      return { body: JSON.stringify(answer), ms };
    },
  };
}
