import { createHash, createPrivateKey, createPublicKey, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { inject } from 'vitest';
import { fixedClock } from '../../kernel/clock.ts';
import type { SuiteName } from '../../kernel/runtime/cipher-suite.ts';
import { openDatabase, type Database, type DatabaseRole } from '../../kernel/runtime/db.ts';
import { createVault } from '../../kernel/runtime/id-number-vault.ts';
import type { SuiteKey } from '../../kernel/runtime/key-ring.ts';
import type { Keys, SigningPair } from '../../kernel/runtime/keys.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { PUBLISHED_YEARS } from '../../kernel/working-days.data.ts';
import { createCalendar } from '../../kernel/working-days.ts';
import { TEMPLATE } from './cluster.ts';

/** The day and hour of tests that name no other: a Monday morning in Shanghai. */
export const TEST_NOW = '2026-11-02T09:00:00+08:00';

/** A migrated database of a test's own. */
export type FreshDatabase = {
  /** As the migrating login. */
  url: string;
  /** A directory of its own, for staged rows. */
  dataDir: string;
  /** A subgraph's way in, opened once per subgraph; outside of requests it is the hub's own. */
  subgraph(role: DatabaseRole): Database;
  /** Closes what was opened and removes database and directory. */
  drop(): Promise<void>;
};

/** A copy of the migrated template, in tens of milliseconds. Drop it in `afterAll`. */
export async function freshDatabase(options: { template?: string } = {}): Promise<FreshDatabase> {
  const clusterUrl = inject('clusterUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(clusterUrl, `CREATE DATABASE ${name} TEMPLATE ${options.template ?? TEMPLATE}`);
  const address = new URL(clusterUrl);
  address.pathname = `/${name}`;
  const url = address.toString();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'yikou-data-'));
  const opened = new Map<DatabaseRole, Database>();

  function subgraph(role: DatabaseRole): Database {
    const database =
      opened.get(role) ??
      openDatabase({ url, role, applicationName: `test-${role}`, poolSize: 4, asHub: true });
    opened.set(role, database);
    return database;
  }

  async function drop(): Promise<void> {
    await Promise.all([...opened.values()].map((database) => database.close()));
    await administer(clusterUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    rmSync(dataDir, { recursive: true, force: true });
  }

  return { url, dataDir, subgraph, drop };
}

/** Keys that are the same in every run, and in no hub. */
export function testKeys() {
  const actorSigning = testSigningKey('test actor signing');
  return {
    idCipher: {
      current: 1,
      byId: new Map([[1, testKey('test cipher')]]),
    },
    numberIndex: { current: 1, byId: new Map([[1, testKey('test number index')]]) },
    pseudonyms: testKey('test index'),
    actorSigning,
    actorVerifying: [actorSigning.publicKey],
    auditSealing: testSigningKey('test audit sealing'),
  } satisfies Keys;
}

/** A key that everybody knows, of that suite. */
export function testKey(name: string, suite: SuiteName = 'aes-256-gcm'): SuiteKey {
  return { suite, secret: createHash('sha256').update(name).digest() };
}

/** An Ed25519 pair that everybody knows. */
export function testSigningKey(name: string): SigningPair {
  const seed = createHash('sha256').update(name).digest();
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/** What a subgraph is started with in tests: its own role, a clock that stands still, a silent log. */
export function testDeps(
  database: FreshDatabase,
  role: DatabaseRole,
  overrides: Partial<SubgraphDeps> = {},
): SubgraphDeps {
  return {
    database: database.subgraph(role),
    clock: fixedClock(TEST_NOW),
    calendar: createCalendar(PUBLISHED_YEARS),
    vault: createVault(testKeys()),
    log: pino({ level: 'silent' }),
    dataDir: database.dataDir,
    ...overrides,
  };
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
