import { statfsSync, mkdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { HubError, errorMessage } from '../kernel/errors.ts';
import { yearOf, type PlainDate } from '../kernel/plain-date.ts';
import { loadCalendar } from '../kernel/runtime/calendar-files.ts';
import { ensureDatabase } from '../kernel/runtime/embedded-postgres.ts';
import { readHubEnv, type HubEnv } from '../kernel/runtime/env.ts';
import { loadKeys } from '../kernel/runtime/keys.ts';
import type { Text } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Language } from './messages.ts';

export type Check = {
  check:
    'node' | 'environment' | 'disk' | 'keys' | 'calendar' | 'database' | 'migrations' | 'sealing';
  status: 'ok' | 'warning' | 'failed';
  detail: string;
};

const OLDEST_NODE = [20, 19] as const;
const LEAST_DISK_GIB = 2;
const SEALING_LATE_SECONDS = 60;
const MIGRATIONS = path.join(import.meta.dirname, '..', 'prisma', 'migrations');

/** Looks at everything a hub needs, in the order in which it is needed, and changes nothing. */
export async function runChecks(asOf: PlainDate, language: Language): Promise<Check[]> {
  const say = (text: Text): string => text[language];
  const checks = [checkNode(say)];
  let env: HubEnv;
  try {
    env = readHubEnv(undefined, 'subgraph');
  } catch (error) {
    return [...checks, failed('environment', error, language)];
  }
  const database = env.databaseUrl === undefined ? '内置 PostgreSQL' : 'DATABASE_URL';
  checks.push({ check: 'environment', status: 'ok', detail: `${env.dataDir} · ${database}` });
  checks.push(checkDisk(env, say), checkKeys(env, say, language));
  checks.push(checkCalendar(env, asOf, say, language));
  checks.push(...(await checkDatabase(env, say, language)));
  return checks;
}

/** The exit code that the worst finding calls for. */
export function exitCodeOf(checks: readonly Check[]): ExitCode {
  const failures = checks.filter(({ status }) => status === 'failed').map(({ check }) => check);
  if (failures.length === 0) return EXIT.ok;
  if (failures.some((check) => check === 'environment' || check === 'keys'))
    return EXIT.environment;
  return failures.includes('database') ? EXIT.unavailable : EXIT.unexpected;
}

type Say = (text: Text) => string;

function checkNode(say: Say): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  const need = say({ zh: '需要 20.19 或更新', en: 'needs 20.19 or newer' });
  return {
    check: 'node',
    status: enough ? 'ok' : 'failed',
    detail: enough ? process.version : `${process.version}, ${need}`,
  };
}

function checkDisk(env: HubEnv, say: Say): Check {
  mkdirSync(env.dataDir, { recursive: true });
  const { bavail, bsize } = statfsSync(env.dataDir);
  const free = (bavail * bsize) / 2 ** 30;
  const detail = say({ zh: `可用 ${free.toFixed(1)} GiB`, en: `${free.toFixed(1)} GiB free` });
  return { check: 'disk', status: free < LEAST_DISK_GIB ? 'warning' : 'ok', detail };
}

function checkKeys(env: HubEnv, say: Say, language: Language): Check {
  try {
    loadKeys({ ...env, embedded: env.databaseUrl === undefined });
    const own = say({
      zh: '本机自动生成（仅限内置数据库）',
      en: 'made on this machine (embedded database only)',
    });
    return { check: 'keys', status: 'ok', detail: env.keysFile ?? own };
  } catch (error) {
    return failed('keys', error, language);
  }
}

