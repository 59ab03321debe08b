import { HubError, type Text } from '../errors.ts';
import type { Database, DatabaseRole } from './db.ts';

/**
 * What a login can do that no request may. The login counts, not the role it has put on: RESET ROLE takes that off. Who
 * runs programs or reads and writes files as the server does can make itself a superuser.
 */
const POWERS = `
  SELECT session_user AS login,
         bool_or(r.rolsuper OR r.rolname IN ('pg_execute_server_program', 'pg_read_server_files',
                                             'pg_write_server_files')) AS "superuser",
         bool_or(r.rolbypassrls) AS "bypasses",
         bool_or(r.rolcreaterole) AS "makesRoles",
         bool_or(r.rolname = 'yikou_publisher' OR r.rolname LIKE 'yikou\\_%\\_jobs') AS "isHub",
         EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  WHERE n.nspname IN ('households', 'assistance', 'crossmatch', 'access', 'policy', 'audit', 'sharing')
                    AND pg_has_role(session_user, c.relowner, 'MEMBER')) AS "owns",
         EXISTS (SELECT FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
                  WHERE NOT (c.relrowsecurity AND c.relforcerowsecurity)) AS "switchedOff"
    FROM pg_roles r
   WHERE pg_has_role(session_user, r.oid, 'MEMBER')`;

const REASONS = {
  superuser: { zh: '它是或可成为超级用户', en: 'it is or can become a superuser' },
  bypasses: { zh: '它可绕过行级安全（BYPASSRLS）', en: 'it can bypass row security (BYPASSRLS)' },
  owns: { zh: '它是或可成为表的所有者', en: 'it owns or can own the tables' },
  isHub: {
    zh: '它可成为系统任务角色（yikou_…_jobs）',
    en: 'it can become a jobs role (yikou_…_jobs)',
  },
  makesRoles: { zh: '它可创建角色（CREATEROLE）', en: 'it can make roles (CREATEROLE)' },
  switchedOff: { zh: '有表的行级安全已被关闭', en: 'row security of a table is switched off' },
} as const satisfies Record<string, Text>;

type Powers = Record<keyof typeof REASONS, boolean> & { login: string };

/**
 * Refuses to serve requests with a login to which row security would mean nothing. Ask before the first request.
 * @throws HubError DATABASE_ROLE_UNSAFE naming the first reason
 */
export async function assertConfined(
  { requests }: Pick<Database, 'requests'>,
  role: DatabaseRole,
): Promise<void> {
  const { rows } = await requests.query<Powers>(POWERS);
  const [powers] = rows;
  for (const power of Object.keys(REASONS) as (keyof typeof REASONS)[]) {
    if (powers?.[power] === false) continue;
    throw new HubError('DATABASE_ROLE_UNSAFE', {
      login: powers?.login ?? '',
      reason: REASONS[power],
      variable: `${role.toUpperCase()}_DATABASE_URL`,
    });
  }
}
