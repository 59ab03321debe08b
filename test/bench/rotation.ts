import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { systemActor, type Actor } from '../../kernel/actor.ts';
import { systemClock } from '../../kernel/clock.ts';
import { maskIdNumber } from '../../kernel/id-number.ts';
import { loadCalendar } from '../../kernel/runtime/calendar-files.ts';
import { openDatabase } from '../../kernel/runtime/db.ts';
import { ensureDatabase } from '../../kernel/runtime/embedded-postgres.ts';
import { createVault } from '../../kernel/runtime/id-number-vault.ts';
import { assertKeysFit } from '../../kernel/runtime/key-fingerprint.ts';
import { newKeysFile, parseKeys } from '../../kernel/runtime/keys.ts';
import { createLogger } from '../../kernel/runtime/log.ts';
import { migrate } from '../../prisma/migrate.ts';
import { createPersonService } from '../../subgraphs/households/person.service.ts';
import { nthIdNumber, writePersons } from '../support/many-persons.ts';
import { measureProcess } from './measured-process.ts';

// npm run bench:rotation -- [--persons 100000] [--suite sm4-hmac-sm3] [--readers 2]
// `hub keys rotate` replaces cipher key and index key of that many persons, while readers in this process find them by
// number, read them by id and open their numbers through the service. A read that fails, finds nobody or shows another
// number counts as failed.
const { values } = parseArgs({
  options: {
    persons: { type: 'string', default: '100000' },
    suite: { type: 'string', default: 'aes-256-gcm' },
    readers: { type: 'string', default: '2' },
  },
});
const [persons, readers] = [Number(values.persons), Number(values.readers)];

type KeysText = Record<'idCipher' | 'numberIndex', { current: number; keys: object }>;

let stopped = false;
const dir = await mkdtemp(path.join(os.tmpdir(), 'yikou-bench-'));
const lease = await ensureDatabase({ databaseUrl: undefined, dataDir: dir });
try {
  await migrate(lease.url);
  const file = JSON.parse(newKeysFile()) as KeysText;
  const before = parseKeys(JSON.stringify(file));
  const next = JSON.parse(newKeysFile()) as KeysText;
  for (const ring of ['idCipher', 'numberIndex'] as const) {
    const [key] = Object.values(next[ring].keys) as [string];
    file[ring] = {
      current: 2,
      keys: { ...file[ring].keys, '2': { suite: values.suite, key } },
    };
  }
  const keysFile = path.join(dir, 'both.json');
  await writeFile(keysFile, JSON.stringify(file), { mode: 0o600 });
  const during = parseKeys(JSON.stringify(file));
  const database = openDatabase({
    url: lease.url,
    role: 'households',
    applicationName: 'bench-rotation',
    asHub: true,
  });
  await assertKeysFit(database, before);
  await writePersons({ subgraph: () => database }, createVault(before), persons);
  await database.pool.query('ANALYZE person');

  const reading = Array.from({ length: readers }, (_, nth) => readOn(nth));
  const command = await measureProcess(
    process.execPath,
    ['--import', 'tsx', 'cli/main.ts', 'keys', 'rotate', '--json'],
    { ...process.env, YIKOU_DATA_DIR: dir, DATABASE_URL: lease.url, YIKOU_KEYS_FILE: keysFile },
  );
  stopped = true;
  const read = await Promise.all(reading);
  const report = JSON.parse(command.stdout) as { rows: number; seconds: number; keys: unknown };
  const times = read.flatMap(({ ms }) => ms).sort((one, other) => one - other);
  const at = (share: number) => times[Math.floor(share * (times.length - 1))] ?? 0;
  console.log(
    JSON.stringify(
      {
        persons,
        suite: values.suite,
        reads: times.length,
        failedReads: read.flatMap(({ failed }) => failed).length,
        firstFailures: read.flatMap(({ failed }) => failed).slice(0, 5),
        readMs: { p50: at(0.5), p99: at(0.99), worst: at(1) },
        rows: report.rows,
        seconds: report.seconds,
        rowsPerSecond: Math.round(report.rows / report.seconds),
        keys: report.keys,
      },
      null,
      2,
    ),
  );
  await database.close();

  /** Searches, reads and opens persons spread over the whole table until told to stop. */
  async function readOn(reader: number): Promise<{ ms: number[]; failed: string[] }> {
    const service = createPersonService({
      database,
      vault: createVault(during),
      clock: systemClock,
      calendar: loadCalendar(undefined),
      log: createLogger({ logLevel: 'silent' }, 'bench'),
      dataDir: dir,
    });
    const actor: Actor = { ...systemActor('bench'), role: 'AUDITOR' };
    const asker = { actor, requestId: 'bench' };
    const [ms, failed]: [number[], string[]] = [[], []];
    for (let nth = reader; !stopped; nth = (nth + 7_919) % persons) {
      const idNumber = nthIdNumber(nth);
      const started = performance.now();
      try {
        const found = await service.byIdNumber(asker, { idNumber, purpose: '核对' });
        const again = found && (await service.byIds(actor, [found.id])).get(found.id);
        const shown = again && service.idNumberMasked(again);
        if (shown !== maskIdNumber(idNumber)) failed.push(`${nth}: ${shown}`);
      } catch (error) {
        failed.push(`${nth}: ${String(error)}`);
      }
      ms.push(performance.now() - started);
    }
    return { ms, failed };
  }
} finally {
  await lease.release();
  await rm(dir, { recursive: true, force: true });
}
