import { describe, expect, it } from 'vitest';
import { readHubEnv } from '../../kernel/runtime/env.ts';
import { newKeysFile, parseKeys } from '../../kernel/runtime/keys.ts';
import { createLocalIssuer } from '../local-issuer.ts';
import { createDevelopmentIssuer } from './issuer.ts';
import { signInPlace } from './place.ts';

const OIDC = {
  OIDC_ISSUER: 'https://id.example.gov.cn/',
  OIDC_JWKS_URL: 'https://id.example.gov.cn/jwks',
  OIDC_AUDIENCE: 'yikou',
};

describe('the development issuer', () => {
  it('is at the gateway’s own address on a developer’s machine', () => {
    expect(signInPlace(readHubEnv({})).url).toBe('http://127.0.0.1:4000/issuer');
    const other = { YIKOU_HOST: '::1', YIKOU_PORT: '5000' };
    expect(signInPlace(readHubEnv(other)).url).toBe('http://[::1]:5000/issuer');
  });

  it.each<[string, NodeJS.ProcessEnv]>([
    [
      '生产环境',
      {
        NODE_ENV: 'production',
        DATABASE_URL: 'postgres://yikou@127.0.0.1/yikou',
        YIKOU_KEYS_FILE: '/run/keys.json',
        ...OIDC,
      },
    ],
    ['登录服务', OIDC],
    ['数据库', { DATABASE_URL: 'postgres://yikou@127.0.0.1/yikou' }],
    ['本机地址', { YIKOU_HOST: '0.0.0.0' }],
    ['YIKOU_PORT', { YIKOU_PORT: '0' }],
  ])('is nowhere else, and says why: %s', (reason, environment) => {
    const place = signInPlace(readHubEnv(environment));
    expect(place).toEqual({ url: null, reason: expect.stringContaining(reason) as string });
  });

  it('refuses to be made in production, whoever asks for it', async () => {
    const clock = { now: () => new Date(0) };
    const keys = parseKeys(newKeysFile());
    const { privateKey } = await createLocalIssuer({ keys, clock, production: false });
    const url = 'http://127.0.0.1:4000/issuer';
    await expect(
      createDevelopmentIssuer({ url, privateKey, clock, production: true }),
    ).rejects.toThrow('不能用于生产环境');
    await expect(
      createDevelopmentIssuer({ url, privateKey, clock, production: false }),
    ).resolves.toHaveProperty('issuer', url);
  });
});
