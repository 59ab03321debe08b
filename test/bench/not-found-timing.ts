import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase, type Database, type DatabaseRole } from '../../kernel/runtime/db.ts';
import { ensureDatabase } from '../../kernel/runtime/embedded-postgres.ts';
import { migrate } from '../../prisma/migrate.ts';
import { ENTRIES, notFoundDesk, REASONS, type Reason } from '../support/not-found.ts';

// npm run bench:not-found -- [--rounds 400]
// How long "not found" takes by its three reasons, asked in turn of every way in. Per way in: the medians in
// milliseconds, and for each pair of reasons the Kolmogorov-Smirnov distance of their times with the distance that
// two samples of one distribution stay under 99 times in 100. A control asks one reason twice.
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '400' } } });
const rounds = Number(values.rounds);
const WARM_UP = 20;
const CRITICAL_99 = 1.628;

const dataDir = await mkdtemp(path.join(os.tmpdir(), 'yikou-bench-'));
const lease = await ensureDatabase({ databaseUrl: undefined, dataDir });
const opened = new Map<DatabaseRole, Database>();
try {
  const { url } = lease;
  await migrate(url);
  const subgraph = (role: DatabaseRole): Database => {
    const database =
      opened.get(role) ?? openDatabase({ url, role, applicationName: 'bench', asHub: true });
    opened.set(role, database);
    return database;
  };
  const desk = await notFoundDesk({ url, dataDir, subgraph, drop: () => Promise.resolve() });
  const entries = [];
  for (const entry of ENTRIES) {
    const asked: [Reason | 'again', string][] = [];
    for (const reason of REASONS) {
      const key = desk.keyFor(entry, reason);
      if (key !== null) asked.push([reason, key]);
    }
    asked.push(['again', desk.keyFor(entry, 'unknown') ?? '']);
    const times = new Map(asked.map(([reason]) => [reason, [] as number[]]));
    for (let round = -WARM_UP; round < rounds; round += 1)
      for (let n = 0; n < asked.length; n += 1) {
        // Each comes first as often as the others.
        const [reason, key] = asked[(n + Math.abs(round)) % asked.length] ?? ['unknown', ''];
        const { ms } = await desk.ask(entry, key);
        if (round >= 0) times.get(reason)?.push(ms);
      }
    const sorted = new Map(
      [...times].map(([reason, all]) => [reason, all.toSorted((a, b) => a - b)]),
    );
    const between = (one: string, other: string): number =>
      distance(sorted.get(one as Reason) ?? [], sorted.get(other as Reason) ?? []);
    entries.push({
      entry: entry.name,
      subgraph: entry.subgraph,
      medians: Object.fromEntries(
        [...sorted].map(([reason, all]) => [reason, round3(median(all))]),
      ),
      distances: {
        unknownAgain: between('unknown', 'again'),
        unknownRecused: between('unknown', 'recused'),
        ...(sorted.has('otherStreet') && {
          unknownOtherStreet: between('unknown', 'otherStreet'),
          otherStreetRecused: between('otherStreet', 'recused'),
        }),
      },
    });
  }
  const critical = round3(CRITICAL_99 * Math.sqrt(2 / rounds));
  const all = entries.flatMap(({ distances }) =>
    Object.entries(distances).flatMap(([pair, one]) => (pair === 'unknownAgain' ? [] : [one])),
  );
  const over = all.filter((one) => one > critical).length;
  const controls = entries.filter(({ distances }) => distances.unknownAgain > critical).length;
  console.log(
    JSON.stringify({ rounds, critical, pairs: all.length, over, controls, entries }, null, 2),
  );
} finally {
  await Promise.all([...opened.values()].map((database) => database.close()));
  await lease.release();
  await rm(dataDir, { recursive: true, force: true });
}

function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function round3(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** The widest gap between two samples' distribution functions, both sorted. */
function distance(one: readonly number[], other: readonly number[]): number {
  let widest = 0;
  let [a, b] = [0, 0];
  while (a < one.length && b < other.length) {
    const [x = 0, y = 0] = [one[a], other[b]];
    if (x <= y) a += 1;
    if (y <= x) b += 1;
    widest = Math.max(widest, Math.abs(a / one.length - b / other.length));
  }
  return round3(widest);
}