function checkCalendar(env: HubEnv, asOf: PlainDate, say: Say, language: Language): Check {
  try {
    const { coveredYears } = loadCalendar(env.calendarDir);
    const years = [...coveredYears].sort((one, other) => one - other).join(', ');
    const year = yearOf(asOf);
    if (!coveredYears.includes(year)) {
      return { check: 'calendar', status: 'failed', detail: missing(year) };
    }
    if (coveredYears.includes(year + 1)) return { check: 'calendar', status: 'ok', detail: years };
    return { check: 'calendar', status: 'warning', detail: `${years} · ${missing(year + 1)}` };
  } catch (error) {
    return failed('calendar', error, language);
  }

  function missing(year: number): string {
    return say({
      zh: `缺 ${year} 年：国务院办公厅通知发布后放入 YIKOU_CALENDAR_DIR`,
      en: `${year} is missing: put the State Council notice into YIKOU_CALENDAR_DIR`,
    });
  }
}

async function checkDatabase(env: HubEnv, say: Say, language: Language): Promise<Check[]> {
  let lease: Awaited<ReturnType<typeof ensureDatabase>>;
  try {
    lease = await ensureDatabase(env);
  } catch (error) {
    return [failed('database', error, language)];
  }
  const client = new pg.Client({ connectionString: lease.url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string; encoding: string }>(
      `SELECT current_setting('server_version') AS version,
              current_setting('server_encoding') AS encoding`,
    );
    const { version = '', encoding = '' } = rows[0] ?? {};
    const detail = `PostgreSQL ${version} · ${encoding}`;
    const status = encoding === 'UTF8' ? 'ok' : 'failed';
    const migrations = await checkMigrations(client, say);
    const sealing = migrations.status === 'ok' ? [await checkSealing(client, say)] : [];
    return [{ check: 'database', status, detail }, migrations, ...sealing];
  } catch (error) {
    return [failed('database', error, language)];
  } finally {
    await client.end().catch(() => undefined);
    await lease.release();
  }
}

async function checkMigrations(client: pg.Client, say: Say): Promise<Check> {
  const entries = await readdir(MIGRATIONS, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const { rows: ledger } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS there`,
  );
  const applied = new Set<string>();
  if (ledger[0]?.there) {
    const { rows } = await client.query<{ name: string }>(
      'SELECT migration_name AS name FROM public._prisma_migrations WHERE finished_at IS NOT NULL',
    );
    for (const { name } of rows) applied.add(name);
  }
  const pending = names.filter((name) => !applied.has(name)).length;
  const detail = say({
    zh: `已执行 ${names.length - pending}，待执行 ${pending}${pending > 0 ? '（hub migrate）' : ''}`,
    en: `${names.length - pending} applied, ${pending} pending${pending > 0 ? ' (hub migrate)' : ''}`,
  });
  return { check: 'migrations', status: pending > 0 ? 'warning' : 'ok', detail };
}

/** Rows that no sealer takes up: none runs, or it cannot write the roots file. */
async function checkSealing(client: pg.Client, say: Say): Promise<Check> {
  const { rows } = await client.query<{ seconds: number; waiting: string; blocks: string }>(
    `SELECT audit.sealing_lag() AS seconds, (SELECT count(*) FROM audit.unsealed) AS waiting,
            (SELECT coalesce(max(number), 0) FROM audit.block) AS blocks`,
  );
  const { seconds = 0, waiting = '0', blocks = '0' } = rows[0] ?? {};
  const lag = seconds.toFixed(0);
  const detail = say({
    zh: `已封存 ${blocks} 块，待封存 ${waiting} 行，滞后 ${lag} 秒`,
    en: `${blocks} blocks, ${waiting} rows wait, ${lag} s behind`,
  });
  return { check: 'sealing', status: seconds > SEALING_LATE_SECONDS ? 'warning' : 'ok', detail };
}

function failed(check: Check['check'], error: unknown, language: Language): Check {
  // A driver's message may quote the address with its password: only its code is shown.
  const detail =
    error instanceof HubError
      ? errorMessage(error.code, error.details, language)
      : error instanceof Error && 'code' in error
        ? String(error.code)
        : 'INTERNAL';
  return { check, status: 'failed', detail };
}
