import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROLES, type Actor, type Role } from '../../kernel/actor.ts';
import { actingFor } from '../../kernel/runtime/acting.ts';
import type { DatabaseRole } from '../../kernel/runtime/db.ts';
import { createAssistance } from '../../subgraphs/assistance/subgraph.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { createHouseholds } from '../../subgraphs/households/subgraph.ts';
import { accessDistrict, STREETS } from '../support/access-district.ts';
import { maySee, type AccessRow, type Kind } from '../support/access-oracle.ts';
import { asOwner } from '../support/as-owner.ts';
import { askOf, type Ask } from '../support/ask.ts';
import { anActor } from '../support/crossmatch-builders.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';
import { randomNumbers, type RandomNumbers } from '../support/random-numbers.ts';

// Random persons on random ways to all rows of a kind at once, against the oracle. YIKOU_CHECKS=100000: the long run.
const CHECKS = Number(process.env['YIKOU_CHECKS'] ?? 4_000);
const RECUSED = 'HH-0-1';

const TABLES: Record<Kind, [DatabaseRole, string, string]> = {
  household: ['households', 'household', 'household_no'],
  person: ['households', 'person', 'id'],
  case: ['assistance', 'case_record', 'case_no'],
  alert: ['crossmatch', 'alert', 'alert_no'],
  review: ['crossmatch', 'match_review', 'id'],
  outreach: ['crossmatch', 'outreach_task', 'id'],
};
const TYPES: Partial<Record<Kind, [string, string]>> = {
  household: ['Household', 'householdNo'],
  person: ['Person', 'id'],
  case: ['Case', 'caseNo'],
  alert: ['Alert', 'alertNo'],
};
const LISTS: Partial<Record<Kind, [string, string]>> = {
  household: ['households', 'householdNo'],
  case: ['cases', 'caseNo'],
  alert: ['alerts', 'alertNo'],
  review: ['matchReviews', 'id'],
  outreach: ['outreachTasks', 'id'],
};

let database: FreshDatabase;
let rows: AccessRow[];
let asks: Record<DatabaseRole, Ask>;
beforeAll(async () => {
  database = await freshDatabase();
  rows = await accessDistrict(database);
  const recused = rows.find(
    ({ kind, households }) => kind === 'person' && households[0] === RECUSED,
  );
  await asOwner(
    database,
    `INSERT INTO households.recusal SELECT 'recused-' || role, '${recused?.key}', '近亲属备案', '2026-01-01'
       FROM unnest(ARRAY['${ROLES.join("','")}']) AS role`,
  );
  asks = {
    households: askOf(createHouseholds(testDeps(database, 'households'))),
    assistance: askOf(createAssistance(testDeps(database, 'assistance'))),
    crossmatch: askOf(createCrossmatch(testDeps(database, 'crossmatch'))),
  };
});
afterAll(() => database.drop());

function someone(random: RandomNumbers): Actor {
  const role = random.pick(ROLES);
  const streetCode = random.pick<string | null>([...STREETS, null]);
  const recused = random.chance(0.3) ? { subject: `recused-${role}` } : {};
  return anActor(role, { streetCode, ...recused });
}

type Way = (
  actor: Actor,
  kind: Kind,
  keys: string[],
  random: RandomNumbers,
) => Promise<Set<string> | null>;

/** What the database gives to a statement without any condition, past every other layer. */
const bySql: Way = async (actor, kind) => {
  const [role, table, key] = TABLES[kind];
  const { pool } = database.subgraph(role);
  const { rows: found } = await actingFor(actor, () =>
    pool.query<{ key: string }>(`SELECT ${key}::text AS key FROM ${table}`),
  );
  return new Set(found.map((row) => row.key));
};

