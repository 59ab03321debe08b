import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROLES, type Actor, type Role } from '../../kernel/actor.ts';
import { accessDistrict, DEPARTMENTS, STREETS } from '../support/access-district.ts';
import { maySee, type AccessRow, type Kind } from '../support/access-oracle.ts';
import {
  asIfBy,
  counts,
  exportWay,
  graphWays,
  sqlWays,
  subgraphAsks,
  type Count,
  type Way,
} from '../support/access-ways.ts';
import { asOwner } from '../support/as-owner.ts';
import { anActor, anId } from '../support/crossmatch-builders.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';
import { randomNumbers, type RandomNumbers } from '../support/random-numbers.ts';
import { declareRelative, tieAccounts } from '../support/recuse.ts';

// Random persons on random ways to all rows of a kind at once, against the oracle. YIKOU_CHECKS=100000: the long run.
const CHECKS = Number(process.env['YIKOU_CHECKS'] ?? 6_000);
const RECUSED = 'HH-0-0';
const KINDS: Kind[] = [
  ...(['household', 'person', 'case', 'alert', 'review', 'outreach', 'task', 'ticket'] as const),
  ...(['row', 'export'] as const),
];

let database: FreshDatabase;
let rows: AccessRow[];
beforeAll(async () => {
  database = await freshDatabase();
  rows = await accessDistrict(database);
  const relative = rows.find(
    ({ kind, households }) => kind === 'person' && households[0] === RECUSED,
  );
  const staff = anId();
  await tieAccounts(
    database,
    ROLES.map((role) => `recused-${role}`),
    staff,
  );
  await declareRelative(database, staff, relative?.key ?? '');
});
afterAll(() => database.drop());

function someone(random: RandomNumbers): Actor {
  const role = random.pick(ROLES);
  const streetCode = random.pick<string | null>([...STREETS, null]);
  const departmentCode = random.pick<string | null>([...DEPARTMENTS, null]);
  const recused = random.chance(0.3) ? { subject: `recused-${role}` } : {};
  return anActor(role, { streetCode, departmentCode, ...recused });
}

function recusedFrom(actor: Actor): string[] {
  return actor.subject.startsWith('recused-') ? [RECUSED] : [];
}

type Ways = { ways: Record<string, Way[]>; counts: [Kind, Count][] };
type Tally = { checks: number; leaks: string[]; denials: string[] };

/** Compares what is seen on these ways with the oracle until so many checks are made. */
async function compare(
  { ways, counts: counted }: Ways,
  options: { without?: Role; checks?: number } = {},
): Promise<Tally> {
  const random = randomNumbers('access');
  const tally: Tally = { checks: 0, leaks: [], denials: [] };
  const kinds = KINDS.filter((kind) => ways[kind]?.length);
  while (tally.checks < (options.checks ?? CHECKS)) {
    const actor = someone(random);
    if (actor.role === options.without) continue;
    if (counted.length > 0 && random.chance(0.2))
      await compareCount(actor, random.pick(counted), tally);
    else await compareRows(actor, random, random.pick(kinds), ways, tally);
  }
  return tally;
}

async function compareRows(
  actor: Actor,
  random: RandomNumbers,
  kind: Kind,
  ways: Ways['ways'],
  tally: Tally,
): Promise<void> {
  const way = random.pick(ways[kind] ?? []);
  const ofKind = rows.filter((row) => row.kind === kind);
  const { asked, seen, partial = false } = await way(actor, ofKind, random);
  const may = new Map(asked.map((row) => [row.key, maySee(actor, row, recusedFrom(actor))]));
  const where = `${actor.subject} ${actor.role} ${actor.streetCode} ${kind}`;
  // What nobody asked for is a leak as well: another row, or a total over more than was shown.
  for (const key of seen) if (!may.get(key)) tally.leaks.push(`${where} ${key}`);
  for (const [key, allowed] of may)
    if (allowed && !partial && !seen.has(key)) tally.denials.push(`${where} ${key}`);
  tally.checks += asked.length;
}

async function compareCount(
  actor: Actor,
  [kind, count]: [Kind, Count],
  tally: Tally,
): Promise<void> {
  const counted = await count(actor);
  for (const street of STREETS) {
    const allowed = rows.filter(
      (row) =>
        row.kind === kind && row.streets[0] === street && maySee(actor, row, recusedFrom(actor)),
    ).length;
    const told = counted.get(street) ?? 0;
    const where = `${actor.role} ${actor.streetCode} counts ${kind} of ${street}: ${told} of ${allowed}`;
    if (told > allowed) tally.leaks.push(where);
    if (told < allowed) tally.denials.push(where);
    tally.checks += 1;
  }
}

function overGraph(asks = subgraphAsks(database)): Ways {
  const ways = Object.fromEntries(KINDS.map((kind) => [kind, graphWays(asks, kind, rows)]));
  return { ways: { ...ways, export: [exportWay(database)] }, counts: counts(asks) };
}

function bySql(): Ways {
  return {
    ways: Object.fromEntries(KINDS.map((kind) => [kind, sqlWays(database, kind)])),
    counts: [],
  };
}

const GUARDED = `SELECT format('ALTER TABLE %s %s ROW LEVEL SECURITY', polrelid::regclass, '$1')
                   FROM pg_policy GROUP BY polrelid`;

async function rowSecurity(state: 'ENABLE' | 'DISABLE'): Promise<void> {
  await asOwner(
    database,
    `DO $$ DECLARE act text; BEGIN
       FOR act IN ${GUARDED.replace('$1', state)} LOOP EXECUTE act; END LOOP; END $$`,
  );
}

it('shows over the graph exactly what the oracle allows', async () => {
  const tally = await compare(overGraph());
  expect(tally).toMatchObject({ leaks: [], denials: [] });
  expect(tally.checks).toBeGreaterThanOrEqual(CHECKS);
}, 1_800_000);

it('shows by row security alone exactly what the oracle allows', async () => {
  expect(await compare(bySql())).toMatchObject({ leaks: [], denials: [] });
}, 1_800_000);

it('shows by the services alone exactly what the oracle allows, recusals too', async () => {
  await rowSecurity('DISABLE');
  try {
    // SYSTEM is the hub's own to the services; no token may claim it.
    const tally = await compare(overGraph(), { without: 'SYSTEM' });
    expect(tally).toMatchObject({ leaks: [], denials: [] });
    // Seen by the comparison: the layer that was switched off …
    expect((await compare(bySql(), { checks: 2_000 })).leaks.length).toBeGreaterThan(100);
    // … and the services, had they no scope.
    const unscoped = (actor: Actor) => ({ ...actor, role: 'AUDITOR' as const, subject: 'nobody' });
    const open = overGraph(asIfBy(subgraphAsks(database), unscoped));
    expect((await compare(open, { checks: 2_000 })).leaks.length).toBeGreaterThan(100);
  } finally {
    await rowSecurity('ENABLE');
  }
}, 1_800_000);
