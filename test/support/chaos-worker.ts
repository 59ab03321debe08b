import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { pino } from 'pino';
import { systemActor } from '../../kernel/actor.ts';
import { asOfClock } from '../../kernel/clock.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import { openDatabase } from '../../kernel/runtime/db.ts';
import { createVault, type IdNumberVault } from '../../kernel/runtime/id-number-vault.ts';
import { parseKeys } from '../../kernel/runtime/keys.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { createCalendar } from '../../kernel/working-days.ts';
import { PUBLISHED_YEARS } from '../../kernel/working-days.data.ts';
import { createExtractService } from '../../subgraphs/crossmatch/extract.service.ts';
import { createJobRunner } from '../../subgraphs/crossmatch/jobs/run-job.ts';
import { createMatchService } from '../../subgraphs/crossmatch/match.service.ts';

// A replica as a process of its own, so that it can be killed: takes the sample's six extracts in and
// runs the match job for one window, again and again until the job says that it is done. With
// `unguarded` it is the control: no ledger, no locks, no rows held, and numbers that never collide.
const [order] = process.argv.slice(2);
const { url, dataDir, keysFile, extracts, asOf, unguarded, ingestOnly } = JSON.parse(
  order ?? '{}',
) as {
  url: string;
  dataDir: string;
  keysFile: string;
  extracts: string;
  asOf: string;
  unguarded: boolean;
  ingestOnly: boolean;
};
const RETRY_MS = 100;
const day = plainDate(asOf);
const actor = systemActor('test:chaos');
const database = openDatabase({
  url,
  role: 'crossmatch',
  applicationName: 'chaos',
  poolSize: 4,
  asHub: true,
});
const vault = createVault(parseKeys(readFileSync(keysFile, 'utf8')));
const deps: SubgraphDeps = {
  database: unguarded ? { ...database, pool: withoutGuards(database.pool) } : database,
  clock: asOfClock(day),
  calendar: createCalendar(PUBLISHED_YEARS),
  vault: unguarded ? numbersOfItsOwn(vault) : vault,
  log: pino({ level: 'silent' }),
  dataDir,
};

// A harness that is gone leaves no replica behind.
process.once('disconnect', () => process.exit(1));
process.send?.('ready');
if (unguarded) await createMatchService(deps).run(actor, { asOf: day });
else {
  await takeIn();
  process.send?.('comparing');
  while (!ingestOnly && (await attempt()) !== 'done') await sleep(RETRY_MS);
}
await database.close();
process.exit(0);

async function takeIn(): Promise<void> {
  const service = createExtractService(deps);
  for (const fileName of readdirSync(extracts).sort()) {
    const file = path.join(extracts, fileName);
    await service.ingest(actor, { file, fileName, supersede: false, asOf: day });
  }
}

async function attempt(): Promise<string> {
  try {
    return (await createJobRunner(deps).run('match-new-batches', { asOf: day })).status;
  } catch {
    // A job that failed is tried again, as a tick would.
    return 'failed';
  }
}

/** The pool without locks, holding its first alerts back until the harness says that all are there. */
function withoutGuards(pool: pg.Pool): pg.Pool {
  let raced = false;
  return new Proxy(pool, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name !== 'connect')
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      return async () => {
        const client = await target.connect();
        const query = client.query.bind(client) as (...given: unknown[]) => unknown;
        // A COPY stream is handed over at once; only statements can be held back.
        client.query = ((text: unknown, ...given: unknown[]) =>
          typeof text === 'string'
            ? held(text, given)
            : query(text, ...given)) as typeof client.query;
        async function held(text: string, given: unknown[]): Promise<unknown> {
          if (text.includes('INSERT INTO alert\n') && !raced) {
            raced = true;
            await everyoneIsThere();
          }
          return query(unlocked(text), ...given);
        }
        return client;
      };
    },
  });
}

/** Reviews and what scoring remembers have unique indexes too, on which one replica would wait for the other. */
function unlocked(sql: string): string {
  if (sql.includes('pg_advisory_xact_lock')) return 'SELECT 1';
  if (sql.includes('INSERT INTO match_review'))
    return 'SELECT $1::text, $2::text, $3::text, $4::text';
  if (sql.includes('INSERT INTO residue_record')) return 'SELECT $1::text, $2::text';
  return sql.replace(/FOR UPDATE( OF \w+)?/g, '');
}

function everyoneIsThere(): Promise<void> {
  return new Promise((resolve) => {
    process.once('message', () => resolve());
    process.send?.('at-insert');
  });
}

function numbersOfItsOwn(guarded: IdNumberVault): IdNumberVault {
  return {
    ...guarded,
    alertNo: (fingerprint, times) => guarded.alertNo(`${process.pid}|${fingerprint}`, times),
  };
}
