import path from 'node:path';
import { z } from 'zod';
import { ROLES, type Role } from '../actor.ts';
import { HubError } from '../errors.ts';

/** What a hub process is told by its environment. `.env.example` explains every variable. */
export type HubEnv = {
  production: boolean;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Absolute; the embedded database, keys, staged rows and temporary files live below it. */
  dataDir: string;
  host: string;
  port: number;
  /** Undefined: the embedded database is used. */
  databaseUrl: string | undefined;
  /** Whether YIKOU_PORT was set: a subgraph process otherwise listens where its URL says. */
  portGiven: boolean;
  /** Where a gateway of its own process reaches each subgraph. */
  subgraphUrls: { households: string; assistance: string; crossmatch: string };
  /** A login per subgraph, and for the sealer, where the operator has split them. */
  databaseUrls: { households?: string; assistance?: string; crossmatch?: string; sealer?: string };
  /** Who may run documents that are not published. */
  adHocRoles: ReadonlySet<Role>;
  /** How much one account may ask for. */
  admission: { perSecond: number; burst: number; concurrent: number; deliveries: number };
  keysFile: string | undefined;
  /** Absolute; where the roots of sealed audit blocks are appended, outside the database. */
  auditRoots: string;
  calendarDir: string | undefined;
  /** Null: the demo's local issuer. Never null in production. */
  oidc: {
    issuer: string;
    jwksUrl: string;
    audience: string;
    /** What its tokens look like; undefined: as docs/identity.md says. */
    identityFile: string | undefined;
  } | null;
  /** The list of accounts that are shut out; a file that was named must exist. */
  disabledAccounts: { file: string; mustExist: boolean };
};

const postgresUrl = z
  .url({ protocol: /^postgres(ql)?$/, error: '须为 postgres:// 开头的连接地址' })
  .optional();
const webUrl = z.url({ protocol: /^https?$/, error: '须为 http(s) 地址' }).optional();

/** The process that asks: a gateway needs no database, a subgraph no sign-in service. */
export type ProcessKind = 'all-in-one' | 'gateway' | 'subgraph';

/** A subgraph's address; by default one of this machine's, as the committed supergraph says. */
function subgraphUrl(port: number) {
  return z
    .url({ protocol: /^https?$/, error: '须为 http(s) 地址' })
    .default(`http://127.0.0.1:${port}`);
}

function namesOf(list: string | undefined): string[] {
  return (list ?? '').split(',').flatMap((name) => name.trim() || []);
}

function isRole(name: string): name is Role {
  return (ROLES as readonly string[]).includes(name);
}

/** Nobody in production unless named; everybody on a developer's machine. */
function adHocRoles(list: string | undefined, production: boolean): ReadonlySet<Role> {
  return new Set(list === undefined && !production ? ROLES : namesOf(list).filter(isRole));
}

function count(usual: number) {
  const error = '须为正整数';
  return z.coerce.number({ error }).int(error).min(1, error).default(usual);
}

const schema = z
  .object({
    process: z.enum(['all-in-one', 'gateway', 'subgraph']),
    NODE_ENV: z.string().default('development'),
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
        error: '须为 fatal、error、warn、info、debug、trace、silent 之一',
      })
      .default('info'),
    YIKOU_DATA_DIR: z.string().default('.data'),
    YIKOU_HOST: z.string().default('127.0.0.1'),
    YIKOU_PORT: z.coerce
      .number({ error: '须为 0–65535 的端口号' })
      .int('须为 0–65535 的端口号')
      .min(0, '须为 0–65535 的端口号')
      .max(65_535, '须为 0–65535 的端口号')
      .default(4000),
    DATABASE_URL: postgresUrl,
    HOUSEHOLDS_DATABASE_URL: postgresUrl,
    ASSISTANCE_DATABASE_URL: postgresUrl,
    CROSSMATCH_DATABASE_URL: postgresUrl,
    SEALER_DATABASE_URL: postgresUrl,
    YIKOU_KEYS_FILE: z.string().optional(),
    YIKOU_AUDIT_ROOTS: z.string().optional(),
    YIKOU_CALENDAR_DIR: z.string().optional(),
    HOUSEHOLDS_URL: subgraphUrl(4001),
    ASSISTANCE_URL: subgraphUrl(4002),
    CROSSMATCH_URL: subgraphUrl(4003),
    YIKOU_ADHOC_ROLES: z.string().optional(),
    YIKOU_REQUESTS_PER_SECOND: count(50),
    YIKOU_REQUESTS_BURST: count(200),
    YIKOU_REQUESTS_AT_ONCE: count(20),
    YIKOU_DELIVERIES_AT_ONCE: count(2),
    OIDC_ISSUER: webUrl,
    OIDC_JWKS_URL: webUrl,
    OIDC_AUDIENCE: z.string().optional(),
    YIKOU_IDENTITY_FILE: z.string().optional(),
    YIKOU_DISABLED_ACCOUNTS: z.string().optional(),
  })
  .check(({ value, issues }) => {
    function report(name: string, message: string): void {
      issues.push({ code: 'custom', path: [name], message, input: undefined });
    }
    const oidc = ['OIDC_ISSUER', 'OIDC_JWKS_URL', 'OIDC_AUDIENCE'] as const;
    const production = value.NODE_ENV === 'production';
    if (!namesOf(value.YIKOU_ADHOC_ROLES).every(isRole))
      report('YIKOU_ADHOC_ROLES', '须为以逗号分隔的岗位代码');
    const signsIn = production && value.process !== 'subgraph';
    if (signsIn || oidc.some((name) => value[name] !== undefined)) {
      for (const name of oidc) {
        if (value[name] === undefined) {
          report(name, signsIn ? '生产环境必须设置' : '须与其他 OIDC_ 变量一并设置');
        }
      }
    }
    if (value.YIKOU_IDENTITY_FILE !== undefined && value.OIDC_ISSUER === undefined)
      report('YIKOU_IDENTITY_FILE', '须与 OIDC_ 变量一并设置');
    if (signsIn && value.OIDC_JWKS_URL !== undefined && !safeOnItsWay(value.OIDC_JWKS_URL))
      report('OIDC_JWKS_URL', '生产环境须为 https 地址');
    if (production) {
      if (value.DATABASE_URL === undefined && value.process !== 'gateway')
        report('DATABASE_URL', '生产环境必须设置');
      if (value.YIKOU_KEYS_FILE === undefined) report('YIKOU_KEYS_FILE', '生产环境必须设置');
    }
  });

