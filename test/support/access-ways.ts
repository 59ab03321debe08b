import type { Actor } from '../../kernel/actor.ts';
import { actingFor } from '../../kernel/runtime/acting.ts';
import type { DatabaseRole } from '../../kernel/runtime/db.ts';
import { createAssistance } from '../../subgraphs/assistance/subgraph.ts';
import { createExtractService } from '../../subgraphs/crossmatch/extract.service.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { createHouseholds } from '../../subgraphs/households/subgraph.ts';
import { STREETS } from './access-district.ts';
import { LISTS, type Filter } from './access-lists.ts';
import type { AccessRow, Kind } from './access-oracle.ts';
import { askOf, type Ask } from './ask.ts';
import { testDeps, type FreshDatabase } from './database.ts';
import type { RandomNumbers } from './random-numbers.ts';

/**
 * A way to rows of a kind: what an actor is given of those that are asked for. `asked` are the rows the answer is
 * about; a way that may pass by some that are allowed (a relation of today, of one who moved) is `partial`.
 */
export type Way = (
  actor: Actor,
  rows: readonly AccessRow[],
  random: RandomNumbers,
) => Promise<{ asked: readonly AccessRow[]; seen: Set<string>; partial?: boolean }>;

/** Ways to count rows by street; a street that is not told counts as none. */
export type Count = (actor: Actor) => Promise<Map<string, number>>;

type Asks = Record<DatabaseRole, Ask>;
type Json = Record<string, unknown>;

/** Tables and views of a kind, with what names the row. */
const TABLES: Partial<Record<Kind, [DatabaseRole, string, string][]>> = {
  household: [
    ['households', 'household', 'household_no'],
    ['households', 'membership', 'household_no'],
  ],
  person: [
    ['households', 'person', 'id'],
    ['crossmatch', 'outreach_task', 'person_id'],
  ],
  case: ['case_record', 'payment', 'case_month', 'case_step'].map((table) => [
    'assistance',
    table,
    'case_no',
  ]),
  alert: ['alert', 'alert_event', 'alert_evidence'].map((table) => [
    'crossmatch',
    table,
    'alert_no',
  ]),
  review: [['crossmatch', 'match_review', 'id']],
  outreach: [['crossmatch', 'outreach_task', 'id']],
  task: [['crossmatch', 'authorisation_task', 'household_no']],
  ticket: [['crossmatch', 'correction_ticket', 'ticket_no']],
  row: [['crossmatch', 'set_aside_row', `batch_id || ':' || row_no`]],
};

/** What the database gives to a statement without any condition, past every other layer. */
export function sqlWays(database: FreshDatabase, kind: Kind): Way[] {
  return (TABLES[kind] ?? []).map(([role, table, key]) => async (actor, rows) => {
    const { pool } = database.subgraph(role);
    const { rows: found } = await actingFor(actor, () =>
      pool.query<{ key: string }>(`SELECT ${key}::text AS key FROM ${table}`),
    );
    // People of outreach tasks are persons too; not every person has a task.
    const partial = kind === 'person' && table !== 'person';
    return { asked: rows, seen: new Set(found.map((row) => row.key)), partial };
  });
}

/** Root fields that take a key, and types that are referred to by one. */
const BY_KEY: Partial<Record<Kind, [DatabaseRole, string, string]>> = {
  household: ['households', 'household', 'householdNo'],
  person: ['households', 'person', 'id'],
  case: ['assistance', 'case', 'caseNo'],
  alert: ['crossmatch', 'alert', 'alertNo'],
  review: ['crossmatch', 'matchReview', 'id'],
  ticket: ['crossmatch', 'correctionTicket', 'ticketNo'],
};
const TYPES: Partial<Record<Kind, [DatabaseRole, string, string]>> = {
  household: ['households', 'Household', 'householdNo'],
  person: ['households', 'Person', 'id'],
  case: ['assistance', 'Case', 'caseNo'],
  alert: ['crossmatch', 'Alert', 'alertNo'],
};