const byEntities: Way = async (actor, kind, keys) => {
  const [type, field] = TYPES[kind] ?? [];
  if (type === undefined || field === undefined) return null;
  const { data } = await asks[TABLES[kind][0]](
    actor,
    `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { key: ${field} } } }`,
    { r: keys.map((key) => ({ __typename: type, [field]: key })) },
  );
  // A reference to what the actor may not see is null, or names the key it was asked with and nothing more.
  const entities = (data?.['_entities'] ?? []) as ({ key: string } | null)[];
  return new Set(entities.flatMap((entity) => (entity ? [entity.key] : [])));
};

/** A list narrowed to all streets, and its count; a count that tells more than the list shows up as a row. */
const byList: Way = async (actor, kind) => {
  const [list, field] = LISTS[kind] ?? [];
  if (list === undefined || field === undefined) return null;
  const { data } = await asks[TABLES[kind][0]](
    actor,
    `{ ${list}(first: 100, filter: { streetCode: { in: ${JSON.stringify(STREETS)} } }) {
         totalCount edges { node { key: ${field} } } } }`,
  );
  const found = data?.[list] as { totalCount: number; edges: { node: { key: string } }[] } | null;
  const keys = (found?.edges ?? []).map(({ node }) => node.key);
  if (found && found.totalCount !== keys.length) keys.push('totalCount');
  return new Set(keys);
};

type Tally = { checks: number; leaks: string[]; denials: string[] };

/** Compares what is seen on these ways with the oracle until so many checks are made. */
async function compare(
  ways: Way[],
  options: { recusals: boolean; without?: Role; checks?: number },
): Promise<Tally> {
  const random = randomNumbers('access');
  const tally: Tally = { checks: 0, leaks: [], denials: [] };
  while (tally.checks < (options.checks ?? CHECKS)) {
    const actor = someone(random);
    if (actor.role === options.without) continue;
    const kind = random.pick(Object.keys(TABLES) as Kind[]);
    const asked = rows.filter((row) => row.kind === kind);
    const way = random.pick(ways);
    const seen = await way(
      actor,
      kind,
      asked.map(({ key }) => key),
      random,
    );
    if (seen === null) continue;
    const recused = options.recusals && actor.subject.startsWith('recused-') ? [RECUSED] : [];
    if (seen.has('totalCount')) tally.leaks.push(`${actor.role} counts ${kind}`);
    for (const row of asked) {
      tally.checks += 1;
      const may = maySee(actor, row, recused);
      if (seen.has(row.key) === may) continue;
      (may ? tally.denials : tally.leaks).push(
        `${actor.role} ${actor.streetCode} ${kind} ${row.key}`,
      );
    }
  }
  return tally;
}

async function rowSecurity(state: 'ENABLE' | 'DISABLE'): Promise<void> {
  for (const [schema, table] of Object.values(TABLES))
    await asOwner(database, `ALTER TABLE ${schema}.${table} ${state} ROW LEVEL SECURITY`);
}

it('shows over the graph exactly what the oracle allows', async () => {
  const tally = await compare([byEntities, byList], { recusals: true });
  expect(tally).toMatchObject({ leaks: [], denials: [] });
  expect(tally.checks).toBeGreaterThanOrEqual(CHECKS);
}, 600_000);

it('shows by row security alone exactly what the oracle allows', async () => {
  expect(await compare([bySql], { recusals: true })).toMatchObject({ leaks: [], denials: [] });
}, 600_000);

it('shows by the services alone exactly what the oracle allows, but for recusals', async () => {
  await rowSecurity('DISABLE');
  try {
    // SYSTEM is the hub's own to the services; no token may claim it.
    const tally = await compare([byEntities, byList], { recusals: false, without: 'SYSTEM' });
    expect(tally).toMatchObject({ leaks: [], denials: [] });
    // Seen by the comparison: the layer that was switched off.
    expect(
      (await compare([bySql], { recusals: true, checks: 2_000 })).leaks.length,
    ).toBeGreaterThan(100);
  } finally {
    await rowSecurity('ENABLE');
  }
}, 600_000);
