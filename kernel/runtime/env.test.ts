import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { HubError } from '../errors.ts';
import { readHubEnv } from './env.ts';

const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://hub@db/hub',
  YIKOU_KEYS_FILE: '/run/secrets/keys',
  OIDC_ISSUER: 'https://id.example.org',
  OIDC_JWKS_URL: 'https://id.example.org/keys',
  OIDC_AUDIENCE: 'yikou',
};

function problemsOf(source: NodeJS.ProcessEnv): string {
  try {
    readHubEnv(source);
  } catch (error) {
    if (error instanceof HubError && error.code === 'ENV_INVALID') return error.message;
    throw error;
  }
  return '';
}

describe('readHubEnv', () => {
  it('needs nothing: the embedded database, port 4000, data below the working directory', () => {
    expect(readHubEnv({})).toMatchObject({
      production: false,
      logLevel: 'info',
      dataDir: path.resolve('.data'),
      host: '127.0.0.1',
      port: 4000,
      databaseUrl: undefined,
      databaseUrls: {},
      keysFile: undefined,
      calendarDir: undefined,
      oidc: null,
    });
  });

  it('takes a blank variable as not set', () => {
    expect(readHubEnv({ DATABASE_URL: ' ', YIKOU_PORT: '' })).toMatchObject({
      databaseUrl: undefined,
      port: 4000,
    });
  });

  it('names every problem at once, and no value', () => {
    const message = problemsOf({
      YIKOU_PORT: 'http',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://root:secret@db/hub',
    });
    for (const name of ['YIKOU_PORT', 'LOG_LEVEL', 'DATABASE_URL']) expect(message).toContain(name);
    expect(message).not.toContain('secret');
  });

  it('has no default in production: database, keys and issuer must be given', () => {
    const message = problemsOf({ NODE_ENV: 'production' });
    for (const name of Object.keys(PRODUCTION).slice(1)) expect(message).toContain(name);
    expect(readHubEnv(PRODUCTION)).toMatchObject({
      production: true,
      oidc: { issuer: 'https://id.example.org' },
    });
  });

  it('wants all of the issuer or nothing of it', () => {
    const message = problemsOf({ OIDC_ISSUER: 'https://id.example.org' });
    expect(message).toContain('OIDC_JWKS_URL');
    expect(message).toContain('OIDC_AUDIENCE');
    expect(problemsOf({ YIKOU_IDENTITY_FILE: '/etc/identity.json' })).toContain(
      'YIKOU_IDENTITY_FILE',
    );
  });

  it('fetches the issuer’s keys where nobody can change them on their way', () => {
    const at = (address: string) => ({ ...PRODUCTION, OIDC_JWKS_URL: address });
    expect(problemsOf(at('http://id.example.org/jwks'))).toContain('OIDC_JWKS_URL');
    expect(readHubEnv(at('http://127.0.0.1:8080/jwks')).production).toBe(true);
  });

  it('looks for disabled accounts in the data directory, where there need be no list', () => {
    expect(readHubEnv({ YIKOU_DATA_DIR: '/data' }).disabledAccounts).toEqual({
      file: '/data/disabled-accounts.txt',
      mustExist: false,
    });
    expect(readHubEnv({ YIKOU_DISABLED_ACCOUNTS: '/etc/out.txt' }).disabledAccounts).toEqual({
      file: '/etc/out.txt',
      mustExist: true,
    });
  });
});

it('ends a process with 78 and the problems in Chinese', () => {
  const script = `import { exitOnInvalidEnv } from './kernel/runtime/env.ts'; exitOnInvalidEnv();`;
  const child = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', script],
    { encoding: 'utf8', env: { ...process.env, YIKOU_PORT: '-1', LOG_LEVEL: 'loud' } },
  );
  expect(child.status).toBe(78);
  expect(child.stderr).toContain('环境变量有误');
  expect(child.stderr).toContain('YIKOU_PORT');
  expect(child.stderr).toContain('LOG_LEVEL');
});