const ALERTS = 'alerts(first: 100) { edges { node { key: alertNo } } }';
const CASES = 'cases { key: caseNo payments { edges { node { month } } } steps { round } }';
const MEMBERS = '{ person { key: id } }';
/** What hangs on what: from a referred type, by its key in the row, to rows of the kind. */
const RELATIONS: Partial<Record<Kind, [DatabaseRole, string, string, string, boolean][]>> = {
  alert: [
    ['crossmatch', 'Household', 'householdNo', ALERTS, false],
    ['crossmatch', 'Case', 'caseNo', ALERTS, true],
    ['crossmatch', 'Person', 'id', ALERTS, true],
  ],
  case: [['assistance', 'Household', 'householdNo', CASES, false]],
  person: [
    ['households', 'Household', 'householdNo', `members ${MEMBERS}`, true],
    ['households', 'Household', 'householdNo', `members(asOf: "2026-02-01") ${MEMBERS}`, true],
    [
      'households',
      'Person',
      'id',
      `memberships(ever: true) { household { members ${MEMBERS} } }`,
      true,
    ],
  ],
  household: [
    [
      'households',
      'Person',
      'id',
      'memberships(ever: true) { household { key: householdNo } }',
      true,
    ],
  ],
};

/** All ways over the graph to rows of a kind, each subgraph asked as the gateway asks it. */
export function graphWays(asks: Asks, kind: Kind, every: readonly AccessRow[]): Way[] {
  const ways: Way[] = [];
  const list = LISTS[kind];
  if (list) ways.push(byList(asks, list));
  const byKey = BY_KEY[kind];
  if (byKey) ways.push(oneByOne(asks, byKey));
  const type = TYPES[kind];
  if (type) ways.push(byReference(asks, type));
  for (const relation of RELATIONS[kind] ?? []) ways.push(byRelation(asks, relation, every));
  if (kind === 'row') ways.push(byBatch(asks.crossmatch));
  if (kind === 'alert') ways.push(byTicket(asks.crossmatch));
  return ways;
}

/** A list narrowed somehow, and its count: one that tells of more than the list shows up as a row. */
function byList(
  asks: Asks,
  [role, list, field, filters]: [DatabaseRole, string, string, Filter[]],
): Way {
  return async (actor, rows, random) => {
    const [text, holds] = random.pick(filters);
    const [other, alsoHolds] = random.pick(filters);
    const both = text.split(':')[0] === other.split(':')[0] ? text : `${text} ${other}`;
    const { data } = await asks[role](
      actor,
      `{ ${list}(first: 100, filter: { ${both} }) { totalCount edges { node { key: ${field} } } } }`,
    );
    const seen = keysIn(data);
    const { totalCount = 0 } = (data?.[list] ?? {}) as { totalCount?: number };
    if (totalCount !== seen.size) seen.add('totalCount');
    const asked = rows.filter((row) => holds(row) && (both === text || alsoHolds(row)));
    return { asked, seen };
  };
}

/** Each key by a root field of its own. */
function oneByOne(asks: Asks, [role, field, key]: [DatabaseRole, string, string]): Way {
  return async (actor, rows) => {
    const fields = rows.map((row, n) => `a${n}: ${field}(${key}: "${row.key}") { key: ${key} }`);
    const { data } = await asks[role](actor, `{ ${fields.join(' ')} }`);
    return { asked: rows, seen: keysIn(data) };
  };
}

/** A reference to what the actor may not see is null, or names the key it was asked with and nothing more. */
function byReference(asks: Asks, [role, type, field]: [DatabaseRole, string, string]): Way {
  return async (actor, rows) => {
    const keys = rows.map(({ key }) => ({ __typename: type, [field]: key }));
    return { asked: rows, seen: await referred(asks[role], actor, keys, type, `key: ${field}`) };
  };
}

function byRelation(
  asks: Asks,
  [role, type, field, selection, partial]: [DatabaseRole, string, string, string, boolean],
  every: readonly AccessRow[],
): Way {
  const from = every.filter(({ kind }) => kind === type.toLowerCase());
  return async (actor, rows) => {
    const keys = from.map(({ key }) => ({ __typename: type, [field]: key }));
    const seen = await referred(asks[role], actor, keys, type, selection);
    return { asked: rows, seen, partial };
  };
}

async function referred(
  ask: Ask,
  actor: Actor,
  representations: Json[],
  type: string,
  selection: string,
): Promise<Set<string>> {
  const { data } = await ask(
    actor,
    `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${selection} } } }`,
    { r: representations },
  );
  return keysIn(data);
}