/** Who can change a key set on its way can sign in as anybody. */
function safeOnItsWay(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || isLoopback(hostname);
}

/** Whether a host is this machine and nobody else's: what is bound there is reached from here only. */
export function isLoopback(host: string): boolean {
  return ['127.0.0.1', 'localhost', '::1', '[::1]'].includes(host);
}

/**
 * The hub's environment, checked as a whole; a blank variable counts as not set.
 * @throws HubError ENV_INVALID with every problem at once in `details.problems`.
 */
export function readHubEnv(
  source: NodeJS.ProcessEnv = process.env,
  kind: ProcessKind = 'all-in-one',
): HubEnv {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = schema.safeParse({ ...given, process: kind });
  if (!parsed.success) {
    // Values stay out of the message: a connection address holds a password.
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join('.')}：${issue.message}`,
    );
    throw new HubError('ENV_INVALID', { problems: problems.join('；') });
  }
  const env = parsed.data;
  const dataDir = path.resolve(env.YIKOU_DATA_DIR);
  return {
    production: env.NODE_ENV === 'production',
    logLevel: env.LOG_LEVEL,
    dataDir,
    host: env.YIKOU_HOST,
    port: env.YIKOU_PORT,
    portGiven: given['YIKOU_PORT'] !== undefined,
    subgraphUrls: {
      households: env.HOUSEHOLDS_URL,
      assistance: env.ASSISTANCE_URL,
      crossmatch: env.CROSSMATCH_URL,
    },
    databaseUrl: env.DATABASE_URL,
    databaseUrls: {
      ...(env.HOUSEHOLDS_DATABASE_URL && { households: env.HOUSEHOLDS_DATABASE_URL }),
      ...(env.ASSISTANCE_DATABASE_URL && { assistance: env.ASSISTANCE_DATABASE_URL }),
      ...(env.CROSSMATCH_DATABASE_URL && { crossmatch: env.CROSSMATCH_DATABASE_URL }),
      ...(env.SEALER_DATABASE_URL && { sealer: env.SEALER_DATABASE_URL }),
    },
    adHocRoles: adHocRoles(env.YIKOU_ADHOC_ROLES, env.NODE_ENV === 'production'),
    admission: {
      perSecond: env.YIKOU_REQUESTS_PER_SECOND,
      burst: env.YIKOU_REQUESTS_BURST,
      concurrent: env.YIKOU_REQUESTS_AT_ONCE,
      deliveries: env.YIKOU_DELIVERIES_AT_ONCE,
    },
    keysFile: env.YIKOU_KEYS_FILE,
    auditRoots: path.resolve(env.YIKOU_AUDIT_ROOTS ?? path.join(dataDir, 'audit', 'roots.txt')),
    calendarDir: env.YIKOU_CALENDAR_DIR,
    oidc:
      env.OIDC_ISSUER && env.OIDC_JWKS_URL && env.OIDC_AUDIENCE
        ? {
            issuer: env.OIDC_ISSUER,
            jwksUrl: env.OIDC_JWKS_URL,
            audience: env.OIDC_AUDIENCE,
            identityFile: env.YIKOU_IDENTITY_FILE,
          }
        : null,
    disabledAccounts: {
      file: path.resolve(
        env.YIKOU_DISABLED_ACCOUNTS ?? path.join(dataDir, 'disabled-accounts.txt'),
      ),
      mustExist: env.YIKOU_DISABLED_ACCOUNTS !== undefined,
    },
  };
}

/** This process's environment with other values, for a process it starts: a secret has no place among arguments. */
export function childEnv(values: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...values };
}

/** The environment for a process entry: problems go to stderr and the process ends with 78 (EX_CONFIG). */
export function exitOnInvalidEnv(kind: ProcessKind = 'all-in-one'): HubEnv {
  try {
    return readHubEnv(process.env, kind);
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(78);
  }
}
