import type pg from 'pg';
import { pino } from 'pino';
import { plainDate } from '../../kernel/plain-date.ts';
import { fixedClock } from '../../kernel/clock.ts';
import { openDatabase } from '../../kernel/runtime/db.ts';
import { createVault } from '../../kernel/runtime/id-number-vault.ts';
import { parseKeys } from '../../kernel/runtime/keys.ts';
import { PUBLISHED_YEARS } from '../../kernel/working-days.data.ts';
import { createCalendar } from '../../kernel/working-days.ts';
import { createJobRunner } from '../../subgraphs/crossmatch/jobs/run-job.ts';

// The retention job in a process of its own that kills itself before the COMMIT, or after it, of its n-th certificate.
const [order] = process.argv.slice(2);
const { url, dataDir, keys, asOf, point, certificate } = JSON.parse(order ?? '{}') as {
  url: string;
  dataDir: string;
  keys: string;
  asOf: string;
  point: 'before commit' | 'after commit';
  certificate: number;
};
const database = openDatabase({ url, role: 'crossmatch', applicationName: 'worker', asHub: true });
let issued = 0;
const pool = Object.assign(Object.create(database.pool) as pg.Pool, {
  connect: async () => watched(await database.pool.connect()),
});
await createJobRunner({
  database: { ...database, pool },
  clock: fixedClock(`${asOf}T09:00:00+08:00`),
  calendar: createCalendar(PUBLISHED_YEARS),
  vault: createVault(parseKeys(keys)),
  log: pino({ level: 'silent' }),
  dataDir,
}).run('retention', { asOf: plainDate(asOf) });

function watched(client: pg.PoolClient): pg.PoolClient {
  const query = client.query.bind(client) as (...words: unknown[]) => Promise<unknown>;
  return Object.assign(Object.create(client) as pg.PoolClient, {
    async query(...words: unknown[]): Promise<unknown> {
      const text = String(words[0]);
      if (text.includes('INSERT INTO crossmatch.retention_certificate')) issued += 1;
      const due = issued === certificate && text === 'COMMIT';
      if (due && point === 'before commit') die();
      const result = await query(...words);
      if (due) die();
      return result;
    },
  });
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}
