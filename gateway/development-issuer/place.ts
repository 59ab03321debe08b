import { isLoopback, type HubEnv } from '../../kernel/runtime/env.ts';

/** Where the sign-in pages of the development issuer are, below the gateway's own address. */
export const ISSUER_PATH = '/issuer';

/** The issuer's name, which is its address too; null with the reason, for an operator, why there is none. */
export type SignInPlace = { url: string; reason: null } | { url: null; reason: string };

type Facts = Pick<HubEnv, 'production' | 'oidc' | 'databaseUrl' | 'host' | 'port'>;

/** What speaks against it, the gravest first. */
const OBSTACLES: readonly { applies: (env: Facts) => boolean; reason: string }[] = [
  {
    applies: ({ production }) => production,
    reason: '开发用登录服务的账号没有口令，不能用于生产环境',
  },
  {
    applies: ({ oidc }) => oidc !== null,
    reason: '已配置登录服务（OIDC_ISSUER），不启动开发用登录服务',
  },
  {
    applies: ({ databaseUrl }) => databaseUrl !== undefined,
    reason: '已配置数据库（DATABASE_URL），其中可能有真实数据，不启动开发用登录服务',
  },
  {
    applies: ({ host }) => !isLoopback(host),
    reason: 'YIKOU_HOST 不是本机地址，他人可以访问，不启动开发用登录服务',
  },
  {
    applies: ({ port }) => port === 0,
    reason: 'YIKOU_PORT 为 0，签发者名称不固定，不启动开发用登录服务',
  },
];

/**
 * Whether this process may serve the development issuer's sign-in, and where. Its accounts have no
 * passwords: whoever reaches it can be anyone. So there is none but on a developer's own machine.
 */
export function signInPlace(env: Facts): SignInPlace {
  const obstacle = OBSTACLES.find(({ applies }) => applies(env));
  if (obstacle) return { url: null, reason: obstacle.reason };
  const host = env.host === '::1' ? '[::1]' : env.host;
  return { url: `http://${host}:${env.port}${ISSUER_PATH}`, reason: null };
}
