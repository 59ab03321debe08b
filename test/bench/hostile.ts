// The bad inputs that are one request, each as an attack: how long a refusal takes, and what an innocent query
// waits meanwhile. The gateway runs in a process of its own, over in-process subgraphs; prints JSON.
//
//   npm run bench:hostile -- --rounds 10
import { parseArgs } from 'node:util';
import { HOSTILE_QUERIES, type Hostile } from '../federation/hostile-queries.ts';
import { HOSTILE_REQUESTS, json } from '../federation/hostile-requests.ts';
import { GOOD } from '../federation/hostile-texts.ts';
import { startMeasured } from './measured-gateway.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '10' } } });
const rounds = Number(values.rounds);
const INNOCENTS = 4;

type Stand = { url: string; token: string };

function requestOf({ token }: Stand, hostile: Hostile): RequestInit {
  const init = hostile.request ?? json({ query: hostile.query, variables: hostile.variables });
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  return { ...init, headers };
}

async function timed(stand: Stand, init: RequestInit): Promise<number> {
  const started = performance.now();
  try {
    await (await fetch(`${stand.url}/graphql`, init)).text();
  } catch {
    // A body that is refused by its size is not read to its end: the sender may see the connection close first.
    if (!init.body) throw new Error('no answer');
  }
  return performance.now() - started;
}

function quantile(sorted: readonly number[], share: number): number {
  return (
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) /
    10
  );
}

/** Sends one bad input again and again while others ask for what they may. */
async function attack(stand: Stand, hostile: Hostile) {
  const refusals: number[] = [];
  const waits: number[] = [];
  const good = requestOf(stand, { id: 'good', what: 'innocent', status: 200, query: GOOD });
  const fight = { over: false };
  const innocents = Array.from({ length: INNOCENTS }, async () => {
    while (!fight.over) waits.push(await timed(stand, good));
  });
  for (let round = 0; round < rounds; round += 1)
    refusals.push(await timed(stand, requestOf(stand, hostile)));
  fight.over = true;
  await Promise.all(innocents);
  const sorted = refusals.toSorted((a, b) => a - b);
  return {
    id: hostile.id,
    refusalMedianMs: quantile(sorted, 0.5),
    refusalWorstMs: quantile(sorted, 1),
    innocentP99Ms: quantile(
      waits.toSorted((a, b) => a - b),
      0.99,
    ),
    innocents: waits.length,
  };
}

const measured = await startMeasured();
const { stand } = measured;
try {
  const good = requestOf(stand, { id: 'good', what: 'innocent', status: 200, query: GOOD });
  for (let round = 0; round < 200; round += 1) await timed(stand, good);
  const attacks: Awaited<ReturnType<typeof attack>>[] = [];
  for (const hostile of [...HOSTILE_QUERIES, ...HOSTILE_REQUESTS])
    attacks.push(await attack(stand, hostile));
  const worst = (key: 'refusalWorstMs' | 'refusalMedianMs' | 'innocentP99Ms') =>
    attacks
      .toSorted((a, b) => b[key] - a[key])
      .slice(0, 3)
      .map((row) => ({ id: row.id, ms: row[key] }));
  console.log(
    JSON.stringify(
      {
        rounds,
        attacks: attacks.length,
        worstRefusal: worst('refusalWorstMs'),
        worstMedianRefusal: worst('refusalMedianMs'),
        worstInnocentP99: worst('innocentP99Ms'),
        rows: attacks,
      },
      null,
      2,
    ),
  );
} finally {
  measured.stop();
}
