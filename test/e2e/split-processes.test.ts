import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLocalIssuer } from '../../gateway/local-issuer.ts';
import { systemClock } from '../../kernel/clock.ts';
import { actorSigningOf, newKeysFile, parseKeys } from '../../kernel/runtime/keys.ts';
import { makeRequestLogins } from '../../kernel/runtime/request-logins.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';
import { ask } from '../support/running-hub.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const KEYS = newKeysFile();
const SUBGRAPHS = ['households', 'assistance', 'crossmatch'] as const;

let database: FreshDatabase;
const children: ChildProcess[] = [];
let gatewayUrl: string;

/** Starts a process entry as an operator would. */
function start(entry: string, env: Record<string, string>): void {
  children.push(
    spawn(process.execPath, ['--import', 'tsx', entry], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], LOG_LEVEL: 'error', ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
}

function writeKeys(name: string, text: string): string {
  const file = path.join(database.dataDir, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

/** The keys file as a subgraph has it: it can verify what the gateway signs, and sign nothing. */
function withoutPrivateKey(text: string): string {
  const { publicKey } = actorSigningOf(parseKeys(text));
  const publicKeys = [publicKey.export({ type: 'spki', format: 'pem' })];
  return JSON.stringify({ ...(JSON.parse(text) as object), actorSigning: { publicKeys } });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function ready(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

beforeAll(async () => {
  database = await freshDatabase();
  const keysFile = writeKeys('gateway.json', KEYS);
  const subgraphKeysFile = writeKeys('subgraph.json', withoutPrivateKey(KEYS));
  const logins = await makeRequestLogins(database.url);
  const env: Record<string, string> = {
    HOUSEHOLDS_DATABASE_URL: logins.households,
    ASSISTANCE_DATABASE_URL: logins.assistance,
    CROSSMATCH_DATABASE_URL: logins.crossmatch,
    DATABASE_URL: database.url,
    YIKOU_DATA_DIR: database.dataDir,
    YIKOU_KEYS_FILE: keysFile,
  };
  for (const name of SUBGRAPHS)
    env[`${name.toUpperCase()}_URL`] = `http://127.0.0.1:${await freePort()}`;
  const port = await freePort();
  gatewayUrl = `http://127.0.0.1:${port}`;
  const subgraphEnv = { ...env, YIKOU_KEYS_FILE: subgraphKeysFile };
  for (const name of SUBGRAPHS) start(`subgraphs/${name}/main.ts`, subgraphEnv);
  start('subgraphs/crossmatch/jobs/main.ts', subgraphEnv);
  start('gateway/main.ts', { ...env, YIKOU_PORT: `${port}` });
  const urls = [
    gatewayUrl,
    ...SUBGRAPHS.map((name) => new URL(env[`${name.toUpperCase()}_URL`] ?? '').origin),
  ];
  for (const url of urls) while (!(await ready(url))) await setTimeout(300);
}, 120_000);

afterAll(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  await database.drop();
});

it('gateway, three subgraphs and a worker serve as processes of their own, and end when told to', async () => {
  const issuer = await createLocalIssuer({
    keys: parseKeys(KEYS),
    clock: systemClock,
    production: false,
  });
  const token = await issuer.issueToken({
    role: 'BUREAU_SUPERVISOR',
    subject: 'account-1',
    hours: 1,
  });
  const { body } = await ask(
    gatewayUrl,
    token,
    '{ subdistricts { code } programmes { code } rules { id } }',
  );
  expect(body.errors).toBeUndefined();
  expect(body.data?.['programmes']).toContainEqual({ code: 'DIBAO' });
  expect(body.data?.['rules']).toContainEqual({ id: 'death-reported' });

  const ended = children.map((child) => once(child, 'exit'));
  for (const child of children) child.kill('SIGTERM');
  expect(await Promise.all(ended)).toEqual(children.map(() => [0, null]));
}, 60_000);