/** The rows of batches that were set aside, by their place. */
function byBatch(ask: Ask): Way {
  return async (actor, rows) => {
    const seen = new Set<string>();
    for (const id of batchesOf(rows)) {
      const { data } = await ask(
        actor,
        `{ extractBatch(id: "${id}") { setAsideRows(first: 100) { edges { node { key: rowNo } } } } }`,
      );
      for (const rowNo of keysIn(data)) seen.add(`${id}:${rowNo}`);
    }
    return { asked: rows, seen };
  };
}

/** From a ticket, which its department may see, to the alert, which it may not. */
function byTicket(ask: Ask): Way {
  return async (actor, rows) => {
    const { data } = await ask(
      actor,
      '{ correctionTickets(first: 100) { edges { node { alert { key: alertNo } } } } }',
    );
    return { asked: rows, seen: keysIn(data), partial: true };
  };
}

/** What leaves by download: the rows of a batch that were set aside. */
export function exportWay(database: FreshDatabase): Way {
  const extracts = createExtractService(testDeps(database, 'crossmatch'));
  return async (actor, rows) => {
    const seen = new Set<string>();
    for (const id of batchesOf(rows)) {
      try {
        let text = '';
        await actingFor(actor, async () => {
          for await (const line of extracts.setAsideTemplate(actor, id)) text += line;
        });
        for (const [key] of text.matchAll(/[0-9a-f-]{36}:\d+/g)) seen.add(key);
      } catch (error) {
        if (!['FORBIDDEN', 'NOT_FOUND'].includes((error as { code?: string }).code ?? ''))
          throw error;
      }
    }
    return { asked: rows, seen };
  };
}

/** Counts of rows of a kind by street, from statistics and from the streets themselves. */
export function counts(asks: Asks): [Kind, Count][] {
  const ofStreets =
    (role: DatabaseRole, field: string): Count =>
    async (actor) => {
      const representations = STREETS.map((code) => ({ __typename: 'Subdistrict', code }));
      const { data } = await asks[role](
        actor,
        `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Subdistrict { code ${field} } } }`,
        { r: representations },
      );
      const streets = (data?.['_entities'] ?? []) as ({ code: string } & Json)[];
      return new Map(streets.map((street) => [street.code, Number(street[field] ?? 0)]));
    };
  const ofCells =
    (role: DatabaseRole, query: string, field: string): Count =>
    async (actor) => {
      const { data } = await asks[role](actor, query);
      const cells = Object.values(data ?? {}).flat() as ({ streetCode: string } & Json)[];
      return new Map(cells.filter(Boolean).map((cell) => [cell.streetCode, Number(cell[field])]));
    };
  return [
    ['case', ofStreets('assistance', 'activeCaseCount')],
    ['alert', ofStreets('crossmatch', 'openAlertCount')],
    [
      'alert',
      ofCells('crossmatch', '{ alertStatistics(groupBy: [STREET]) { streetCode count } }', 'count'),
    ],
    [
      'case',
      ofCells(
        'assistance',
        '{ streetStatistics(groupBy: [STREET]) { streetCode cases } }',
        'cases',
      ),
    ],
  ];
}

/** The three subgraphs of a database, asked past the gateway. */
export function subgraphAsks(database: FreshDatabase): Asks {
  return {
    households: askOf(createHouseholds(testDeps(database, 'households'))),
    assistance: askOf(createAssistance(testDeps(database, 'assistance'))),
    crossmatch: askOf(createCrossmatch(testDeps(database, 'crossmatch'))),
  };
}

/** Whose rights the services are made to see: to ask as one person what another is answered. */
export function asIfBy(asks: Asks, other: (actor: Actor) => Actor): Asks {
  const turned =
    (ask: Ask): Ask =>
    (actor, ...rest) =>
      ask(other(actor), ...rest);
  return {
    households: turned(asks.households),
    assistance: turned(asks.assistance),
    crossmatch: turned(asks.crossmatch),
  };
}

function batchesOf(rows: readonly AccessRow[]): string[] {
  return [...new Set(rows.map(({ key }) => key.split(':')[0] ?? ''))];
}

/** Every value under the name `key`, however deep. */
function keysIn(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const one of value) keysIn(one, found);
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) {
      if (name === 'key') found.add(String(inner));
      else keysIn(inner, found);
    }
  return found;
}
